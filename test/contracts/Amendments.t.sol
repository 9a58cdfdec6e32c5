// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAmendments} from "../../contracts/interfaces/IAmendments.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IGoverned} from "../../contracts/interfaces/IGoverned.sol";
import {Deciding} from "./Deciding.sol";
import {Network} from "./Network.sol";

/// @title Amendments: decided, in time, in order, never taken out
contract AmendmentsTest is Deciding {
    uint64 private constant LEAD = 1 hours;

    function testFuzz_onlyDecisionsAmend(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        refusesCaller(caller, abi.encodeCall(IAmendments.scheduleFork, ("osaka", soon())));
        refusesCaller(caller, abi.encodeCall(IAmendments.scheduleBlockPeriod, (1, soon())));
        refusesCaller(caller, abi.encodeCall(IAmendments.cancel, (0)));
    }

    function test_whatIsDecidedCanBeRead() public {
        fork("osaka", soon());
        period(4, soon() + 1);
        IAmendments.Amendment[] memory all = AMENDMENTS.amendments();
        vm.assertEq(all.length, 2);
        vm.assertTrue(all[0].kind == IAmendments.Kind.Fork);
        vm.assertEq(all[0].fork, "osaka");
        vm.assertEq(all[0].beginsAt, soon());
        vm.assertEq(all[0].decidedAt, block.timestamp);
        vm.assertEq(all[0].cancelledAt, 0);
        vm.assertTrue(all[1].kind == IAmendments.Kind.BlockPeriod);
        vm.assertEq(all[1].fork, 0);
        vm.assertEq(all[1].blockPeriodSeconds, 4);
    }

    function test_anAmendmentIsADecisionOnParameters() public {
        bytes memory call_ = abi.encodeCall(IAmendments.scheduleBlockPeriod, (1, uint64(block.timestamp) + 30_000));
        Proposal memory made = proposed(address(AMENDMENTS), call_);
        vm.assertTrue(GOVERNOR.classOfProposal(made.id) == IConsortiumGovernor.Class.Parameters);
        decide(made);
        vm.assertEq(AMENDMENTS.amendments().length, 1);
    }

    /// @dev Carried out too late, a decision fails: nodes that learn of a rule after its time would split the chain.
    function test_aDecisionThatComesTooLateFails() public {
        uint64 beginsAt = uint64(block.timestamp) + DELAY + PERIOD + WAIT + LEAD;
        Proposal memory made = proposed(
            address(AMENDMENTS),
            abi.encodeCall(IAmendments.scheduleBlockPeriod, (1, beginsAt))
        );
        carry(made);
        vm.warp(beginsAt - LEAD + 1);
        vm.expectPartialRevert(IAmendments.AmendmentTooSoon.selector);
        execute(made);
        vm.assertEq(AMENDMENTS.amendments().length, 0);
    }

    function testFuzz_agentsHaveTheirTime(uint64 beginsAt) public {
        uint64 now_ = uint64(block.timestamp);
        bytes memory call_ = abi.encodeCall(IAmendments.scheduleFork, ("osaka", beginsAt));
        if (beginsAt < now_ + LEAD) return refuses(call_, IAmendments.AmendmentTooSoon.selector);
        if (beginsAt > now_ + 366 days) return refuses(call_, IAmendments.AmendmentTooLate.selector);
        fork("osaka", beginsAt);
    }

    function test_theyAreInOrder() public {
        fork("prague", soon() + 100);
        refuses(
            abi.encodeCall(IAmendments.scheduleBlockPeriod, (1, soon() + 100)),
            IAmendments.AmendmentNotInOrder.selector
        );
        refuses(abi.encodeCall(IAmendments.scheduleFork, ("osaka", soon())), IAmendments.AmendmentNotInOrder.selector);
        period(1, soon() + 101);
        cancel(1);
        period(1, soon() + 101);
        cancel(0);
        refuses(
            abi.encodeCall(IAmendments.scheduleFork, ("osaka", soon() + 101)),
            IAmendments.AmendmentNotInOrder.selector
        );
    }

    function test_aForkBeginsOnce() public {
        fork("osaka", soon());
        refuses(abi.encodeCall(IAmendments.scheduleFork, ("osaka", soon() + 9)), IAmendments.ForkScheduled.selector);
        vm.warp(soon() + 10_000);
        refuses(abi.encodeCall(IAmendments.scheduleFork, ("osaka", soon())), IAmendments.ForkScheduled.selector);
        fork("amsterdam", soon());
        cancel(1);
        fork("amsterdam", soon());
    }

    function test_whatIsNoForkOrNoPeriodIsRefused() public {
        bytes32[4] memory names = [bytes32(0), "Osaka", "osaka fork", hex"6f00736b61"];
        for (uint256 i = 0; i < names.length; ++i) {
            refuses(abi.encodeCall(IAmendments.scheduleFork, (names[i], soon())), IAmendments.InvalidFork.selector);
        }
        refuses(abi.encodeCall(IAmendments.scheduleBlockPeriod, (0, soon())), IAmendments.InvalidBlockPeriod.selector);
        refuses(abi.encodeCall(IAmendments.scheduleBlockPeriod, (61, soon())), IAmendments.InvalidBlockPeriod.selector);
    }

    function test_whatHasBegunOrIsAboutToIsNotCancelled() public {
        fork("osaka", soon());
        vm.warp(block.timestamp + 1);
        refuses(abi.encodeCall(IAmendments.cancel, (0)), IAmendments.AmendmentTooSoon.selector);
        vm.warp(block.timestamp + LEAD);
        refuses(abi.encodeCall(IAmendments.cancel, (0)), IAmendments.AmendmentTooSoon.selector);
    }

    /// @dev What was cancelled stays in the list, with its time: agents still have to undo what they wrote.
    function test_aCancelledOneStays() public {
        fork("osaka", soon() + 50);
        refuses(abi.encodeCall(IAmendments.cancel, (1)), IAmendments.NoSuchAmendment.selector);
        vm.warp(block.timestamp + 20);
        cancel(0);
        refuses(abi.encodeCall(IAmendments.cancel, (0)), IAmendments.NoSuchAmendment.selector);
        vm.assertEq(AMENDMENTS.amendments().length, 1);
        vm.assertEq(AMENDMENTS.amendments()[0].cancelledAt, block.timestamp);
    }

    function soon() private view returns (uint64) {
        return uint64(block.timestamp) + LEAD;
    }

    function fork(bytes32 name, uint64 beginsAt) private {
        vm.prank(address(TIMELOCK));
        AMENDMENTS.scheduleFork(name, beginsAt);
    }

    function period(uint32 length, uint64 beginsAt) private {
        vm.prank(address(TIMELOCK));
        AMENDMENTS.scheduleBlockPeriod(length, beginsAt);
    }

    function cancel(uint256 number) private {
        vm.prank(address(TIMELOCK));
        AMENDMENTS.cancel(number);
    }

    function refuses(bytes memory call_, bytes4 why) private {
        vm.prank(address(TIMELOCK));
        (bool done, bytes memory result) = address(AMENDMENTS).call(call_);
        vm.assertFalse(done);
        vm.assertEq(bytes32(bytes4(result)), bytes32(why));
    }

    function refusesCaller(address caller, bytes memory call_) private {
        vm.prank(caller);
        (bool done, bytes memory result) = address(AMENDMENTS).call(call_);
        vm.assertFalse(done);
        vm.assertEq(keccak256(result), keccak256(abi.encodeWithSelector(IGoverned.OnlyTimelock.selector, caller)));
    }
}

/// @title A rehearsal waits for one machine's nodes only
contract AmendmentsOfARehearsalTest is Network {
    function rehearsed() internal pure override returns (bool) {
        return true;
    }

    function test_twoMinutesLieBetweenDecisionAndBeginning() public {
        vm.assertEq(AMENDMENTS.lead(), 2 minutes);
        uint64 beginsAt = uint64(block.timestamp) + 2 minutes;
        vm.prank(address(TIMELOCK));
        vm.expectPartialRevert(IAmendments.AmendmentTooSoon.selector);
        AMENDMENTS.scheduleFork("osaka", beginsAt - 1);
        vm.prank(address(TIMELOCK));
        AMENDMENTS.scheduleFork("osaka", beginsAt);
        vm.assertEq(AMENDMENTS.amendments().length, 1);
    }
}
