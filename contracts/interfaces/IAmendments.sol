// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What all nodes must configure alike, as it was decided since the founding
/// @notice Block 0 stays what the founders signed: an amendment changes what a genesis file says of later blocks. It is voted
/// here; then each member's agent writes it into its own nodes' files and restarts them under the maintenance lease, all of
/// them before its time. Nothing is ever taken out of the list, so that whoever begins at block 0 learns every rule from
/// blocks that come before it counts.
///
/// Only what QBFT's nodes can change at a time is here. Epoch length and the choice of validators no transition can carry;
/// the period of empty blocks is never set, since one that differs from the block period would tell the traffic by the
/// numbers of blocks. All times are times of blocks: on a chain whose forks begin by time, as every chain here, Besu takes
/// the `block` of a transition for a time as well.
interface IAmendments {
    /// @dev Fork: a fork of the EVM begins. BlockPeriod: blocks come at another pace.
    enum Kind {
        Fork,
        BlockPeriod
    }

    /// @param beginsAt of the first block it holds for, seconds
    /// @param fork slug such as "osaka"; zero for another kind
    /// @param blockPeriodSeconds zero for another kind
    /// @param decidedAt seconds
    /// @param cancelledAt seconds; zero where it stands
    struct Amendment {
        Kind kind;
        uint64 beginsAt;
        uint32 blockPeriodSeconds;
        uint64 decidedAt;
        uint64 cancelledAt;
        bytes32 fork;
    }

    event AmendmentScheduled(
        uint256 indexed number,
        Kind indexed kind,
        uint64 beginsAt,
        bytes32 fork,
        uint32 blockPeriod
    );
    event AmendmentCancelled(uint256 indexed number);

    error InvalidFork(bytes32 fork);
    error ForkScheduled(bytes32 fork, uint256 number);
    error InvalidBlockPeriod(uint32 blockPeriodSeconds);
    error AmendmentTooSoon(uint64 beginsAt, uint64 earliest);
    error AmendmentTooLate(uint64 beginsAt, uint64 latest);
    error AmendmentNotInOrder(uint64 beginsAt, uint64 last);
    error NoSuchAmendment(uint256 number);

    /// @notice Begins a fork. Only the timelock. Which forks there are, and in which order, the nodes' software knows: an
    /// agent whose node knows no fork of this name says so and changes nothing.
    /// @param fork a slug, once among those that stand
    /// @param beginsAt at least {lead} and at most 366 days ahead, and after all that stand
    function scheduleFork(bytes32 fork, uint64 beginsAt) external;

    /// @notice Changes the time between blocks. Only the timelock.
    /// @param blockPeriodSeconds 1 to 60
    /// @param beginsAt as for {scheduleFork}
    function scheduleBlockPeriod(uint32 blockPeriodSeconds, uint64 beginsAt) external;

    /// @notice Takes back what has not begun. Only the timelock. At least {lead} before its time, since nodes that have it
    /// already must be restarted again, in stages, and whoever still had it then would follow a chain of its own.
    /// @param number its place in {amendments}, from 0
    function cancel(uint256 number) external;

    /// @notice All of them, in the order of decision, cancelled ones too.
    function amendments() external view returns (Amendment[] memory);

    /// @notice How many seconds lie between decision and beginning at least: an hour, in which every agent restarts its nodes
    /// one after the other. Two minutes in a rehearsal, whose nodes one machine runs.
    function lead() external view returns (uint64);
}
