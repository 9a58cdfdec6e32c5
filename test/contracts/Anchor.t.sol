// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointAnchor} from "../../contracts/interfaces/ICheckpointAnchor.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Anchored, Logs} from "./Anchored.sol";

/// @title What the anchor takes, and from whom
contract AnchorTest is Anchored {
    Checkpoints.Checkpoint private _zero;
    Checkpoints.Checkpoint private _first;

    function setUp() public override {
        super.setUp();
        _first = following(_zero, 0);
        accepts(submission(1, _first));
    }

    function test_aSubmissionMovesTheHeadAndLeavesItsHashInTheLog() public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        uint64 before = anchor.head().submittedAt;
        vm.warp(START + 1234);
        logs.recordLogs();
        accepts(submission(1, next));
        logged(next, before);
        ICheckpointAnchor.Head memory head = anchor.head();
        vm.assertEq(head.structHash, Checkpoints.structHash(next));
        vm.assertEq(head.sequence, 2);
        vm.assertEq(head.window, next.window);
        vm.assertEq(head.blockNumber, next.blockNumber);
        vm.assertEq(head.blockTime, next.blockTime);
        vm.assertEq(head.submittedAt, START + 1234);
        vm.assertEq(head.epoch, 1);
        vm.assertEq(head.threshold, 3);
        vm.assertFalse(head.equivocated || head.succeeded);
    }

    function testFuzz_anyoneMaySubmitAndItMakesNoDifference(address relayer, uint256 places) public {
        places = threeOf(places);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        bytes memory call_ = submissionBy(1, places, next);
        vm.prank(relayer);
        accepts(call_);
        vm.assertEq(anchor.head().structHash, Checkpoints.structHash(next));
    }

    function testFuzz_exactlyThreeSign(uint256 places) public {
        places = bound(places, 0, 31);
        uint256 count;
        for (uint256 i = 0; i < 5; ++i) count += (places >> i) & 1;
        bytes memory call_ = submissionBy(1, places, following(_first, 0));
        if (count == 3) accepts(call_);
        else refuses(call_, abi.encodeWithSelector(SignerSets.SignatureCount.selector, 3, count));
    }

    function testFuzz_aRelayerCannotAlterAnyField(uint256 field, uint256 change) public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        bytes32 signed = Checkpoints.structHash(next);
        field = bound(field, 0, 12);
        bool wide = field == 0 || (field >= 6 && field != 10);
        change = wide ? bound(change, 1, type(uint256).max - 1) : bound(change, 1, type(uint64).max);
        uint256 word;
        assembly ("memory-safe") {
            let place := add(next, mul(field, 32))
            word := xor(mload(place), change)
            mstore(place, word)
        }
        SignerSets.Signature[] memory signatures = signedBy(1, 7, signed);
        bytes memory call_ = abi.encodeCall(ICheckpointAnchor.submit, (next, signatures, addressesOf(1)));
        (bool done, ) = address(anchor).call(call_);
        vm.assertFalse(done);
        vm.assertEq(anchor.head().sequence, 1);
    }

    /// @dev Some bytes of an ABI encoding mean nothing; those that do cannot change what is written.
    function testFuzz_aRelayerCannotAlterAnyByte(uint256 place, uint8 change) public {
        vm.assume(change != 0);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        bytes memory call_ = submission(1, next);
        call_[place % call_.length] ^= bytes1(change);
        bytes32 before = anchor.head().structHash;
        (bool done, ) = address(anchor).call(call_);
        vm.assertEq(anchor.head().structHash, done ? Checkpoints.structHash(next) : before);
        vm.assertFalse(done);
    }

    function test_replaysGapsAndOlderOnesAreRefused() public {
        bytes memory why = abi.encodeWithSelector(ICheckpointAnchor.WrongSequence.selector, 2, 1);
        refuses(submission(1, _first), why);
        Checkpoints.Checkpoint memory second = following(_first, 0);
        Checkpoints.Checkpoint memory third = following(second, 0);
        refuses(submission(1, third), abi.encodeWithSelector(ICheckpointAnchor.WrongSequence.selector, 2, 3));
        accepts(submission(1, second));
        refuses(submission(1, second), abi.encodeWithSelector(ICheckpointAnchor.WrongSequence.selector, 3, 2));
        accepts(submission(1, third));
    }

    function testFuzz_windowBlockAndTimeRise(uint64 window, uint64 number, uint64 time) public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        next.window = uint64(bound(window, 0, _first.window));
        refuses(
            submission(1, next),
            abi.encodeWithSelector(ICheckpointAnchor.WindowNotRising.selector, _first.window, next.window)
        );
        next = following(_first, 0);
        next.blockNumber = uint64(bound(number, 0, _first.blockNumber));
        refuses(
            submission(1, next),
            abi.encodeWithSelector(ICheckpointAnchor.BlockNotRising.selector, _first.blockNumber, next.blockNumber)
        );
        next = following(_first, 0);
        next.blockTime = uint64(bound(time, 0, _first.blockTime));
        refuses(
            submission(1, next),
            abi.encodeWithSelector(ICheckpointAnchor.TimeNotRising.selector, _first.blockTime, next.blockTime)
        );
    }

    function testFuzz_onlyWhatFollowsTheHead(bytes32 previous) public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        vm.assume(previous != next.previous);
        bytes32 head = next.previous;
        next.previous = previous;
        refuses(submission(1, next), abi.encodeWithSelector(ICheckpointAnchor.WrongPrevious.selector, head, previous));
    }

    function testFuzz_anotherNetworksCheckpointIsRefused(bytes32 other) public {
        vm.assume(other != NETWORK);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        next.networkId = other;
        refuses(submission(1, next), abi.encodeWithSelector(ICheckpointAnchor.WrongNetwork.selector, other));
    }

    /// @dev Signed in another network's domain, though it names this one.
    function testFuzz_signaturesOfAnotherDomainAreRefused(bytes32 other) public {
        vm.assume(other != NETWORK);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        bytes32 digest = Checkpoints.digest(Checkpoints.domainSeparator(other), Checkpoints.structHash(next));
        SignerSets.Signature[] memory signatures = new SignerSets.Signature[](3);
        for (uint256 i = 0; i < 3; ++i) signatures[i] = compact(keysOf(1)[i], digest);
        refusedSomehow(next, signatures, addressesOf(1));
    }

    function testFuzz_anotherEpochIsRefused(uint64 epoch) public {
        vm.assume(epoch != 1);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        next.epoch = epoch;
        refuses(submission(1, next), abi.encodeWithSelector(ICheckpointAnchor.WrongEpoch.selector, 1, epoch));
    }

    function test_signaturesOfOneCheckpointDoNotServeAnother() public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        accepts(submission(1, next));
        SignerSets.Signature[] memory old = signedBy(1, 7, Checkpoints.structHash(next));
        refusedSomehow(following(next, 0), old, addressesOf(1));
    }

    function testFuzz_strangersDoNotCount(uint256 key, uint256 place) public {
        key = bound(key, 100_000, type(uint128).max);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        SignerSets.Signature[] memory signatures = signedBy(1, 7, Checkpoints.structHash(next));
        signatures[place % 3] = compact(key, digestOf(Checkpoints.structHash(next)));
        refusedSomehow(next, signatures, addressesOf(1));
    }

    function test_nobodyCountsTwice() public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        SignerSets.Signature[] memory signatures = signedBy(1, 7, Checkpoints.structHash(next));
        address[] memory set = addressesOf(1);
        signatures[2] = signatures[1];
        bytes memory call_ = abi.encodeCall(ICheckpointAnchor.submit, (next, signatures, set));
        refuses(call_, abi.encodeWithSelector(SignerSets.SignersNotAscending.selector, set[1]));
    }

    function test_signersAscend() public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        SignerSets.Signature[] memory signatures = signedBy(1, 7, Checkpoints.structHash(next));
        address[] memory set = addressesOf(1);
        (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
        bytes memory call_ = abi.encodeCall(ICheckpointAnchor.submit, (next, signatures, set));
        refuses(call_, abi.encodeWithSelector(SignerSets.SignersNotAscending.selector, set[0]));
    }

    function test_theOtherSolutionOfASignatureIsRefused() public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        SignerSets.Signature[] memory signatures = signedBy(1, 7, Checkpoints.structHash(next));
        // Compact form keeps s below 2^255; between n / 2 and 2^255 there is nothing a signer makes.
        signatures[1].vs = bytes32(uint256(signatures[1].vs) | (type(uint256).max >> 1));
        bytes memory call_ = abi.encodeCall(ICheckpointAnchor.submit, (next, signatures, addressesOf(1)));
        refuses(call_, abi.encodeWithSelector(SignerSets.InvalidSignature.selector, 1));
    }

    function testFuzz_onlyTheEpochsSet(uint256 what, address stranger) public {
        address[] memory set = addressesOf(1);
        what = bound(what, 0, 3);
        if (what == 0) (set[3], set[4]) = (set[4], set[3]);
        if (what == 1) set = addressesOf(2);
        if (what == 2) set = longer(set, stranger);
        if (what == 3) {
            vm.assume(stranger != set[4]);
            set[4] = stranger;
        }
        Checkpoints.Checkpoint memory next = following(_first, 0);
        SignerSets.Signature[] memory signatures = signedBy(1, 7, Checkpoints.structHash(next));
        bytes memory call_ = abi.encodeCall(ICheckpointAnchor.submit, (next, signatures, set));
        bytes4 why = ICheckpointAnchor.WrongSet.selector;
        refuses(call_, abi.encodeWithSelector(why, setOf(1).setHash, SignerSets.hash(set)));
    }

    function test_itIsOverdueAfterTwoWindowsAndNotBefore() public {
        vm.assertFalse(anchor.isOverdue());
        vm.warp(START + 2 * CADENCE);
        vm.assertFalse(anchor.isOverdue());
        vm.warp(START + 2 * CADENCE + 1);
        vm.assertTrue(anchor.isOverdue());
        accepts(submission(1, following(_first, 0)));
        vm.assertFalse(anchor.isOverdue());
    }

    /// @dev A number no slot can hold is refused, not cut.
    function testFuzz_hugeNumbersAreRefused(uint64 number) public {
        Checkpoints.Checkpoint memory next = following(_first, 0);
        next.blockNumber = uint64(bound(number, uint256(1) << 40, type(uint64).max));
        (bool done, ) = address(anchor).call(submission(1, next));
        vm.assertFalse(done);
    }

    function refusedSomehow(
        Checkpoints.Checkpoint memory next,
        SignerSets.Signature[] memory signatures,
        address[] memory set
    ) private {
        (bool done, bytes memory why) = address(anchor).call(
            abi.encodeCall(ICheckpointAnchor.submit, (next, signatures, set))
        );
        vm.assertFalse(done);
        bytes4 selector = bytes4(why);
        vm.assertTrue(
            selector == SignerSets.SignerUnknown.selector || selector == SignerSets.SignersNotAscending.selector
        );
    }

    function logged(Checkpoints.Checkpoint memory next, uint64 previousAt) private {
        Logs.Log[] memory all = logs.getRecordedLogs();
        vm.assertEq(all.length, 1);
        vm.assertEq(all[0].topics[0], ICheckpointAnchor.CheckpointAnchored.selector);
        vm.assertEq(uint256(all[0].topics[1]), next.sequence);
        vm.assertEq(all[0].topics[2], Checkpoints.structHash(next));
        vm.assertEq(abi.decode(all[0].data, (uint64)), previousAt);
    }

    function threeOf(uint256 seed) private pure returns (uint256) {
        uint8[10] memory all = [7, 11, 13, 14, 19, 21, 22, 25, 26, 28];
        return all[seed % 10];
    }

    function longer(address[] memory set, address added) private pure returns (address[] memory grown) {
        grown = new address[](set.length + 1);
        for (uint256 i = 0; i < set.length; ++i) grown[i] = set[i];
        grown[set.length] = added;
    }
}
