// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockControllerUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/TimelockControllerUpgradeable.sol";
import {Governed} from "./Governed.sol";
import {Predeploys} from "./Predeploys.sol";

/// @title ConsortiumTimelock
/// @notice The one address with privileges, and the governor alone can make it act: it is the only proposer, canceller and
/// executor; the timelock is its own only administrator. How long a decision waits depends on its class and is kept by the
/// governor; the delay here is a floor, zero at first.
contract ConsortiumTimelock is TimelockControllerUpgradeable, Governed {
    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize() external initializer {
        address[] memory governor = new address[](1);
        governor[0] = Predeploys.GOVERNOR;
        __TimelockController_init(0, governor, governor, address(0));
    }

    /// @dev OpenZeppelin's entry would let its caller choose the roles.
    function initialize(uint256, address[] memory, address[] memory, address) public pure override {
        revert InvalidInitialization();
    }
}
