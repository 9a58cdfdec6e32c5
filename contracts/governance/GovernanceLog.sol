// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IConsortiumGovernor} from "../interfaces/IConsortiumGovernor.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {Governed} from "./Governed.sol";
import {Predeploys} from "./Predeploys.sol";

/// @title GovernanceLog
contract GovernanceLog is IGovernanceLog, Governed {
    bytes32 private _head;
    uint64 private _count;
    mapping(address source => uint48 time) private _upgradedAt;

    /// @notice Run once, by the proxy's constructor in the genesis block, before any other contract's.
    function initialize() external initializer {}

    /// @inheritdoc IGovernanceLog
    function append(Kind kind, bytes calldata data) external {
        if (!Predeploys.isOne(msg.sender)) revert OnlyGovernance(msg.sender);
        uint64 index = _count + 1;
        uint48 time = Time.timestamp();
        _count = index;
        if (kind == Kind.Upgraded) _bookUpgrade(time);
        _head = keccak256(abi.encode(_head, index, kind, msg.sender, time, keccak256(data)));
        emit Recorded(index, kind, msg.sender, time, data);
    }

    /// @inheritdoc IGovernanceLog
    function head() external view returns (bytes32 hash, uint64 count) {
        return (_head, _count);
    }

    /// @inheritdoc IGovernanceLog
    function upgradedAt(address source) external view returns (uint48) {
        return _upgradedAt[source];
    }

    /// @dev Judged where the code changes: no relay, no second upgrade and no proposal in the midst of another goes round it.
    function _bookUpgrade(uint48 time) private {
        uint48 upgradedAt_ = _upgradedAt[msg.sender];
        uint48 proposedAt = IConsortiumGovernor(Predeploys.GOVERNOR).executingProposedAt();
        if (upgradedAt_ >= proposedAt) revert UpgradeOvertaken(msg.sender, upgradedAt_, proposedAt);
        _upgradedAt[msg.sender] = time;
    }
}
