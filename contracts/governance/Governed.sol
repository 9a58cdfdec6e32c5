// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IGoverned} from "../interfaces/IGoverned.sol";
import {Predeploys} from "./Predeploys.sol";
import {Recording} from "./Recording.sol";

/// @title A contract that only the timelock can change
/// @notice No owner, no admin: what is privileged, upgrades too, answers to {Predeploys.TIMELOCK} alone.
/// State of our own is plain and private from slot 0 (OpenZeppelin's is in ERC-7201 name spaces); an upgrade may only
/// append to it, and abstract contracts end with a gap.
abstract contract Governed is IGoverned, Initializable, UUPSUpgradeable {
    modifier onlyTimelock() {
        _checkTimelock();
        _;
    }

    /// @dev An implementation is never used but through its proxy.
    constructor() {
        _disableInitializers();
    }

    /// @notice Puts new code behind this address. Only by a proposal that was made after the code that stands came there.
    /// @param data has to be empty
    function upgradeToAndCall(address implementation, bytes memory data) public payable override {
        if (data.length != 0) revert UpgradeWithCall();
        super.upgradeToAndCall(implementation, data);
    }

    /// @dev The log refuses code that was not held against what it takes the place of.
    function _authorizeUpgrade(address implementation) internal override onlyTimelock {
        Recording.record(IGovernanceLog.Kind.Upgraded, implementation);
    }

    function _checkTimelock() internal view {
        if (msg.sender != Predeploys.TIMELOCK) revert OnlyTimelock(msg.sender);
    }
}
