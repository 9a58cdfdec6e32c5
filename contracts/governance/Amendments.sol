// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAmendments} from "../interfaces/IAmendments.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {Governed} from "./Governed.sol";
import {Predeploys} from "./Predeploys.sol";
import {Recording} from "./Recording.sol";
import {Slug} from "./Slug.sol";

/// @title Amendments
contract Amendments is IAmendments, Governed {
    IMemberRegistry private constant MEMBERS = IMemberRegistry(Predeploys.MEMBER_REGISTRY);
    uint64 private constant LEAD = 1 hours;
    uint64 private constant LEAD_OF_REHEARSALS = 2 minutes;
    /// @dev What is further ahead was most often meant in milliseconds, and would keep all others from being in order.
    uint64 private constant FURTHEST = 366 days;
    uint32 private constant LONGEST_PERIOD = 60;

    Amendment[] private _amendments;

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize() external initializer {}

    /// @inheritdoc IAmendments
    function scheduleFork(bytes32 fork, uint64 beginsAt) external onlyTimelock {
        if (!Slug.isSlug(fork, 1)) revert InvalidFork(fork);
        for (uint256 i = 0; i < _amendments.length; ++i) {
            Amendment storage earlier = _amendments[i];
            if (earlier.cancelledAt == 0 && earlier.fork == fork) revert ForkScheduled(fork, i);
        }
        _schedule(Kind.Fork, beginsAt, fork, 0);
    }

    /// @inheritdoc IAmendments
    function scheduleBlockPeriod(uint32 blockPeriodSeconds, uint64 beginsAt) external onlyTimelock {
        if (blockPeriodSeconds == 0 || blockPeriodSeconds > LONGEST_PERIOD) {
            revert InvalidBlockPeriod(blockPeriodSeconds);
        }
        _schedule(Kind.BlockPeriod, beginsAt, 0, blockPeriodSeconds);
    }

    /// @inheritdoc IAmendments
    function cancel(uint256 number) external onlyTimelock {
        if (number >= _amendments.length || _amendments[number].cancelledAt != 0) revert NoSuchAmendment(number);
        Amendment storage amendment = _amendments[number];
        _refuseTooSoon(amendment.beginsAt);
        amendment.cancelledAt = _now();
        emit AmendmentCancelled(number);
        Recording.record(IGovernanceLog.Kind.AmendmentCancelled, abi.encode(number));
    }

    /// @inheritdoc IAmendments
    function amendments() external view returns (Amendment[] memory) {
        return _amendments;
    }

    /// @inheritdoc IAmendments
    function lead() public view returns (uint64) {
        return MEMBERS.rehearsal() ? LEAD_OF_REHEARSALS : LEAD;
    }

    function _schedule(Kind kind, uint64 beginsAt, bytes32 fork, uint32 blockPeriodSeconds) private {
        _refuseTooSoon(beginsAt);
        if (beginsAt > _now() + FURTHEST) revert AmendmentTooLate(beginsAt, _now() + FURTHEST);
        uint64 last = _lastStanding();
        if (beginsAt <= last) revert AmendmentNotInOrder(beginsAt, last);
        uint256 number = _amendments.length;
        _amendments.push(
            Amendment({
                kind: kind,
                beginsAt: beginsAt,
                blockPeriodSeconds: blockPeriodSeconds,
                decidedAt: _now(),
                cancelledAt: 0,
                fork: fork
            })
        );
        emit AmendmentScheduled(number, kind, beginsAt, fork, blockPeriodSeconds);
        Recording.record(
            IGovernanceLog.Kind.AmendmentScheduled,
            abi.encode(number, kind, beginsAt, fork, blockPeriodSeconds)
        );
    }

    function _refuseTooSoon(uint64 beginsAt) private view {
        uint64 earliest = _now() + lead();
        if (beginsAt < earliest) revert AmendmentTooSoon(beginsAt, earliest);
    }

    /// @dev What stands is in order, so the newest of it is the last.
    function _lastStanding() private view returns (uint64) {
        for (uint256 i = _amendments.length; i > 0; --i) {
            if (_amendments[i - 1].cancelledAt == 0) return _amendments[i - 1].beginsAt;
        }
        return 0;
    }

    function _now() private view returns (uint64) {
        return SafeCast.toUint64(block.timestamp);
    }
}
