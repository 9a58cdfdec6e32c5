// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IEmergencyCouncil} from "../../contracts/interfaces/IEmergencyCouncil.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Acting} from "./Acting.sol";

/// @title What decisions are while somebody is barred, and how it is ratified
contract EmergencyDecisionsTest is Acting {
    function test_ratifiedItIsAnOrdinarySuspension() public {
        suspendBy(1, three(0, 2, 3));
        decideWithout(1, ratification(1));
        vm.warp(block.timestamp + LAPSE);
        isSuspended(1, true);
        vm.assertEq(COUNCIL.running().organisation, address(0));
        vm.assertEq(MEMBERS.chamberSizeAt(0, block.timestamp - 1), 2);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(1));
        isSuspended(1, false);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 1);
    }

    function test_itIsRatifiedOnlyWhileItRunsAndOnlyTheOneMeant() public {
        suspendBy(1, three(0, 2, 3));
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.WrongNumber.selector, 1, 2));
        COUNCIL.ratify(2);
        vm.warp(COUNCIL.running().until);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.NothingRunning.selector));
        COUNCIL.ratify(1);
        suspendBy(4, three(0, 2, 3));
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.WrongNumber.selector, 2, 1));
        COUNCIL.ratify(1);
    }

    /// @dev Manufacturers are two: with all of them asked for, a silent one would block.
    function test_whoIsBarredCannotBlockTheRatificationBySilence() public {
        setQuorum(IConsortiumGovernor.Class.Emergency, 10_000);
        suspendBy(4, three(0, 2, 5));
        Proposal memory made = ratification(1);
        openVote(made);
        vm.prank(officer(4));
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.OnlyOfficer.selector, officer(4)));
        GOVERNOR.castVote(made.id, AGAINST);
        vote(3, made, FOR);
        vote(5, made, FOR);
        (, , , uint256 size) = GOVERNOR.tally(made.id, 1);
        vm.assertEq(size, 1);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Succeeded);
    }

    /// @dev The capture: bar one of two, and let the other alone decide for the chamber. Its seat still counts.
    function test_noOtherDecisionIsEasierWhileSomebodyIsBarred() public {
        setQuorum(IConsortiumGovernor.Class.Parameters, 6000);
        suspendBy(4, three(0, 2, 5));
        Proposal memory made = propose(0, single(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)), 9));
        openVote(made);
        vote(3, made, FOR);
        vote(5, made, FOR);
        (, , , uint256 size) = GOVERNOR.tally(made.id, 1);
        vm.assertEq(size, 2);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
    }

    function test_whoWasBarredAtTheSnapshotVotesOnceItIsOver() public {
        suspendBy(4, three(0, 2, 5));
        Proposal memory made = propose(0, single(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)), 9));
        openVote(made);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(4));
        vm.prank(officer(4));
        vm.assertEq(GOVERNOR.castVote(made.id, AGAINST), 1);
    }

    function test_votesGivenToWhoIsBarredAreTheirOwnersMeanwhile() public {
        vm.prank(officer(0));
        MEMBERS.delegate(idOf(1));
        suspendBy(1, three(0, 2, 3));
        vm.warp(block.timestamp + 10);
        vm.assertEq(MEMBERS.getPastVotes(idOf(0), block.timestamp - 1), 1);
        vm.assertEq(MEMBERS.getPastVotes(idOf(1), block.timestamp - 1), 1);
        vm.warp(COUNCIL.running().until + 1);
        vm.assertEq(MEMBERS.getPastVotes(idOf(1), block.timestamp - 1), 2);
    }

    function test_whatWhoIsBarredGaveAwayIsNotUsed() public {
        vm.prank(officer(1));
        MEMBERS.delegate(idOf(0));
        suspendBy(1, three(0, 2, 3));
        vm.warp(block.timestamp + 1);
        vm.assertEq(MEMBERS.getPastVotes(idOf(0), block.timestamp - 1), 1);
    }

    function test_aDecisionEndsItEarly() public {
        suspendBy(1, three(0, 2, 3));
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(1));
        isSuspended(1, false);
        vm.assertEq(COUNCIL.running().organisation, address(0));
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.NothingRunning.selector));
        COUNCIL.ratify(1);
    }

    function test_suspendedByAnOrdinaryDecisionMeanwhileNothingOfItLapses() public {
        suspendBy(1, three(0, 2, 3));
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(1));
        vm.warp(block.timestamp + LAPSE + 1);
        isSuspended(1, true);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 0);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.NothingRunning.selector));
        COUNCIL.lapse();
    }

    function test_aStolenKeyIsReplacedWhileItsOwnerIsBarred() public {
        suspendBy(1, three(0, 2, 3));
        replaceOfficer(1, 777);
        isSuspended(1, true);
        vm.warp(COUNCIL.running().until);
        vm.assertEq(MEMBERS.actingFor(vm.addr(777), IMemberRegistry.Role.Officer), idOf(1));
        vm.assertEq(MEMBERS.actingFor(officer(1), IMemberRegistry.Role.Officer), address(0));
    }

    function test_settingsAreOfTheClassEmergency() public {
        IEmergencyCouncil.Settings memory next = IEmergencyCouncil.Settings(2, 10, 20);
        Proposal memory made = proposed(address(COUNCIL), abi.encodeCall(COUNCIL.setSettings, (next)));
        vm.assertTrue(GOVERNOR.classOfProposal(made.id) == IConsortiumGovernor.Class.Emergency);
        decide(made);
        vm.assertEq(COUNCIL.settings().signers, 2);
        vm.assertEq(COUNCIL.settings().lapse, 10);
    }

    function ratification(uint64 number) private returns (Proposal memory made) {
        made = propose(0, single(address(COUNCIL), abi.encodeCall(COUNCIL.ratify, (number)), number));
        vm.assertTrue(GOVERNOR.classOfProposal(made.id) == IConsortiumGovernor.Class.Emergency);
    }

    function decideWithout(uint256 absent, Proposal memory made) private {
        openVote(made);
        for (uint256 i = 0; i < FOUNDERS; ++i) {
            if (i != absent) vote(i, made, FOR);
        }
        closeVote(made);
        queue(made);
        vm.warp(GOVERNOR.proposalEta(made.id));
        execute(made);
    }

    function setQuorum(IConsortiumGovernor.Class class, uint16 quorum) private {
        IConsortiumGovernor.Rule memory strict = rule(2);
        strict.chambers[1].quorum = quorum;
        decide(propose(0, single(address(GOVERNOR), abi.encodeCall(GOVERNOR.setRule, (class, strict)), quorum)));
    }
}
