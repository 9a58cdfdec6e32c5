// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointAnchor} from "../../contracts/interfaces/ICheckpointAnchor.sol";
import {ICheckpointBoard} from "../../contracts/interfaces/ICheckpointBoard.sol";
import {IGoverned} from "../../contracts/interfaces/IGoverned.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {Handovers} from "../../contracts/publicchain/Handovers.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Boarded} from "./Boarded.sol";

/// @title Who signs, as governance changes it, and as the public contract learns of it
contract BoardEpochsTest is Boarded {
    function test_theFirstEpochIsTheFounders() public view {
        ICheckpointBoard.Epoch memory first = BOARD.epoch(1);
        vm.assertEq(BOARD.currentEpoch(), 1);
        vm.assertEq(first.threshold, 4);
        vm.assertEq(first.organisations.length, FOUNDERS);
        vm.assertEq(first.setHash, SignerSets.hash(first.keys));
        for (uint256 i = 0; i < FOUNDERS; ++i) {
            vm.assertEq(first.organisations[i], idOf(i));
            vm.assertEq(BOARD.keyOf(1, idOf(i)), vm.addr(i * 100 + 3));
            if (i > 0) vm.assertTrue(first.keys[i] > first.keys[i - 1]);
        }
    }

    /// @dev The whole way: what the board collects is what the anchor takes, before a handover and after it.
    function test_whatTheBoardCollectsTheAnchorTakes() public {
        ICheckpointAnchor anchor = deployed();
        Checkpoints.Checkpoint memory first = decideOne();
        for (uint256 i = 0; i < 4; ++i) sign(i, first);
        submit(anchor, first, 4);
        admitNow(cardOf(6, 1));
        vm.prank(agent(6));
        BOARD.openEpoch();
        for (uint256 i = 0; i < 4; ++i) signHandover(i, 2);
        vm.assertEq(BOARD.epoch(2).signatures, 4);
        ICheckpointBoard.Epoch memory next = BOARD.epoch(2);
        anchor.handover(
            ICheckpointAnchor.SignerSet(next.setHash, 7, 4),
            signaturesOf(1, 4, Handovers.structHash(handoverTo(2))),
            BOARD.epoch(1).keys
        );
        vm.assertEq(anchor.head().epoch, 2);
        passWindow();
        passTurns();
        Checkpoints.Checkpoint memory second = nextOne(0);
        propose(6, second);
        for (uint256 i = 0; i < 3; ++i) agree(i, second);
        sign(6, second);
        submit(anchor, second, 4);
        vm.assertEq(anchor.head().sequence, 2);
        vm.assertEq(anchor.head().structHash, BOARD.head().structHash);
    }

    function test_aNewMemberCountsFromTheNextEpochOn() public {
        Checkpoints.Checkpoint memory decided = decideOne();
        admitNow(cardOf(6, 1));
        passWindow();
        passTurns();
        Checkpoints.Checkpoint memory next = nextOne(0);
        bytes memory why = abi.encodeWithSelector(ICheckpointBoard.OrganisationNotSigner.selector, idOf(6), 1);
        refuses(agent(6), address(BOARD), abi.encodeCall(BOARD.propose, (next, noSeals)), why);
        propose(0, next);
        refuses(agent(6), address(BOARD), abi.encodeCall(BOARD.agree, (2, digestOf(next))), why);
        bytes memory call_ = abi.encodeCall(BOARD.sign, (1, digestOf(decided), bytes32(0), bytes32(0)));
        refuses(agent(6), address(BOARD), call_, why);
        open(6);
        vm.assertEq(BOARD.epoch(2).headSequence, 1);
        vm.assertEq(BOARD.keyOf(2, idOf(6)), vm.addr(603));
        why = abi.encodeWithSelector(ICheckpointBoard.WrongEpoch.selector, 2, 1);
        refuses(agent(1), address(BOARD), abi.encodeCall(BOARD.agree, (2, digestOf(next))), why);
    }

    function test_anEpochOpensForAChangeOnly() public {
        bytes memory call_ = abi.encodeCall(BOARD.openEpoch, ());
        bytes memory why = abi.encodeWithSelector(ICheckpointBoard.NetworkUnknown.selector);
        refuses(agent(0), address(BOARD), call_, why);
        decideOne();
        why = abi.encodeWithSelector(ICheckpointBoard.SetUnchanged.selector, BOARD.epoch(1).setHash);
        refuses(agent(0), address(BOARD), call_, why);
        vm.prank(address(TIMELOCK));
        BOARD.setThreshold(5);
        vm.assertEq(BOARD.epoch(1).threshold, 4);
        open(0);
        vm.assertEq(BOARD.epoch(2).threshold, 5);
        vm.assertEq(BOARD.epoch(2).setHash, BOARD.epoch(1).setHash);
        refuses(agent(0), address(BOARD), call_, why);
    }

    /// @dev The public contract takes only m > n / 2, so the board never asks for less, nor for more than there are.
    function testFuzz_theThresholdIsAMajorityAndNotMoreThanAll(uint16 wanted, uint8 suspended) public {
        decideOne();
        wanted = uint16(bound(wanted, 1, type(uint16).max));
        vm.prank(address(TIMELOCK));
        BOARD.setThreshold(wanted);
        uint256 n = FOUNDERS;
        for (uint256 i = 1; i < 3; ++i) {
            if ((suspended >> i) & 1 == 0) continue;
            vm.prank(address(TIMELOCK));
            MEMBERS.suspend(idOf(i));
            --n;
        }
        if (wanted <= 4 && n == FOUNDERS) return;
        open(0);
        uint256 m = BOARD.epoch(2).threshold;
        vm.assertEq(BOARD.epoch(2).organisations.length, n);
        vm.assertTrue(2 * m > n && m <= n);
        if (2 * uint256(wanted) > n && wanted <= n) vm.assertEq(m, wanted);
    }

    /// @dev The anchors know the key the epoch began with; a new one counts once it was handed over to.
    function test_aReplacedKeyCountsFromTheNextEpochOn() public {
        Checkpoints.Checkpoint memory decided = decideOne();
        IMemberRegistry.Card memory card = cardOf(1, 0);
        (card.checkpoint, card.issuedAt) = (vm.addr(199), card.issuedAt + 1);
        bytes32 digest = MEMBERS.cardDigest(card);
        IMemberRegistry.Proofs memory proofs = proofsOf(1, digest, 0);
        proofs.checkpoint = signed(199, digest);
        vm.prank(address(TIMELOCK));
        MEMBERS.replaceKeys(card, proofs);
        SignerSets.Signature memory fresh = compact(199, digestOf(decided));
        bytes memory call_ = abi.encodeCall(BOARD.sign, (1, digestOf(decided), fresh.r, fresh.vs));
        bytes4 why = ICheckpointBoard.WrongSigner.selector;
        refuses(agent(1), address(BOARD), call_, abi.encodeWithSelector(why, vm.addr(103), vm.addr(199)));
        sign(1, decided);
        open(1);
        vm.assertEq(BOARD.keyOf(1, idOf(1)), vm.addr(103));
        vm.assertEq(BOARD.keyOf(2, idOf(1)), vm.addr(199));
        signHandover(1, 2);
        vm.assertTrue(BOARD.handoverSignedBy(2, idOf(1)));
    }

    function test_aHandoverIsSignedOnceByTheSetBefore() public {
        decideOne();
        admitNow(cardOf(6, 1));
        open(0);
        bytes memory why = abi.encodeWithSelector(ICheckpointBoard.OrganisationNotSigner.selector, idOf(6), 1);
        refuses(agent(6), address(BOARD), handing(6, 2), why);
        bytes4 unknown = ICheckpointBoard.HandoverUnknown.selector;
        refuses(agent(0), address(BOARD), handing(0, 1), abi.encodeWithSelector(unknown, 1));
        refuses(agent(0), address(BOARD), handing(0, 3), abi.encodeWithSelector(unknown, 3));
        vm.assertFalse(BOARD.handoverSignedBy(2, idOf(0)));
        signHandover(0, 2);
        why = abi.encodeWithSelector(ICheckpointBoard.AlreadySigned.selector, idOf(0));
        refuses(agent(0), address(BOARD), handing(0, 2), why);
        vm.prank(agent(1));
        (bool done, ) = address(BOARD).call(handing(0, 2));
        vm.assertFalse(done);
        vm.assertEq(BOARD.epoch(2).signatures, 1);
    }

    /// @dev A longer window would have a lower number, and no checkpoint could follow for years.
    function testFuzz_windowsGoOnCountingWhenTheCadenceChanges(uint32 cadence, uint32 later) public {
        Checkpoints.Checkpoint memory decided = decideOne();
        cadence = uint32(bound(cadence, 16, 1_000_000));
        vm.warp(block.timestamp + bound(later, 0, 100_000));
        uint64 changed = uint64(block.timestamp);
        uint64 before = BOARD.windowAt(changed);
        vm.prank(address(TIMELOCK));
        BOARD.setCadence(cadence);
        vm.assertEq(BOARD.windowAt(changed), before + 1);
        vm.assertEq(BOARD.windowAt(changed + cadence - 1), before + 1);
        vm.assertEq(BOARD.windowAt(changed + cadence), before + 2);
        vm.assertEq(BOARD.windowAt(changed - 1), 0);
        vm.assertEq(BOARD.turnOf(idOf(2)), changed);
        vm.warp(changed + cadence + 2);
        vm.roll(block.number + 10);
        Checkpoints.Checkpoint memory next = nextOne(0);
        vm.assertEq(next.window, before + 2);
        vm.assertTrue(next.window > decided.window);
        propose(2, next);
    }

    function testFuzz_newDoorsAnswerToTheTimelockAlone(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        bytes memory why = abi.encodeWithSelector(IGoverned.OnlyTimelock.selector, caller);
        refuses(caller, address(BOARD), abi.encodeCall(BOARD.openFirstEpoch, ()), why);
        address code = address(uint160(address(REGISTRY)) | 0x1000);
        refuses(caller, address(REGISTRY), abi.encodeCall(REGISTRY.upgradeToAndCall, (code, "")), why);
        why = abi.encodeWithSelector(ICheckpointBoard.EpochAlreadyOpen.selector, 1);
        refuses(address(TIMELOCK), address(BOARD), abi.encodeCall(BOARD.openFirstEpoch, ()), why);
        why = abi.encodeWithSignature("InvalidInitialization()");
        refuses(caller, address(REGISTRY), abi.encodeCall(REGISTRY.initialize, ()), why);
        refuses(caller, code, abi.encodeCall(REGISTRY.initialize, ()), why);
    }

    function open(uint256 i) private {
        vm.prank(agent(i));
        BOARD.openEpoch();
    }

    function signHandover(uint256 i, uint64 epoch) private {
        bytes memory call_ = handing(i, epoch);
        vm.prank(agent(i));
        (bool done, ) = address(BOARD).call(call_);
        vm.assertTrue(done);
    }

    function deployed() private returns (ICheckpointAnchor) {
        ICheckpointAnchor.Statement memory statement;
        statement.networkId = NETWORK;
        statement.epoch = 1;
        statement.signers = ICheckpointAnchor.SignerSet(BOARD.epoch(1).setHash, 6, 4);
        statement.cadenceSeconds = uint32(CADENCE);
        bytes memory creation = abi.encodePacked(vm.getCode("CheckpointAnchor"), abi.encode(statement));
        address place = address(0xA2C408);
        construct(place, creation);
        return ICheckpointAnchor(place);
    }

    function submit(ICheckpointAnchor anchor, Checkpoints.Checkpoint memory checkpoint, uint256 m) private {
        bytes32 struct_ = Checkpoints.structHash(checkpoint);
        SignerSets.Signature[] memory signatures = signaturesOf(checkpoint.epoch, m, struct_);
        anchor.submit(checkpoint, signatures, BOARD.epoch(checkpoint.epoch).keys);
    }

    /// @dev By the first m keys of an epoch, ascending.
    function signaturesOf(
        uint64 epoch,
        uint256 m,
        bytes32 struct_
    ) private view returns (SignerSets.Signature[] memory signatures) {
        address[] memory keys = BOARD.epoch(epoch).keys;
        bytes32 digest = Checkpoints.digest(Checkpoints.domainSeparator(NETWORK), struct_);
        signatures = new SignerSets.Signature[](m);
        for (uint256 place = 0; place < m; ++place) {
            for (uint256 i = 0; i < 7; ++i) {
                if (vm.addr(i * 100 + 3) == keys[place]) signatures[place] = compact(i * 100 + 3, digest);
            }
        }
    }

    function handoverTo(uint64 epoch) private view returns (Handovers.Handover memory) {
        ICheckpointBoard.Epoch memory next = BOARD.epoch(epoch);
        uint16 n = uint16(next.organisations.length);
        return Handovers.Handover(epoch, next.headSequence, next.setHash, n, next.threshold);
    }

    function handing(uint256 i, uint64 epoch) private view returns (bytes memory) {
        bytes32 domain = Checkpoints.domainSeparator(NETWORK);
        bytes32 digest = Checkpoints.digest(domain, Handovers.structHash(handoverTo(epoch)));
        SignerSets.Signature memory signature = compact(i * 100 + 3, digest);
        return abi.encodeCall(BOARD.signHandover, (epoch, signature.r, signature.vs));
    }
}
