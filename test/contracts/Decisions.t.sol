// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Deciding} from "./Deciding.sol";

/// @title A proposal runs when every step was taken, and never otherwise
contract DecisionsTest is Deciding {
    function test_aNewcomerIsAdmittedByAVoteThatPassesInEveryChamber() public {
        Proposal memory made = proposedAdmission(6);
        decide(made);
        vm.assertTrue(MEMBERS.isActive(idOf(6)));
        vm.assertEq(MEMBERS.organisationOf(officer(6)), idOf(6));
        vm.assertEq(NODES.nodesOf(idOf(6)).length, 1);
        isIn(made, IGovernor.ProposalState.Executed);
    }

    /// @dev The regulator abstains: quorum in each chamber, majority in two of the three that an admission needs.
    function test_anAdmissionThatFailsInOneChamberNeverRuns() public {
        Proposal memory made = proposedAdmission(6);
        openVote(made);
        for (uint256 i = 0; i < 5; ++i) vote(i, made, FOR);
        vote(5, made, ABSTAIN);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
        cannotRun(made);
        vm.assertFalse(MEMBERS.isAdmitted(idOf(6)));
    }

    function test_aVetoEndsAProposalThatEnoughChambersPass() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        openVote(made);
        for (uint256 i = 0; i < 5; ++i) vote(i, made, FOR);
        vote(5, made, AGAINST);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
        cannotRun(made);
    }

    function test_aRejectedProposalNeverRuns() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        openVote(made);
        voteAll(made, AGAINST);
        closeVote(made);
        cannotRun(made);
    }

    function test_aProposalNobodyVotedOnNeverRuns() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        closeVote(made);
        cannotRun(made);
    }

    function test_aPassedProposalDoesNotRunBeforeItIsQueued() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        openVote(made);
        voteAll(made, FOR);
        closeVote(made);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        GOVERNOR.execute(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function testFuzz_aQueuedProposalRunsFromItsTimelockToItsGrace(uint256 time) public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        carry(made);
        uint256 eta = block.timestamp + WAIT;
        vm.assertEq(GOVERNOR.proposalEta(made.id), eta);
        vm.warp(bound(time, block.timestamp, eta + 2 * GRACE));
        bool due = block.timestamp >= eta && block.timestamp <= eta + GRACE;
        if (block.timestamp < eta) {
            vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.TimelockRunning.selector, made.id, eta));
        } else if (!due) {
            isIn(made, IGovernor.ProposalState.Expired);
            vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        }
        GOVERNOR.execute(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
        vm.assertEq(BOARD.threshold(), due ? 5 : 4);
    }

    function test_theTimelockAndTheGraceAreExactToTheSecond() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        carry(made);
        uint256 eta = GOVERNOR.proposalEta(made.id);
        bytes32 hash = keccak256(bytes(made.description));
        vm.warp(eta - 1);
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.TimelockRunning.selector, made.id, eta));
        GOVERNOR.execute(made.targets, made.values, made.calldatas, hash);
        vm.warp(eta + GRACE + 1);
        isIn(made, IGovernor.ProposalState.Expired);
        cannotRun(made);
        vm.warp(eta + GRACE);
        execute(made);
    }

    function test_aPassedProposalNotQueuedInTimeExpires() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        openVote(made);
        voteAll(made, FOR);
        vm.warp(GOVERNOR.proposalDeadline(made.id) + GRACE + 1);
        isIn(made, IGovernor.ProposalState.Expired);
        cannotRun(made);
    }

    function test_anExecutedProposalNeverRunsAgain() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        decide(made);
        cannotRun(made);
        vm.prank(officer(0));
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        GOVERNOR.propose(made.targets, made.values, made.calldatas, made.description);
    }

    function test_aCancelledProposalNeverRuns() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        bytes32 hash = keccak256(bytes(made.description));
        vm.prank(officer(1));
        vm.expectPartialRevert(IGovernor.GovernorUnableToCancel.selector);
        GOVERNOR.cancel(made.targets, made.values, made.calldatas, hash);
        vm.prank(officer(0));
        GOVERNOR.cancel(made.targets, made.values, made.calldatas, hash);
        openVote(made);
        vm.prank(officer(1));
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        GOVERNOR.castVote(made.id, FOR);
        closeVote(made);
        cannotRun(made);
    }

    function test_theProposerCannotCancelOnceVotingBegan() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        carry(made);
        vm.prank(officer(0));
        vm.expectPartialRevert(IGovernor.GovernorUnableToCancel.selector);
        GOVERNOR.cancel(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function test_aRuleSetLaterDoesNotTouchAProposalMadeBefore() public {
        IConsortiumGovernor.Rule memory harder = rule(3);
        harder.timelock = 9000;
        Proposal memory first = propose(0, single(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)), 1));
        bytes memory call_ = abi.encodeCall(
            IConsortiumGovernor.setRule,
            (IConsortiumGovernor.Class.Parameters, harder)
        );
        Proposal memory second = propose(0, single(address(GOVERNOR), call_, 2));
        carry(first);
        vm.warp(FOUNDED_AT + 2 + DELAY + 1);
        voteAll(second, FOR);
        closeVote(second);
        queue(second);
        vm.warp(GOVERNOR.proposalEta(second.id));
        execute(second);
        (, uint32 version) = GOVERNOR.ruleFor(IConsortiumGovernor.Class.Parameters);
        (IConsortiumGovernor.Rule memory used, uint32 usedVersion) = GOVERNOR.ruleOf(first.id);
        vm.assertEq(version, 2);
        vm.assertEq(usedVersion, 1);
        vm.assertEq(used.timelock, WAIT);
        execute(first);
        vm.assertEq(BOARD.threshold(), 5);
    }

    /// @dev A relay would make the governor call itself, under the rule of another class.
    function test_aRuleCannotBeChangedThroughARelay() public {
        bytes memory call_ = abi.encodeCall(
            IConsortiumGovernor.setRule,
            (IConsortiumGovernor.Class.Admission, rule(1))
        );
        Proposal memory made = proposed(
            address(GOVERNOR),
            abi.encodeCall(GOVERNOR.relay, (address(GOVERNOR), 0, call_))
        );
        vm.assertEq(uint256(GOVERNOR.classOfProposal(made.id)), uint256(IConsortiumGovernor.Class.Upgrade));
        carry(made);
        vm.warp(GOVERNOR.proposalEta(made.id));
        bytes32 hash = keccak256(bytes(made.description));
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.RelayRefused.selector));
        GOVERNOR.execute(made.targets, made.values, made.calldatas, hash);
    }

    function test_executionCannotBeReentered() public {
        Reentrant target = new Reentrant(address(GOVERNOR));
        Proposal memory made = proposed(address(target), abi.encodeCall(Reentrant.run, ()));
        target.arm(
            abi.encodeCall(
                IGovernor.execute,
                (made.targets, made.values, made.calldatas, keccak256(bytes(made.description)))
            )
        );
        decide(made);
        vm.assertEq(target.runs(), 1);
        vm.assertEq(bytes32(target.refusal()), bytes32(IGovernor.GovernorUnexpectedProposalState.selector));
    }

    function test_actionsOfTwoClassesDoNotGoTogether() public {
        Proposal memory made = single(address(BOARD), "", 0);
        made.targets = new address[](2);
        made.values = new uint256[](2);
        made.calldatas = new bytes[](2);
        (made.targets[0], made.calldatas[0]) = (address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        (made.targets[1], made.calldatas[1]) = (address(MEMBERS), abi.encodeCall(IMemberRegistry.suspend, (idOf(1))));
        vm.prank(officer(0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsortiumGovernor.MixedClasses.selector,
                IConsortiumGovernor.Class.Parameters,
                IConsortiumGovernor.Class.Expulsion
            )
        );
        GOVERNOR.propose(made.targets, made.values, made.calldatas, made.description);
    }

    function test_knownActionsAreOfTheirClass() public view {
        isOf(address(MEMBERS), IMemberRegistry.admit.selector, IConsortiumGovernor.Class.Admission);
        isOf(address(MEMBERS), IMemberRegistry.suspend.selector, IConsortiumGovernor.Class.Expulsion);
        isOf(address(MEMBERS), IMemberRegistry.reinstate.selector, IConsortiumGovernor.Class.Expulsion);
        isOf(address(MEMBERS), IMemberRegistry.expel.selector, IConsortiumGovernor.Class.Expulsion);
        isOf(address(MEMBERS), IMemberRegistry.addNodes.selector, IConsortiumGovernor.Class.Nodes);
        isOf(address(MEMBERS), IMemberRegistry.replaceKeys.selector, IConsortiumGovernor.Class.Keys);
        isOf(address(NODES), NODES.retire.selector, IConsortiumGovernor.Class.Nodes);
        isOf(address(NODES), NODES.settleChange.selector, IConsortiumGovernor.Class.Nodes);
        isOf(address(BOARD), BOARD.setThreshold.selector, IConsortiumGovernor.Class.Parameters);
        isOf(address(BOARD), BOARD.setCadence.selector, IConsortiumGovernor.Class.Parameters);
        isOf(address(AMENDMENTS), AMENDMENTS.scheduleFork.selector, IConsortiumGovernor.Class.Parameters);
        isOf(address(AMENDMENTS), AMENDMENTS.scheduleBlockPeriod.selector, IConsortiumGovernor.Class.Parameters);
        isOf(address(AMENDMENTS), AMENDMENTS.cancel.selector, IConsortiumGovernor.Class.Parameters);
        isOf(address(AMENDMENTS), AMENDMENTS.upgradeToAndCall.selector, IConsortiumGovernor.Class.Upgrade);
        isOf(address(MEMBERS), MEMBERS.upgradeToAndCall.selector, IConsortiumGovernor.Class.Upgrade);
        isOf(address(GOVERNOR), GOVERNOR.relay.selector, IConsortiumGovernor.Class.Upgrade);
        isOf(address(TIMELOCK), TIMELOCK.grantRole.selector, IConsortiumGovernor.Class.Upgrade);
        isOf(address(BOARD), IMemberRegistry.admit.selector, IConsortiumGovernor.Class.Upgrade);
    }

    function testFuzz_aRuleIsOfTheClassItSets(uint256 class) public view {
        bytes memory call_ = abi.encodePacked(IConsortiumGovernor.setRule.selector, class);
        IConsortiumGovernor.Class expected =
            class > 7 ? IConsortiumGovernor.Class.Upgrade : IConsortiumGovernor.Class(class);
        vm.assertEq(uint256(GOVERNOR.classOf(address(GOVERNOR), call_)), uint256(expected));
        class %= 8;
        call_ = abi.encodePacked(IConsortiumGovernor.setRule.selector, class);
        vm.assertEq(uint256(GOVERNOR.classOf(address(GOVERNOR), call_)), class);
    }

    function testFuzz_whatIsNotKnownIsAnUpgrade(address target, bytes calldata data) public view {
        vm.assume(uint160(target) >> 8 != uint160(address(MEMBERS)) >> 8);
        vm.assertEq(uint256(GOVERNOR.classOf(target, data)), uint256(IConsortiumGovernor.Class.Upgrade));
    }

    function isOf(address target, bytes4 selector, IConsortiumGovernor.Class expected) private pure {
        vm.assertEq(uint256(GOVERNOR.classOf(target, abi.encodePacked(selector))), uint256(expected));
    }
}

/// @dev Tries to run its own proposal again while it is running.
contract Reentrant {
    address private immutable _governor;
    bytes private _again;
    uint256 public runs;
    bytes4 public refusal;

    constructor(address governor) {
        _governor = governor;
    }

    function arm(bytes calldata again) external {
        _again = again;
    }

    function run() external {
        ++runs;
        (, bytes memory result) = _governor.call(_again);
        refusal = bytes4(result);
    }
}
