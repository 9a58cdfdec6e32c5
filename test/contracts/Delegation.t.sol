// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Deciding} from "./Deciding.sol";

/// @title A delegation ends at its second, and never counts where it must not
contract DelegationTest is Deciding {
    uint48 private constant UNTIL = uint48(FOUNDED_AT + 100);

    function test_anExpiredOneIsUsedForNoSnapshotAfterIt() public {
        give(0, 1, UNTIL);
        vm.warp(UNTIL + 1);
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        openVote(made);
        vm.prank(officer(1));
        vm.assertEq(GOVERNOR.castVote(made.id, FOR), 1);
        vm.prank(officer(0));
        vm.assertEq(GOVERNOR.castVote(made.id, FOR), 1);
    }

    function test_oneThatEndsDuringTheVoteCountsBySnapshot() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        give(0, 1, uint48(GOVERNOR.proposalSnapshot(made.id) + 1));
        openVote(made);
        vm.assertEq(MEMBERS.delegates(idOf(0)), idOf(0));
        vm.prank(officer(1));
        vm.assertEq(GOVERNOR.castVote(made.id, FOR), 2);
        vm.prank(officer(0));
        vm.expectPartialRevert(IConsortiumGovernor.NotOnRoll.selector);
        GOVERNOR.castVote(made.id, FOR);
    }

    function test_itsLastSecondIsTheOneBefore() public {
        give(0, 1, UNTIL);
        vm.warp(UNTIL + 2);
        vm.assertEq(MEMBERS.getPastVotes(idOf(1), UNTIL - 1), 2);
        vm.assertEq(MEMBERS.getPastVotes(idOf(0), UNTIL - 1), 0);
        vm.assertEq(MEMBERS.getPastVotes(idOf(1), UNTIL), 1);
        vm.assertEq(MEMBERS.getPastVotes(idOf(0), UNTIL), 1);
    }

    function test_oneGivenInTheSecondOfASnapshotCountsAtIt() public {
        vm.warp(FOUNDED_AT + 10);
        give(0, 1, UNTIL);
        vm.warp(FOUNDED_AT + 11);
        vm.assertEq(MEMBERS.getPastVotes(idOf(1), FOUNDED_AT + 9), 1);
        vm.assertEq(MEMBERS.getPastVotes(idOf(1), FOUNDED_AT + 10), 2);
    }

    function test_noVoteIsAskedForBeforeItsTimeIsOver() public {
        vm.expectPartialRevert(IMemberRegistry.NotYet.selector);
        MEMBERS.getPastVotes(idOf(0), block.timestamp);
    }

    function testFuzz_oneThatIsOverAlreadyIsRefused(uint48 until) public {
        until = uint48(bound(until, 0, block.timestamp));
        vm.prank(officer(0));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.DelegationOver.selector, until));
        MEMBERS.delegateUntil(idOf(1), until);
    }

    function testFuzz_itStaysInItsChamber(uint256 from, uint256 to) public {
        from = bound(from, 0, FOUNDERS - 1);
        to = bound(to, 0, FOUNDERS - 1);
        if (chamberOf(from) == chamberOf(to)) return;
        vm.prank(officer(from));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.DelegateOutsideChamber.selector, idOf(to)));
        MEMBERS.delegateUntil(idOf(to), UNTIL);
    }

    function test_onlyAnOfficerGivesIt() public {
        vm.prank(agent(0));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.CallerNotOfficer.selector, agent(0)));
        MEMBERS.delegateUntil(idOf(1), UNTIL);
    }

    function test_itIsNotPassedOn() public {
        give(0, 1, UNTIL);
        give(1, 2, UNTIL);
        holds(0, 1, 2);
    }

    function test_twoThatChooseEachOtherHoldOneVoteEach() public {
        give(0, 1, UNTIL);
        give(1, 0, UNTIL);
        holds(1, 1, 1);
    }

    function test_aNewOneEndsTheOneBefore() public {
        give(0, 1, UNTIL);
        give(0, 2, UNTIL + 50);
        give(0, 1, UNTIL);
        holds(0, 2, 1);
        vm.prank(officer(0));
        MEMBERS.delegate(idOf(0));
        holds(1, 1, 1);
        vm.assertEq(MEMBERS.organisation(idOf(0)).delegatedUntil, 0);
    }

    function test_withWhoIsSuspendedTheVoteIsItsOwnersAgain() public {
        give(0, 1, UNTIL);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(1));
        holds(1, 0, 1);
        vm.prank(officer(2));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.DelegateOutsideChamber.selector, idOf(1)));
        MEMBERS.delegateUntil(idOf(1), UNTIL);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(1));
        holds(0, 2, 1);
    }

    function test_whoIsSuspendedGivesNothingAndComesBackWithItsOwnVote() public {
        give(0, 1, UNTIL);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(0));
        holds(0, 1, 1);
        vm.warp(block.timestamp + 5);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(0));
        holds(1, 1, 1);
    }

    /// @dev Whatever is given, taken back and ended: at every second the votes of a chamber are its size, never more.
    function testFuzz_votesAreNeverMadeNorLost(uint8[24] calldata moves) public {
        for (uint256 m = 0; m < moves.length; ++m) {
            (uint256 from, uint256 to, uint256 time) = (moves[m] % 3, (moves[m] / 3) % 3, moves[m] / 9);
            if (moves[m] > 230) suspendOrBack(from);
            else if (MEMBERS.isActive(idOf(from)) && MEMBERS.isActive(idOf(to))) {
                give(from, to, uint48(block.timestamp + 1 + time));
            }
            vm.warp(block.timestamp + (moves[m] % 7));
        }
        vm.warp(block.timestamp + 1);
        for (uint256 t = FOUNDED_AT; t < block.timestamp; ++t) {
            uint256 held;
            for (uint256 i = 0; i < 3; ++i) held += MEMBERS.getPastVotes(idOf(i), t);
            vm.assertEq(held, MEMBERS.chamberSizeAt(0, t));
        }
    }

    function suspendOrBack(uint256 i) private {
        bool active = MEMBERS.isActive(idOf(i));
        if (active && MEMBERS.accounts().length < 12) return;
        vm.prank(address(TIMELOCK));
        if (active) MEMBERS.suspend(idOf(i));
        else MEMBERS.reinstate(idOf(i));
    }

    function give(uint256 from, uint256 to, uint48 until) private {
        vm.prank(officer(from));
        MEMBERS.delegateUntil(idOf(to), until);
    }

    function holds(uint256 first, uint256 second, uint256 third) private view {
        vm.assertEq(MEMBERS.getVotes(idOf(0)), first);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), second);
        vm.assertEq(MEMBERS.getVotes(idOf(2)), third);
    }
}
