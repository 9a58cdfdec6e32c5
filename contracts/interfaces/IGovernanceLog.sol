// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Everything that changed who governs and how, in order, as a chain of hashes
/// @notice The contracts of governance append what they did; nobody else can. A node's event index may be incomplete, and its
/// answers wrong; the head in state is what proves to a reader that it saw every entry, as it was, in its place. From the
/// founding and the entries alone follow members, nodes, validators, rules and parameters.
/// Votes are not in it: the governor keeps how each chamber voted, and an executed proposal's id says what it was.
interface IGovernanceLog {
    /// @dev What an entry says; its data are the values named here, ABI-encoded. Later kinds are appended.
    enum Kind {
        /// (address implementation), of the contract that appended it
        Upgraded,
        /// (address organisation, uint8 chamber, address officer, address agent, address checkpoint, bytes32 cardHash)
        Admitted,
        /// (address organisation, address officer, address agent, address checkpoint, bytes32 cardHash)
        KeysReplaced,
        /// (address organisation, bytes32 cardHash)
        NodesAdded,
        /// (address organisation)
        Suspended,
        /// (address organisation)
        Reinstated,
        /// (address organisation)
        Expelled,
        /// (address organisation, address delegatee, uint48 until)
        Delegated,
        /// (address organisation, address node, bytes32 name, uint8 duty, bytes32 x, bytes32 y)
        NodeRegistered,
        /// (address node)
        NodeSynced,
        /// (address node)
        NodeActivated,
        /// (address node)
        NodeRetired,
        /// (address node): the change in flight is done
        ChangeSettled,
        /// (uint8 class, uint32 version, Rule rule)
        RuleSet,
        /// (uint256 proposalId): what follows in its transaction is what it did
        Executed,
        /// (uint16 threshold)
        ThresholdSet,
        /// (uint32 cadenceSeconds, uint64 firstWindow, uint64 since)
        CadenceSet,
        /// (uint16 signers, uint32 lapse, uint32 rest)
        EmergencySettingsSet,
        /// (address organisation, uint64 number, uint48 until, address[] signers)
        EmergencySuspended,
        /// (address organisation, uint64 number)
        EmergencyRatified,
        /// (address organisation, uint64 number)
        EmergencyLapsed,
        /// (uint256 number, uint8 kind, uint64 beginsAt, bytes32 fork, uint32 blockPeriodSeconds)
        AmendmentScheduled,
        /// (uint256 number)
        AmendmentCancelled,
        /// (address node): its organisation is suspended
        NodeStoodDown,
        /// (uint64 fleet, address organisation)
        FleetOpened,
        /// (uint64 fleet, address heir, uint48 until): 0 where its own organisation keeps it
        FleetOffered,
        /// (uint64 fleet, address organisation)
        FleetTaken
    }

    /// @param index from 1
    /// @param source the contract that appended it
    /// @param time of its block, seconds
    event Recorded(uint64 indexed index, Kind indexed kind, address indexed source, uint48 time, bytes data);

    error OnlyGovernance(address caller);
    /// @notice New code was held against the code that stood when it was proposed; it takes the place of no other.
    /// @param upgradedAt when the contract last got other code, seconds; 0 where the code of genesis stands
    /// @param proposedAt when the proposal being executed was proposed, seconds; 0 where none is
    error UpgradeOvertaken(address source, uint48 upgradedAt, uint48 proposedAt);

    /// @notice Appends an entry. Only contracts of governance, which genesis put at addresses of their own.
    function append(Kind kind, bytes calldata data) external;

    /// @notice keccak256(abi.encode(head before, index, kind, source, time, keccak256(data))), zero before the first entry; and
    /// how many entries there are.
    function head() external view returns (bytes32 hash, uint64 count);

    /// @notice When a contract of governance last got other code, seconds; 0 where the code of genesis stands.
    function upgradedAt(address source) external view returns (uint48);
}
