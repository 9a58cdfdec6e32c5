// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title How the consortium decides
/// @notice OpenZeppelin's Governor, with four things of its own: what a decision needs depends on its class; votes are
/// counted per chamber; keys are replaced only where the chamber of the member they are of is among those that pass it, unless that
/// member is alone in it; and no free text enters: a description or reason is a salted commitment, "0x" and 64 lower-case
/// hexadecimal digits.
interface IConsortiumGovernor {
    enum Class {
        Admission,
        Expulsion,
        Nodes,
        Keys,
        Parameters,
        Upgrade,
        Devices,
        Emergency
    }

    /// @notice What one chamber asks for.
    /// @param quorum basis points of the chamber's votes at the snapshot that must be cast, abstentions included
    /// @param majority basis points of for + against that for must exceed, 5000 to 9999
    /// @param veto whether more against than for in this chamber alone ends the proposal
    struct ChamberRule {
        uint16 quorum;
        uint16 majority;
        bool veto;
    }

    /// @notice What a class of decisions asks for. Times in seconds.
    /// @param votingDelay from the proposal to the snapshot of the roll
    /// @param votingPeriod from the snapshot to the end of the vote; a vote by which the proposal comes to pass in the last
    /// quarter moves the end so that a quarter is left
    /// @param timelock from queueing to the earliest execution
    /// @param grace how long a passed proposal can be queued, and then a queued one executed
    /// @param chambersNeeded how many chambers must pass it
    /// @param chambers one rule for each chamber, in the registry's order
    struct Rule {
        uint32 votingDelay;
        uint32 votingPeriod;
        uint32 timelock;
        uint32 grace;
        uint8 chambersNeeded;
        ChamberRule[] chambers;
    }

    event RuleSet(Class indexed class, uint32 version, Rule rule);
    event ProposalClassified(uint256 indexed proposalId, Class indexed class, uint32 version);
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);

    error InvalidRule(Class class);
    error RulesMissing(uint256 given);
    error OnlyOfficer(address caller);
    /// @dev Also, with Keys twice, where one proposal would replace several members' keys: each has its own chamber to ask.
    error MixedClasses(Class first, Class other);
    error RelayRefused();
    error FreeText();
    error ValueNotZero(uint256 value);
    error ParamsNotEmpty();
    error NotOnRoll(address organisation, uint256 snapshot);
    error TimelockRunning(uint256 proposalId, uint256 eta);
    error TimelockFixed();

    /// @notice Sets the rule of a class for proposals made from now on. Only by a decision of that very class.
    function setRule(Class class, Rule calldata rule) external;

    /// @notice The rule in force for new proposals of a class, and its version, counted from 1.
    function ruleFor(Class class) external view returns (Rule memory rule, uint32 version);

    /// @notice The rule a proposal was made under, frozen at its creation.
    function ruleOf(uint256 proposalId) external view returns (Rule memory rule, uint32 version);

    /// @notice When the proposal that is being executed was proposed, seconds; 0 where none is. While one is executed in the
    /// midst of another, that of the inner one.
    function executingProposedAt() external view returns (uint48);

    function classOfProposal(uint256 proposalId) external view returns (Class);

    /// @notice The class of one action, by its target and calldata alone. What is not known to be of another class is an
    /// Upgrade: upgrades can do everything, so their rule should be the hardest.
    function classOf(address target, bytes calldata data) external pure returns (Class);

    /// @notice Votes of one chamber, and how many it had at the snapshot (0 before the snapshot has passed).
    function tally(
        uint256 proposalId,
        uint8 chamber
    ) external view returns (uint256 forVotes, uint256 againstVotes, uint256 abstainVotes, uint256 size);
}
