// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointAnchor} from "../../contracts/interfaces/ICheckpointAnchor.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {Handovers} from "../../contracts/publicchain/Handovers.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Anchored, Logs} from "./Anchored.sol";

/// @title Handovers, two histories, and the end of an anchor
contract AnchorHistoriesTest is Anchored {
    Checkpoints.Checkpoint private _zero;
    Checkpoints.Checkpoint private _first;

    function setUp() public override {
        super.setUp();
        _first = following(_zero, 0);
        accepts(submission(1, _first));
    }

    function test_aHandoverBeginsTheNextEpochAndEndsTheLast() public {
        handOver(1, 2);
        vm.assertEq(anchor.head().epoch, 2);
        vm.assertEq(anchor.signerSet(1).setHash, setOf(1).setHash);
        vm.assertEq(anchor.signerSet(2).setHash, setOf(2).setHash);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        refuses(submission(1, next), abi.encodeWithSelector(ICheckpointAnchor.WrongEpoch.selector, 2, 1));
        next.epoch = 2;
        bytes memory why = abi.encodeWithSelector(
            ICheckpointAnchor.WrongSet.selector,
            setOf(2).setHash,
            setOf(1).setHash
        );
        refuses(submission(1, next), why);
        accepts(submission(2, next));
    }

    function test_aHandoverIsUsedOnceAtItsPlaceByItsSet() public {
        bytes32 struct_ = Handovers.structHash(handoverTo(2, 1, 2));
        bytes memory good = handing(setOf(2), signedBy(1, 7, struct_), 1);
        bytes memory early = handing(setOf(2), signedBy(1, 7, Handovers.structHash(handoverTo(2, 0, 2))), 1);
        bytes memory far = handing(setOf(2), signedBy(1, 7, Handovers.structHash(handoverTo(3, 1, 2))), 1);
        bytes memory other = handing(setOf(3), signedBy(1, 7, struct_), 1);
        bytes memory few = handing(setOf(2), signedBy(1, 3, struct_), 1);
        bytes memory foreign = handing(setOf(2), signedBy(2, 7, struct_), 2);
        failsToHandOver(early);
        failsToHandOver(far);
        failsToHandOver(other);
        failsToHandOver(few);
        failsToHandOver(foreign);
        accepts(good);
        (bool done, ) = address(anchor).call(good);
        vm.assertFalse(done);
        vm.assertEq(anchor.head().epoch, 2);
    }

    function testFuzz_aSetIsSizedSoThatQuorumsMeet(uint16 n, uint16 m) public {
        ICheckpointAnchor.SignerSet memory next = ICheckpointAnchor.SignerSet(setOf(2).setHash, n, m);
        bytes32 struct_ = Handovers.structHash(Handovers.Handover(2, 1, next.setHash, n, m));
        bytes memory call_ = handing(next, signedBy(1, 7, struct_), 1);
        bool sound = n <= 255 && m <= n && 2 * uint256(m) > n;
        if (sound) accepts(call_);
        else refuses(call_, abi.encodeWithSelector(ICheckpointAnchor.InvalidSet.selector, n, m));
    }

    function testFuzz_anOutsiderProvesTwoCheckpointsOfOneSequence(address outsider, uint8 a, uint8 b) public {
        (uint256 placesA, uint256 placesB) = (threeOf(a), threeOf(b));
        bytes memory proof = proving(_first, following(_zero, 1), placesA, placesB, 1, 1);
        logs.recordLogs();
        vm.prank(outsider);
        accepts(proof);
        vm.assertTrue(anchor.equivocated());
        accused(placesA & placesB);
        refusesAll();
    }

    function test_itIsProvenAcrossAHandoverAndLongAfter() public {
        handOver(1, 2);
        Checkpoints.Checkpoint memory second = following(_first, 0);
        second.epoch = 2;
        accepts(submission(2, second));
        handOver(2, 3);
        bytes memory proof = proving(_first, following(_zero, 1), 7, 28, 1, 1);
        uint256 before = vm.snapshotState();
        accepts(proof);
        vm.assertTrue(anchor.equivocated());
        vm.assertTrue(vm.revertToState(before));
        // The old set handed over, and signed the next checkpoint itself all the same.
        Checkpoints.Checkpoint memory stolen = following(_first, 0);
        logs.recordLogs();
        accepts(proving(second, stolen, 7, 7, 2, 1));
        vm.assertTrue(anchor.equivocated());
        vm.assertEq(logs.getRecordedLogs().length, 1);
    }

    function test_aCheckpointNobodySubmittedProvesItToo() public {
        Checkpoints.Checkpoint memory far = following(following(following(_first, 0), 0), 0);
        Checkpoints.Checkpoint memory other = following(following(following(_first, 0), 0), 1);
        accepts(proving(far, other, 7, 7, 1, 1));
        vm.assertTrue(anchor.equivocated());
    }

    function testFuzz_honestMembersAreNotProvenGuilty(uint8 places, bytes32 network) public {
        Checkpoints.Checkpoint memory other = following(_zero, 1);
        bytes4 why = ICheckpointAnchor.NotEquivocation.selector;
        refuses(proving(_first, _first, 7, 28, 1, 1), abi.encodeWithSelector(why));
        refuses(proving(_first, following(_first, 0), 7, 7, 1, 1), abi.encodeWithSelector(why));
        if (count(places & 31) != 3) failsToProve(proving(_first, other, 7, places & 31, 1, 1));
        failsToProve(proving(_first, other, 7, 7, 1, 2));
        other.epoch = 2;
        failsToProve(proving(_first, other, 7, 7, 1, 2));
        other = following(_zero, 1);
        vm.assume(network != NETWORK);
        other.networkId = network;
        refuses(
            proving(_first, other, 7, 7, 1, 1),
            abi.encodeWithSelector(ICheckpointAnchor.WrongNetwork.selector, network)
        );
        vm.assertFalse(anchor.equivocated());
    }

    function test_twoHandoversToOneEpochAreProvenAndNothingLess() public {
        Handovers.Handover memory a = handoverTo(2, 1, 2);
        Handovers.Handover memory b = handoverTo(2, 1, 3);
        handOver(1, 2);
        bytes4 why = ICheckpointAnchor.NotEquivocation.selector;
        refuses(provingHandovers(a, a, 7, 7, 1), abi.encodeWithSelector(why));
        refuses(provingHandovers(a, handoverTo(3, 1, 2), 7, 7, 1), abi.encodeWithSelector(why));
        failsToProve(provingHandovers(a, b, 7, 3, 1));
        failsToProve(provingHandovers(a, b, 7, 7, 2));
        failsToProve(provingHandovers(handoverTo(0, 1, 2), handoverTo(0, 1, 3), 7, 7, 1));
        handOver(2, 4);
        logs.recordLogs();
        accepts(provingHandovers(a, b, 7, 28, 1));
        vm.assertTrue(anchor.equivocated());
        accused(4);
    }

    function test_aSuccessorIsNamedOnceByTheSetAndClosesTheAnchor() public {
        address next = address(0xBEEF);
        failsToName(naming(address(anchor), next, 1, 1, 3, next));
        failsToName(naming(address(anchor), address(0xBAD), 1, 1, 7, next));
        failsToName(naming(address(0xBAD), next, 1, 1, 7, next));
        failsToName(naming(address(anchor), next, 2, 1, 7, next));
        failsToName(naming(address(anchor), next, 1, 0, 7, next));
        bytes4 invalid = ICheckpointAnchor.InvalidSuccessor.selector;
        refuses(
            naming(address(anchor), address(anchor), 1, 1, 7, address(anchor)),
            abi.encodeWithSelector(invalid, address(anchor))
        );
        refuses(naming(address(anchor), address(0), 1, 1, 7, address(0)), abi.encodeWithSelector(invalid, address(0)));
        bytes memory good = naming(address(anchor), next, 1, 1, 7, next);
        accepts(good);
        vm.assertEq(anchor.successor(), next);
        bytes memory why = abi.encodeWithSelector(ICheckpointAnchor.AnchorSucceeded.selector, next);
        refuses(good, why);
        refuses(submission(1, following(_first, 0)), why);
        accepts(proving(_first, following(_zero, 1), 7, 7, 1, 1));
        vm.assertTrue(anchor.equivocated());
    }

    function test_aSuccessorCarriesTheLastHeadOn() public {
        ICheckpointAnchor.Statement memory statement = firstStatement();
        (statement.predecessor, statement.last, statement.epoch) = (address(anchor), _first, 2);
        statement.signers = setOf(3);
        ICheckpointAnchor old = anchor;
        anchor = deploy(statement);
        vm.assertEq(anchor.predecessor(), address(old));
        vm.assertEq(anchor.lastHead(), old.head().structHash);
        vm.assertEq(anchor.head().sequence, 1);
        Checkpoints.Checkpoint memory next = following(_first, 0);
        next.epoch = 2;
        Checkpoints.Checkpoint memory fork = following(following(_zero, 1), 1);
        fork.epoch = 2;
        bytes4 why = ICheckpointAnchor.WrongPrevious.selector;
        refuses(submission(3, fork), abi.encodeWithSelector(why, anchor.lastHead(), fork.previous));
        accepts(submission(3, next));
    }

    function test_aStatementThatContradictsItselfIsRefused() public {
        ICheckpointAnchor.Statement memory statement = firstStatement();
        statement.epoch = 2;
        failsToStand(statement);
        statement = firstStatement();
        statement.networkId = 0;
        failsToStand(statement);
        statement = firstStatement();
        statement.cadenceSeconds = 0;
        failsToStand(statement);
        statement = firstStatement();
        statement.last = _first;
        failsToStand(statement);
        statement.predecessor = address(anchor);
        statement.last.networkId = keccak256("another network");
        failsToStand(statement);
        statement.last.networkId = NETWORK;
        statement.last.epoch = 2;
        failsToStand(statement);
        statement = firstStatement();
        statement.signers.m = 2;
        failsToStand(statement);
        statement = firstStatement();
        statement.last.blockNumber = 5;
        failsToStand(statement);
    }

    /// @dev Address and code follow from the statement alone: not from chain, block, time or sender.
    function testFuzz_itStandsAtTheSameAddressOnEveryChain(uint64 chain, uint32 time, address sender) public {
        ICheckpointAnchor.Statement memory statement = firstStatement();
        statement.cadenceSeconds = 7200;
        bytes32 creation = keccak256(creationOf(statement));
        bytes32 place = keccak256(abi.encodePacked(bytes1(0xff), DEPLOYER, bytes32(0), creation));
        uint256 before = vm.snapshotState();
        bytes32 code = address(deploy(statement)).codehash;
        vm.assertTrue(vm.revertToState(before));
        vm.chainId(bound(chain, 1, type(uint64).max));
        vm.warp(time);
        vm.prank(sender);
        (bool done, ) = DEPLOYER.call(abi.encodePacked(bytes32(0), creationOf(statement)));
        vm.assertTrue(done);
        vm.assertEq(address(uint160(uint256(place))).codehash, code);
    }

    function refusesAll() private {
        bytes memory why = abi.encodeWithSelector(ICheckpointAnchor.AnchorEquivocated.selector);
        refuses(submission(1, following(_first, 0)), why);
        refuses(handing(setOf(2), signedBy(1, 7, Handovers.structHash(handoverTo(2, 1, 2))), 1), why);
        refuses(naming(address(anchor), address(1), 1, 1, 7, address(1)), why);
    }

    function accused(uint256 places) private {
        Logs.Log[] memory all = logs.getRecordedLogs();
        address[] memory set = addressesOf(1);
        vm.assertEq(all.length, 1 + count(places));
        uint256 at_ = 1;
        for (uint256 i = 0; i < 5; ++i) {
            if ((places >> i) & 1 == 0) continue;
            vm.assertEq(all[at_].topics[0], ICheckpointAnchor.SignerEquivocated.selector);
            vm.assertEq(address(uint160(uint256(all[at_++].topics[1]))), set[i]);
        }
    }

    function failsToStand(ICheckpointAnchor.Statement memory statement) private {
        (bool done, ) = DEPLOYER.call(abi.encodePacked(bytes32(0), creationOf(statement)));
        vm.assertFalse(done);
    }

    function failsToHandOver(bytes memory call_) private {
        (bool done, ) = address(anchor).call(call_);
        vm.assertFalse(done);
        vm.assertEq(anchor.head().epoch, 1);
    }

    function failsToProve(bytes memory call_) private {
        (bool done, ) = address(anchor).call(call_);
        vm.assertFalse(done);
        vm.assertFalse(anchor.equivocated());
    }

    function failsToName(bytes memory call_) private {
        (bool done, ) = address(anchor).call(call_);
        vm.assertFalse(done);
        vm.assertEq(anchor.successor(), address(0));
    }

    function threeOf(uint256 seed) private pure returns (uint256) {
        uint8[10] memory all = [7, 11, 13, 14, 19, 21, 22, 25, 26, 28];
        return all[seed % 10];
    }

    function count(uint256 places) private pure returns (uint256 found) {
        for (uint256 i = 0; i < 5; ++i) found += (places >> i) & 1;
    }

    function handing(
        ICheckpointAnchor.SignerSet memory next,
        SignerSets.Signature[] memory signatures,
        uint256 s
    ) private pure returns (bytes memory) {
        return abi.encodeCall(ICheckpointAnchor.handover, (next, signatures, addressesOf(s)));
    }

    function proving(
        Checkpoints.Checkpoint memory a,
        Checkpoints.Checkpoint memory b,
        uint256 placesA,
        uint256 placesB,
        uint256 setA,
        uint256 setB
    ) private pure returns (bytes memory) {
        SignerSets.Signature[] memory byA = signedBy(setA, placesA, Checkpoints.structHash(a));
        SignerSets.Signature[] memory byB = signedBy(setB, placesB, Checkpoints.structHash(b));
        return
            abi.encodeCall(ICheckpointAnchor.proveEquivocation, (a, b, byA, addressesOf(setA), byB, addressesOf(setB)));
    }

    function provingHandovers(
        Handovers.Handover memory a,
        Handovers.Handover memory b,
        uint256 placesA,
        uint256 placesB,
        uint256 s
    ) private pure returns (bytes memory) {
        SignerSets.Signature[] memory byA = signedBy(s, placesA, Handovers.structHash(a));
        SignerSets.Signature[] memory byB = signedBy(s, placesB, Handovers.structHash(b));
        return abi.encodeCall(ICheckpointAnchor.proveHandoverEquivocation, (a, b, byA, byB, addressesOf(s)));
    }

    /// @dev Signed for `at_` and `successor`, sent for `named`.
    function naming(
        address at_,
        address successor,
        uint64 epoch,
        uint64 sequence,
        uint256 places,
        address named
    ) private pure returns (bytes memory) {
        bytes32 kind = keccak256("Succession(address anchor,address successor,uint64 epoch,uint64 sequence)");
        bytes32 struct_ = keccak256(abi.encode(kind, at_, successor, epoch, sequence));
        return abi.encodeCall(ICheckpointAnchor.nameSuccessor, (named, signedBy(1, places, struct_), addressesOf(1)));
    }
}
