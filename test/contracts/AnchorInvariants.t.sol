// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointAnchor} from "../../contracts/interfaces/ICheckpointAnchor.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {Handovers} from "../../contracts/publicchain/Handovers.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Anchored} from "./Anchored.sol";

/// @title Whatever is sent in whatever order, the anchor moves forward by M signatures or not at all
contract AnchorInvariantsTest is Anchored {
    AnchorHandler private _handler;

    function setUp() public override {
        _handler = new AnchorHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_theHeadOnlyMovesForward() public view {
        vm.assertFalse(_handler.wentBack());
        ICheckpointAnchor.Head memory head = _handler.head();
        vm.assertEq(head.sequence, _handler.taken());
        vm.assertEq(head.structHash, _handler.modelHead());
    }

    function invariant_nothingIsTakenWithoutTheSignersOfTheEpoch() public view {
        vm.assertFalse(_handler.tookUnsigned());
        vm.assertEq(_handler.head().epoch, 1 + _handler.handovers());
    }

    function invariant_theMarkStaysAndNothingComesAfterTheEnd() public view {
        vm.assertFalse(_handler.tookAfterEnd());
        vm.assertTrue(_handler.head().equivocated == _handler.proven());
    }

    /// @dev The handler does reach a second epoch and the end; else the invariants would hold of nothing.
    function test_theHandlerGoesAllTheWay() public {
        _handler.submit(0, 7, 0, 0);
        _handler.handOver(7, 0);
        _handler.submit(0, 7, 0, 0);
        vm.assertEq(_handler.taken(), 2);
        vm.assertEq(_handler.handovers(), 1);
        _handler.prove(0, 7, 0);
        vm.assertTrue(_handler.proven());
        _handler.submit(0, 7, 0, 0);
        vm.assertEq(_handler.taken(), 2);
    }
}

/// @title Members, departed members, relayers and outsiders, sending what they like
contract AnchorHandler is Anchored {
    bool public wentBack;
    bool public tookUnsigned;
    bool public tookAfterEnd;
    bool public proven;
    uint256 public taken;
    uint256 public handovers;
    Checkpoints.Checkpoint[] private _history;

    constructor() {
        stand();
        Checkpoints.Checkpoint memory none;
        _history.push(none);
    }

    function setUp() public override {}

    /// @param flaw which field is wrong: mostly none
    /// @param setShift how far from the epoch's set the signers' is
    function submit(uint8 flaw, uint8 places, uint8 setShift, uint256 salt) external {
        if (salt % 4 != 0) places = 7;
        if (setShift > 20) setShift = 0;
        Checkpoints.Checkpoint memory next = following(_history[_history.length - 1], salt);
        next.epoch = uint64(1 + handovers);
        bool sound = !spoil(next, flaw % 18) && setShift == 0 && count(places & 31) == 3;
        sent(next, submissionBy(1 + handovers + setShift, places & 31, next), sound);
    }

    /// @dev Something that was taken before, sent again.
    function replay(uint256 which) external {
        if (_history.length < 2) return;
        Checkpoints.Checkpoint memory old = _history[1 + (which % (_history.length - 1))];
        sent(old, submissionBy(old.epoch, 7, old), false);
    }

    function handOver(uint8 places, uint8 shift) external {
        if (handovers == 3) return;
        if (shift % 3 != 0) places = 7;
        ICheckpointAnchor.Head memory before = anchor.head();
        uint256 s = 1 + handovers;
        uint64 epoch = uint64(s) + 1 + (shift % 5 == 4 ? 1 : 0);
        bytes32 struct_ = Handovers.structHash(handoverTo(epoch, before.sequence, s + 1));
        SignerSets.Signature[] memory signatures = signedBy(s, places & 31, struct_);
        try anchor.handover(setOf(s + 1), signatures, addressesOf(s)) {
            ++handovers;
            if (count(places & 31) != 3 || shift % 5 == 4) tookUnsigned = true;
            if (before.equivocated) tookAfterEnd = true;
        } catch {}
    }

    /// @dev Rarely with quorums; then it ends the run.
    function prove(uint256 which, uint8 places, uint8 chance) external {
        if (_history.length < 2 || chance > 8) return;
        Checkpoints.Checkpoint memory a = _history[1 + (which % (_history.length - 1))];
        Checkpoints.Checkpoint memory b = a;
        if (chance > 0) places = places & 3;
        b = abi.decode(abi.encode(a), (Checkpoints.Checkpoint));
        b.blockHash = keccak256("another history");
        SignerSets.Signature[] memory byA = signedBy(a.epoch, 7, Checkpoints.structHash(a));
        SignerSets.Signature[] memory byB = signedBy(a.epoch, places & 31, Checkpoints.structHash(b));
        try anchor.proveEquivocation(a, b, byA, addressesOf(a.epoch), byB, addressesOf(a.epoch)) {
            proven = true;
            if (count(places & 31) != 3) tookUnsigned = true;
        } catch {}
    }

    function head() external view returns (ICheckpointAnchor.Head memory) {
        return anchor.head();
    }

    function modelHead() external view returns (bytes32) {
        return taken == 0 ? bytes32(0) : Checkpoints.structHash(_history[taken]);
    }

    function sent(Checkpoints.Checkpoint memory next, bytes memory call_, bool sound) private {
        ICheckpointAnchor.Head memory before = anchor.head();
        (bool done, ) = address(anchor).call(call_);
        ICheckpointAnchor.Head memory present = anchor.head();
        if (!done) {
            if (keccak256(abi.encode(before)) != keccak256(abi.encode(present))) wentBack = true;
            return;
        }
        ++taken;
        _history.push(next);
        if (!sound) tookUnsigned = true;
        if (before.equivocated) tookAfterEnd = true;
        if (present.sequence != before.sequence + 1 || present.window <= before.window) wentBack = true;
        if (present.blockNumber <= before.blockNumber || present.blockTime <= before.blockTime) wentBack = true;
    }

    function spoil(Checkpoints.Checkpoint memory next, uint256 flaw) private view returns (bool) {
        Checkpoints.Checkpoint storage last = _history[_history.length - 1];
        if (flaw == 1) next.networkId = keccak256("another network");
        else if (flaw == 2) next.epoch += 1;
        else if (flaw == 3) next.epoch = 0;
        else if (flaw == 4) next.sequence += 1;
        else if (flaw == 5) next.sequence = last.sequence;
        else if (flaw == 6) next.window = last.window;
        else if (flaw == 7) next.blockNumber = last.blockNumber;
        else if (flaw == 8) next.blockTime = last.blockTime;
        else if (flaw == 9) next.previous = keccak256("another head");
        else return false;
        return true;
    }

    function count(uint256 places) private pure returns (uint256 found) {
        for (uint256 i = 0; i < 5; ++i) found += (places >> i) & 1;
    }
}
