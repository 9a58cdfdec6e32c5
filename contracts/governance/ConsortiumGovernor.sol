// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GovernorUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/GovernorUpgradeable.sol";
import {TimelockControllerUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/TimelockControllerUpgradeable.sol";
import {GovernorTimelockControlUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/extensions/GovernorTimelockControlUpgradeable.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ERC6372Utils} from "@openzeppelin/contracts/utils/ERC6372Utils.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IConsortiumGovernor} from "../interfaces/IConsortiumGovernor.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {ChamberCounting} from "./ChamberCounting.sol";
import {Classes} from "./Classes.sol";
import {Commitment} from "./Commitment.sol";
import {Governed} from "./Governed.sol";
import {Predeploys} from "./Predeploys.sol";
import {Recording} from "./Recording.sol";

/// @title ConsortiumGovernor
/// @notice Officers propose and vote for their organisations; anyone queues and executes what passed.
contract ConsortiumGovernor is GovernorTimelockControlUpgradeable, ChamberCounting, Governed {
    using TransientSlot for *;

    /// @dev In transient storage, named, so that new code of the governor finds it in the very execution that put it in place.
    bytes32 private constant EXECUTING = keccak256("quorate.governor.executing");
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
    );

    /// @dev The rule of the proposal being made, so that OpenZeppelin's propose sees its delay and period.
    uint24 private transient _proposing;

    /// @notice Run once, by the proxy's constructor in the genesis block, after the member registry's.
    /// @param rules one for each class, in the order of {Class}
    function initialize(Rule[] calldata rules) external initializer {
        if (rules.length != uint256(type(Class).max) + 1) revert RulesMissing(rules.length);
        __Governor_init("ConsortiumGovernor");
        __GovernorTimelockControl_init(TimelockControllerUpgradeable(payable(Predeploys.TIMELOCK)));
        for (uint256 i = 0; i < rules.length; ++i) _enact(Class(i), rules[i]);
    }

    /// @inheritdoc IConsortiumGovernor
    function setRule(Class class, Rule calldata rule) external onlyGovernance {
        _enact(class, rule);
    }

    /// @inheritdoc IConsortiumGovernor
    function ruleOf(uint256 proposalId) external view returns (Rule memory rule, uint32 version) {
        return _ruleAt(_known(proposalId));
    }

    /// @inheritdoc IConsortiumGovernor
    function classOfProposal(uint256 proposalId) external view returns (Class) {
        return _enactedAt(_known(proposalId)).class;
    }

    /// @inheritdoc IConsortiumGovernor
    function executingProposedAt() external view returns (uint48) {
        return uint48(EXECUTING.asUint256().tload());
    }

    /// @inheritdoc IConsortiumGovernor
    function tally(
        uint256 proposalId,
        uint8 chamber
    ) external view returns (uint256 forVotes, uint256 againstVotes, uint256 abstainVotes, uint256 size) {
        _known(proposalId);
        (againstVotes, forVotes, abstainVotes) = _votes(proposalId, chamber);
        uint256 snapshot = proposalSnapshot(proposalId);
        if (snapshot < clock()) size = _sizes(proposalId)[chamber];
    }

    /// @inheritdoc IConsortiumGovernor
    function classOf(address target, bytes calldata data) external pure returns (Class) {
        return Classes.classify(target, data);
    }

    /// @notice Refused: the governor holds nothing and nothing answers to it, so there is nothing to relay.
    function relay(address, uint256, bytes calldata) public payable override {
        revert RelayRefused();
    }

    /// @notice Refused: the timelock stands at its address for good; it is upgraded, not replaced.
    function updateTimelock(TimelockControllerUpgradeable) public pure override {
        revert TimelockFixed();
    }

    /// @notice The usual states, and Expired: passed but not queued, or queued but not executed, within the rule's grace.
    function state(
        uint256 proposalId
    ) public view override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) returns (ProposalState current) {
        current = super.state(proposalId);
        uint256 since;
        if (current == ProposalState.Succeeded) since = proposalDeadline(proposalId);
        else if (current == ProposalState.Queued) since = proposalEta(proposalId);
        else return current;
        return block.timestamp > since + _ruleUsed(proposalId).grace ? ProposalState.Expired : current;
    }

    /// @notice ERC-6372: seconds.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @notice ERC-6372: "mode=timestamp".
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view override returns (string memory) {
        return ERC6372Utils.timestampClockMode(clock);
    }

    /// @notice Seconds from proposal to snapshot; outside of a proposal being made, those of an Admission.
    function votingDelay() public view override returns (uint256) {
        return _enactedAt(_ruleInUse()).votingDelay;
    }

    /// @notice Seconds from snapshot to deadline; outside of a proposal being made, those of an Admission.
    function votingPeriod() public view override returns (uint256) {
        return _enactedAt(_ruleInUse()).votingPeriod;
    }

    /// @notice Chambers have quorums, the whole has none. This is what an Admission made now would need were every chamber
    /// asked: the sum over the chambers of quorum × votes, each rounded up.
    function quorum(uint256 timepoint) public view override returns (uint256 total) {
        uint256[] memory sizes = MEMBERS.chamberSizesAt(timepoint);
        Enacted storage rule = _enactedAt(_ruleIdFor(Class.Admission));
        for (uint256 i = 0; i < sizes.length; ++i) {
            total += Math.ceilDiv(rule.chambers[i].quorum * sizes[i], WHOLE);
        }
    }

    /// @inheritdoc GovernorTimelockControlUpgradeable
    function proposalNeedsQueuing(
        uint256
    ) public pure override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) returns (bool) {
        return true;
    }

    /// @inheritdoc ChamberCounting
    function proposalDeadline(
        uint256 proposalId
    ) public view override(GovernorUpgradeable, ChamberCounting) returns (uint256) {
        return ChamberCounting.proposalDeadline(proposalId);
    }

    /// @notice Votes an officer holds for its organisation, its own and those delegated to it.
    function getVotes(address account, uint256 timepoint) public view override returns (uint256) {
        return MEMBERS.getPastVotes(_organisationOf(account), timepoint);
    }

    /// @notice As {getVotes}; parameters are refused.
    function getVotesWithParams(
        address account,
        uint256 timepoint,
        bytes memory params
    ) public view override returns (uint256) {
        if (params.length != 0) revert ParamsNotEmpty();
        return getVotes(account, timepoint);
    }

    /// @notice ERC-5267: OpenZeppelin's domain with the founding's id as its salt.
    function eip712Domain()
        public
        view
        override
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        return (hex"1f", name(), version(), block.chainid, address(this), MEMBERS.foundingId(), new uint256[](0));
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        if (_organisationOf(proposer) == address(0)) revert OnlyOfficer(proposer);
        if (!Commitment.isCommitment(description)) revert FreeText();
        for (uint256 i = 0; i < values.length; ++i) if (values[i] != 0) revert ValueNotZero(values[i]);
        Class class = _classOfAll(targets, calldatas);
        uint24 ruleId = _ruleIdFor(class);
        _proposing = ruleId;
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        _proposing = 0;
        _openPoll(proposalId, ruleId, class == Class.Keys ? MEMBERS.chamberConcerned(calldatas[0]) : 0);
        emit ProposalClassified(proposalId, class, _enactedAt(ruleId).version);
    }

    function _castVote(
        uint256 proposalId,
        address account,
        uint8 support,
        string memory reason,
        bytes memory params
    ) internal override returns (uint256) {
        if (params.length != 0) revert ParamsNotEmpty();
        if (bytes(reason).length != 0 && !Commitment.isCommitment(reason)) revert FreeText();
        address organisation = _organisationOf(account);
        if (organisation == address(0)) revert OnlyOfficer(account);
        return super._castVote(proposalId, organisation, support, reason, params);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) returns (uint48) {
        uint48 floor = super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
        return SafeCast.toUint48(Math.max(floor, block.timestamp + _ruleUsed(proposalId).timelock));
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) {
        uint256 eta = proposalEta(proposalId);
        if (block.timestamp < eta) revert TimelockRunning(proposalId, eta);
        uint256 outer = EXECUTING.asUint256().tload();
        EXECUTING.asUint256().tstore(proposalSnapshot(proposalId) - _ruleUsed(proposalId).votingDelay);
        Recording.record(IGovernanceLog.Kind.Executed, abi.encode(proposalId));
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
        EXECUTING.asUint256().tstore(outer);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    /// @dev `organisation` is what {_castVote} found for the officer.
    function _getVotes(
        address organisation,
        uint256 timepoint,
        bytes memory
    ) internal view override returns (uint256 votes) {
        votes = MEMBERS.getPastVotes(organisation, timepoint);
        if (votes == 0) revert NotOnRoll(organisation, timepoint);
    }

    function _executor()
        internal
        pure
        override(GovernorUpgradeable, GovernorTimelockControlUpgradeable)
        returns (address)
    {
        return Predeploys.TIMELOCK;
    }

    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        return _organisationOf(caller) != address(0) && super._validateCancel(proposalId, caller);
    }

    function _hashTypedDataV4(bytes32 structHash) internal view override returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN_TYPE,
                _EIP712NameHash(),
                _EIP712VersionHash(),
                block.chainid,
                address(this),
                MEMBERS.foundingId()
            )
        );
        return MessageHashUtils.toTypedDataHash(domain, structHash);
    }

    function _organisationOf(address officer) private view returns (address) {
        return MEMBERS.actingFor(officer, IMemberRegistry.Role.Officer);
    }

    function _classOfAll(address[] memory targets, bytes[] memory calldatas) private pure returns (Class class) {
        if (targets.length == 0 || targets.length != calldatas.length) {
            revert GovernorInvalidProposalLength(targets.length, calldatas.length, targets.length);
        }
        class = Classes.classify(targets[0], calldatas[0]);
        for (uint256 i = 1; i < targets.length; ++i) {
            Class other = Classes.classify(targets[i], calldatas[i]);
            if (other != class || class == Class.Keys) revert MixedClasses(class, other);
        }
    }

    function _known(uint256 proposalId) private view returns (uint24 ruleId) {
        ruleId = _ruleIdUsed(proposalId);
        if (ruleId == 0) revert GovernorNonexistentProposal(proposalId);
    }

    function _ruleInUse() private view returns (uint24) {
        return _proposing == 0 ? _ruleIdFor(Class.Admission) : _proposing;
    }
}
