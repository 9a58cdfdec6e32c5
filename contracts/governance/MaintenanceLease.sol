// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {Predeploys} from "./Predeploys.sol";

/// @title One validator at a time, over all members, may be taken down on purpose
/// @notice See {INodeRegistry-takeLease}. Which node may be leased, and by whom, its heir has checked before.
abstract contract MaintenanceLease {
    IMemberRegistry internal constant MEMBERS = IMemberRegistry(Predeploys.MEMBER_REGISTRY);
    /// @dev Long enough for a restart on a slow machine; a killed agent is waited for no longer than this.
    uint256 private constant LONGEST = 15 minutes;
    /// @dev With all renewals: a database that is converted takes its time, and nothing takes longer.
    uint256 private constant LONGEST_IN_ALL = 1 hours;
    /// @dev More than one block of the slowest chain: others come first, and changes of validators too.
    uint256 private constant REST = 90 seconds;

    INodeRegistry.Lease private _lease;
    uint256[6] private __gap;

    function _leaseRuns() internal view returns (bool) {
        return block.timestamp < _lease.until;
    }

    function _refuseWhileLeased() internal view {
        if (_leaseRuns()) revert INodeRegistry.LeaseRuns(_lease.node, _lease.until);
    }

    function _runningLease() internal view returns (INodeRegistry.Lease memory none) {
        return _leaseRuns() ? _lease : none;
    }

    function _take(address node, address organisation, uint32 duration) internal {
        if (duration == 0 || duration > LONGEST) revert INodeRegistry.InvalidLease(duration);
        uint64 now_ = SafeCast.toUint64(block.timestamp);
        INodeRegistry.Lease storage held = _lease;
        uint64 since = now_;
        if (_leaseRuns()) {
            if (held.node != node) revert INodeRegistry.LeaseRuns(held.node, held.until);
            since = held.since;
        } else if (held.organisation == organisation && now_ < held.until + REST) {
            revert INodeRegistry.LeaseRests(organisation, SafeCast.toUint64(held.until + REST));
        }
        uint64 until = SafeCast.toUint64(Math.min(now_ + duration, since + LONGEST_IN_ALL));
        _lease = INodeRegistry.Lease({node: node, organisation: organisation, since: since, until: until});
        emit INodeRegistry.LeaseTaken(node, organisation, until);
    }

    function _giveBack(address node, address organisation) internal {
        if (!_leaseRuns() || _lease.node != node || _lease.organisation != organisation) {
            revert INodeRegistry.NoSuchLease(node);
        }
        _end();
    }

    /// @dev Nobody waits for who may not act. For good: what began meanwhile does not expect the lease to come back.
    function _endOf(address organisation) internal {
        if (_leaseRuns() && _lease.organisation == organisation) _end();
    }

    function _end() private {
        _lease.until = SafeCast.toUint64(block.timestamp);
        emit INodeRegistry.LeaseReturned(_lease.node, _lease.organisation);
    }
}
