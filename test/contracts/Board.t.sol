// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointBoard} from "../../contracts/interfaces/ICheckpointBoard.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Boarded} from "./Boarded.sol";

/// @title First they agree, then they sign
contract BoardTest is Boarded {
    function test_fourAgreeThenEachSignsOnce() public {
        passTurns();
        Checkpoints.Checkpoint memory next = nextOne(0);
        propose(0, next);
        agree(1, next);
        agree(2, next);
        vm.assertEq(BOARD.head().sequence, 0);
        vm.assertEq(BOARD.networkId(), 0);
        agree(5, next);
        ICheckpointBoard.Decision memory head = BOARD.head();
        vm.assertEq(head.digest, digestOf(next));
        vm.assertEq(head.structHash, Checkpoints.structHash(next));
        vm.assertEq(head.threshold, 4);
        vm.assertEq(BOARD.networkId(), NETWORK);
        for (uint256 i = 0; i < 6; ++i) {
            vm.assertFalse(BOARD.signedBy(1, idOf(i)));
            sign(i, next);
            vm.assertTrue(BOARD.signedBy(1, idOf(i)));
        }
        vm.assertEq(BOARD.head().signatures, 6);
        refuses(agent(0), signing(0, next), abi.encodeWithSelector(ICheckpointBoard.AlreadySigned.selector, idOf(0)));
    }

    function test_eachAgreesOncePerAttempt() public {
        passTurns();
        Checkpoints.Checkpoint memory next = nextOne(0);
        propose(0, next);
        vm.assertTrue(BOARD.agreedBy(1, digestOf(next), idOf(0)));
        vm.assertFalse(BOARD.agreedBy(1, digestOf(next), idOf(1)));
        bytes4 why = ICheckpointBoard.AlreadyAgreed.selector;
        refuses(agent(0), agreeing(next), abi.encodeWithSelector(why, idOf(0)));
        agree(1, next);
        refuses(agent(1), agreeing(next), abi.encodeWithSelector(why, idOf(1)));
        vm.assertEq(BOARD.attempt(1, digestOf(next)).agreements, 2);
    }

    function test_whatWasDecidedStays() public {
        passTurns();
        Checkpoints.Checkpoint memory other = nextOne(1);
        propose(1, other);
        Checkpoints.Checkpoint memory decided = nextOne(0);
        propose(0, decided);
        for (uint256 i = 1; i < 4; ++i) agree(i, decided);
        bytes memory why = abi.encodeWithSelector(ICheckpointBoard.AlreadyDecided.selector, 1, digestOf(decided));
        refuses(agent(4), agreeing(decided), why);
        refuses(agent(4), agreeing(other), why);
        bytes4 undecided = ICheckpointBoard.NotDecided.selector;
        refuses(agent(1), signing(1, other), abi.encodeWithSelector(undecided, 1, digestOf(other)));
        refuses(
            agent(1),
            abi.encodeCall(BOARD.sign, (2, bytes32(0), bytes32(0), bytes32(0))),
            abi.encodeWithSelector(undecided, 2, bytes32(0))
        );
        why = abi.encodeWithSelector(ICheckpointBoard.WrongSequence.selector, 2, 1);
        refuses(agent(2), proposing(nextOf(decided, 1)), why);
    }

    /// @dev Two attempts with half each: whoever agreed to one may agree to the other, so neither can block.
    function testFuzz_aSplitDoesNotDeadlock(uint8 halves, bool which) public {
        passTurns();
        Checkpoints.Checkpoint memory a = nextOne(0);
        Checkpoints.Checkpoint memory b = nextOne(1);
        propose(0, a);
        propose(1, b);
        (uint256 forA, uint256 forB) = (1, 1);
        for (uint256 i = 2; i < 6; ++i) {
            bool toA = (halves >> i) & 1 == 1;
            if (toA ? forA == 3 : forB == 3) continue;
            agree(i, toA ? a : b);
            if (toA) ++forA;
            else ++forB;
        }
        vm.assertEq(BOARD.head().sequence, 0);
        Checkpoints.Checkpoint memory chosen = which ? a : b;
        for (uint256 i = 0; i < 6 && BOARD.head().sequence == 0; ++i) {
            if (!BOARD.agreedBy(1, digestOf(chosen), idOf(i))) agree(i, chosen);
        }
        vm.assertEq(BOARD.head().digest, digestOf(chosen));
    }

    function testFuzz_onlyAgentsOfActiveSignersTakePart(address anyone, uint256 who) public {
        Checkpoints.Checkpoint memory decided = decideOne();
        passWindow();
        passTurns();
        Checkpoints.Checkpoint memory next = nextOne(0);
        propose(0, next);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(4));
        for (uint256 i = 0; i < 6; ++i) vm.assume(anyone != agent(i));
        address[4] memory callers = [anyone, officer(who % 6), vm.addr((who % 6) * 100 + 3), agent(4)];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory why = abi.encodeWithSelector(ICheckpointBoard.CallerNotMember.selector, callers[i]);
            refuses(callers[i], proposing(nextOne(1)), why);
            refuses(callers[i], agreeing(next), why);
            refuses(callers[i], signing(4, decided), why);
            refuses(callers[i], abi.encodeCall(BOARD.openEpoch, ()), why);
        }
    }

    function testFuzz_aSignatureIsTheOrganisationsOwn(uint256 key, bytes32 digest) public {
        Checkpoints.Checkpoint memory decided = decideOne();
        key = bound(key, 1, type(uint128).max);
        vm.assume(key != 103 && digest != digestOf(decided));
        SignerSets.Signature memory forged = compact(key, digestOf(decided));
        bytes4 why = ICheckpointBoard.WrongSigner.selector;
        refuses(
            agent(1),
            abi.encodeCall(BOARD.sign, (1, digestOf(decided), forged.r, forged.vs)),
            abi.encodeWithSelector(why, vm.addr(103), vm.addr(key))
        );
        SignerSets.Signature memory other = compact(103, digest);
        vm.prank(agent(1));
        (bool done, ) = address(BOARD).call(abi.encodeCall(BOARD.sign, (1, digestOf(decided), other.r, other.vs)));
        vm.assertFalse(done);
        vm.assertFalse(BOARD.signedBy(1, idOf(1)));
    }

    function test_aLateSignatureIsStillTaken() public {
        Checkpoints.Checkpoint memory first = decideOne();
        passWindow();
        decideOne();
        sign(3, first);
        vm.assertTrue(BOARD.signedBy(1, idOf(3)));
        vm.assertFalse(BOARD.signedBy(2, idOf(3)));
    }

    function testFuzz_whatDoesNotFollowIsRefused(bytes32 word, uint64 number) public {
        Checkpoints.Checkpoint memory decided = decideOne();
        passWindow();
        passTurns();
        Checkpoints.Checkpoint memory next = nextOne(0);
        vm.assume(word != next.previous && word != NETWORK && word != 0 && number != 2 && number != 1);
        next.sequence = number;
        refusesNext(next, abi.encodeWithSelector(ICheckpointBoard.WrongSequence.selector, 2, number));
        next = nextOne(0);
        next.previous = word;
        bytes32 previous = Checkpoints.structHash(decided);
        refusesNext(next, abi.encodeWithSelector(ICheckpointBoard.WrongPrevious.selector, previous, word));
        next = nextOne(0);
        next.networkId = word;
        refusesNext(next, abi.encodeWithSelector(ICheckpointBoard.WrongNetwork.selector, NETWORK, word));
        next.networkId = 0;
        refusesNext(next, abi.encodeWithSelector(ICheckpointBoard.NetworkUnknown.selector));
        next = nextOne(0);
        next.epoch = number;
        refusesNext(next, abi.encodeWithSelector(ICheckpointBoard.WrongEpoch.selector, 1, number));
        next = nextOne(0);
        vm.assume(number != next.window);
        uint64 window = next.window;
        next.window = number;
        refusesNext(next, abi.encodeWithSelector(ICheckpointBoard.WrongWindow.selector, window, number));
    }

    function test_windowsBlocksAndTimesRiseAndAreOfThePast() public {
        Checkpoints.Checkpoint memory decided = decideOne();
        passWindow();
        passTurns();
        Checkpoints.Checkpoint memory next = nextOne(0);
        next.blockTime = uint64(block.timestamp) + 1;
        bytes4 notYet = ICheckpointBoard.BlockNotYet.selector;
        refusesNext(next, abi.encodeWithSelector(notYet, next.blockNumber, next.blockTime));
        next = nextOne(0);
        next.blockNumber = uint64(block.number);
        refusesNext(next, abi.encodeWithSelector(notYet, next.blockNumber, next.blockTime));
        next = nextOne(0);
        (next.window, next.blockTime) = (decided.window, decided.blockTime + 1);
        refusesNext(
            next,
            abi.encodeWithSelector(ICheckpointBoard.WindowNotRising.selector, decided.window, decided.window)
        );
        next = nextOne(0);
        next.blockNumber = decided.blockNumber;
        refusesNext(
            next,
            abi.encodeWithSelector(ICheckpointBoard.BlockNotRising.selector, next.blockNumber, next.blockNumber)
        );
    }

    function testFuzz_sealsAreSealsAndNothingElse(bytes calldata seal) public {
        passTurns();
        bytes[] memory seals = new bytes[](2);
        (seals[0], seals[1]) = (new bytes(65), seal);
        bytes memory call_ = abi.encodeCall(BOARD.propose, (nextOne(0), seals));
        vm.prank(agent(0));
        (bool done, ) = address(BOARD).call(call_);
        vm.assertTrue(done == (seal.length == 65));
    }

    /// @dev Who copies good fields out of the pool and posts them first, with bad seals, has only agreed to them.
    function test_theSameFieldsAgainAreAnAgreementWithOtherSeals() public {
        passTurns();
        Checkpoints.Checkpoint memory next = nextOne(0);
        propose(4, next);
        propose(0, next);
        ICheckpointBoard.Attempt memory opened = BOARD.attempt(1, digestOf(next));
        vm.assertEq(opened.agreements, 2);
        vm.assertEq(opened.proposer, idOf(4));
        agree(1, next);
        bytes memory why = abi.encodeWithSelector(ICheckpointBoard.AlreadyAgreed.selector, idOf(1));
        refuses(agent(1), proposing(next), why);
        agree(2, next);
        vm.assertEq(BOARD.head().digest, digestOf(next));
        passWindow();
        why = abi.encodeWithSelector(ICheckpointBoard.AttemptUnknown.selector, 2, digestOf(nextOne(9)));
        refuses(agent(1), agreeing(nextOne(9)), why);
    }

    function test_oneAttemptAWindowForEach() public {
        passTurns();
        propose(0, nextOne(0));
        uint64 window = BOARD.windowAt(uint64(block.timestamp));
        bytes4 why = ICheckpointBoard.AlreadyProposed.selector;
        refuses(agent(0), proposing(nextOne(1)), abi.encodeWithSelector(why, idOf(0), window));
        passWindow();
        propose(0, nextOne(1));
    }

    /// @dev Sequence 2 of six: first it is 2's turn (2 mod 6), a sixteenth of a window later also 3's, and so on.
    function test_turnsGoRoundAndADeadProposerOnlyDelays() public {
        Checkpoints.Checkpoint memory decided = decideOne();
        uint64 begins = (decided.window + 1) * CADENCE;
        for (uint256 k = 0; k < 6; ++k) {
            uint256 i = (2 + k) % 6;
            uint64 turn = uint64(begins + k * (CADENCE / 16));
            vm.assertEq(BOARD.turnOf(idOf(i)), turn);
            vm.roll(block.number + 10);
            bytes memory why = abi.encodeWithSelector(ICheckpointBoard.NotYourTurn.selector, idOf(i), turn);
            vm.warp(turn - 1);
            refuses(agent(i), proposing(nextOne(0)), why);
            uint256 before = vm.snapshotState();
            vm.warp(turn + 2);
            propose(i, nextOne(0));
            vm.assertTrue(vm.revertToState(before));
        }
    }

    function refusesNext(Checkpoints.Checkpoint memory next, bytes memory why) private {
        refuses(agent(0), proposing(next), why);
    }

    function refuses(address caller, bytes memory call_, bytes memory why) private {
        refuses(caller, address(BOARD), call_, why);
    }

    function nextOf(
        Checkpoints.Checkpoint memory decided,
        uint64 sequence
    ) private view returns (Checkpoints.Checkpoint memory next) {
        next = nextOne(7);
        next.sequence = sequence;
        next.previous = decided.previous;
    }

    function proposing(Checkpoints.Checkpoint memory next) private view returns (bytes memory) {
        return abi.encodeCall(BOARD.propose, (next, noSeals));
    }

    function agreeing(Checkpoints.Checkpoint memory next) private pure returns (bytes memory) {
        return abi.encodeCall(BOARD.agree, (next.sequence, digestOf(next)));
    }

    function signing(uint256 i, Checkpoints.Checkpoint memory next) private pure returns (bytes memory) {
        SignerSets.Signature memory signature = compact(i * 100 + 3, digestOf(next));
        return abi.encodeCall(BOARD.sign, (next.sequence, digestOf(next), signature.r, signature.vs));
    }
}
