// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointBoard} from "../../contracts/interfaces/ICheckpointBoard.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Boarded} from "./Boarded.sol";

/// @title In whatever order members, and those who are none, send what: one digest a sequence, and signatures of it alone
contract BoardInvariantsTest is Boarded {
    BoardHandler private _handler;

    function setUp() public override {
        standBoard();
        _handler = new BoardHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_oneDigestASequenceForEver() public view {
        uint64 head = BOARD.head().sequence;
        vm.assertEq(head, _handler.sequences());
        for (uint64 sequence = 1; sequence <= head; ++sequence) {
            vm.assertEq(BOARD.decision(sequence).digest, _handler.decided(sequence));
            if (sequence == 1) continue;
            ICheckpointBoard.Decision memory before = BOARD.decision(sequence - 1);
            ICheckpointBoard.Decision memory after_ = BOARD.decision(sequence);
            vm.assertTrue(after_.window > before.window && after_.blockNumber > before.blockNumber);
            vm.assertTrue(after_.blockTime > before.blockTime && after_.epoch >= before.epoch);
        }
        vm.assertEq(BOARD.decision(head + 1).digest, 0);
    }

    function invariant_decidedByMAndSignedOnceForTheDecidedAlone() public view {
        vm.assertFalse(_handler.decidedByFewer());
        vm.assertFalse(_handler.signedOther());
        vm.assertFalse(_handler.signedTwice());
        vm.assertFalse(_handler.outsiderTookPart());
    }

    /// @dev Whatever happened: when the members that are active form M, they can decide the next one now.
    function invariant_honestMembersAreNeverDeadlocked() public {
        vm.assertTrue(_handler.canGoOn());
    }

    /// @dev The handler does decide, sign and change epochs; else the invariants would hold of nothing.
    function test_theHandlerGoesAllTheWay() public {
        for (uint256 round = 0; round < 2; ++round) {
            _handler.pass(4000, 700);
            _handler.propose(0, 0, 0);
            for (uint256 i = 1; i < 5; ++i) _handler.agree(i, 0);
            _handler.sign(1, round, 0);
            _handler.suspendOrReinstate(4, true);
            _handler.openEpoch(0);
        }
        vm.assertEq(_handler.sequences(), 2);
        vm.assertEq(_handler.signatures(), 2);
        vm.assertEq(BOARD.currentEpoch(), 2);
    }
}

/// @title Members of all kinds, in any order
contract BoardHandler is Boarded {
    bool public decidedByFewer;
    bool public signedOther;
    bool public signedTwice;
    bool public outsiderTookPart;
    uint64 public sequences;
    uint256 public signatures;
    mapping(uint64 sequence => bytes32) public decided;
    mapping(uint64 sequence => mapping(uint256 member => bool)) private _hasSigned;
    Checkpoints.Checkpoint[] private _proposed;
    mapping(bytes32 digest => uint256 members) private _agreed;

    function setUp() public override {}

    function pass(uint16 time, uint16 blocks) external {
        vm.warp(block.timestamp + 2 + (time % (2 * CADENCE)));
        vm.roll(block.number + 1 + (blocks % 1440));
    }

    function propose(uint256 by, uint256 salt, uint8 flaw) external {
        Checkpoints.Checkpoint memory next = nextOne(salt % 3);
        if (flaw % 16 == 1) next.previous = keccak256("another");
        if (flaw % 16 == 2) next.sequence += 1;
        if (flaw % 16 == 3) next.networkId = keccak256("another network");
        vm.prank(sender(by));
        try BOARD.propose(next, noSeals) {
            _proposed.push(next);
            tookPart(by, digestOf(next), next.sequence);
        } catch {}
    }

    function agree(uint256 by, uint256 which) external {
        if (_proposed.length == 0) return;
        Checkpoints.Checkpoint memory open = _proposed[_proposed.length - 1 - (which % min(4, _proposed.length))];
        vm.prank(sender(by));
        try BOARD.agree(open.sequence, digestOf(open)) {
            tookPart(by, digestOf(open), open.sequence);
        } catch {}
    }

    /// @dev Anything proposed, decided or not, signed with the right or another key.
    function sign(uint256 by, uint256 which, uint8 shift) external {
        if (_proposed.length == 0) return;
        Checkpoints.Checkpoint memory what = _proposed[which % _proposed.length];
        bytes32 digest = digestOf(what);
        uint256 key = (by % 8) * 100 + 3 + (shift % 8 == 7 ? 100 : 0);
        SignerSets.Signature memory signature = compact(key, digest);
        vm.prank(sender(by));
        try BOARD.sign(what.sequence, digest, signature.r, signature.vs) {
            ++signatures;
            if (digest != decided[what.sequence] || key != (by % 8) * 100 + 3) signedOther = true;
            if (_hasSigned[what.sequence][by % 8]) signedTwice = true;
            if (by % 8 >= FOUNDERS) outsiderTookPart = true;
            _hasSigned[what.sequence][by % 8] = true;
        } catch {}
    }

    function openEpoch(uint256 by) external {
        vm.prank(sender(by));
        try BOARD.openEpoch() {
            if (by % 8 >= FOUNDERS) outsiderTookPart = true;
        } catch {}
    }

    function suspendOrReinstate(uint256 which, bool suspend) external {
        vm.prank(address(TIMELOCK));
        if (suspend) {
            try MEMBERS.suspend(idOf(which % FOUNDERS)) {} catch {}
        } else {
            try MEMBERS.reinstate(idOf(which % FOUNDERS)) {} catch {}
        }
    }

    /// @dev Tried out on a snapshot, a window later.
    function canGoOn() external returns (bool possible) {
        uint256 before = vm.snapshotState();
        vm.warp(block.timestamp + 2 * CADENCE);
        vm.roll(block.number + 1440);
        uint64 epoch = BOARD.currentEpoch();
        uint64 sequence = BOARD.head().sequence;
        Checkpoints.Checkpoint memory next = nextOne(77);
        uint256 able;
        for (uint256 i = 0; i < FOUNDERS; ++i) {
            if (BOARD.keyOf(epoch, idOf(i)) == address(0) || !MEMBERS.isActive(idOf(i))) continue;
            if (BOARD.head().sequence == sequence) {
                if (able == 0) propose(i, next);
                else agree(i, next);
            }
            ++able;
        }
        possible = able < BOARD.epoch(epoch).threshold || BOARD.head().digest == digestOf(next);
        vm.revertToState(before);
    }

    function tookPart(uint256 by, bytes32 digest, uint64 sequence) private {
        if (by % 8 >= FOUNDERS) outsiderTookPart = true;
        _agreed[digest] |= 1 << (by % 8);
        if (BOARD.decision(sequence).digest != digest) return;
        if (decided[sequence] != 0) decidedByFewer = true;
        decided[sequence] = digest;
        sequences = sequence;
        uint256 count;
        for (uint256 i = 0; i < FOUNDERS; ++i) count += (_agreed[digest] >> i) & 1;
        if (count < BOARD.decision(sequence).threshold || count < 4) decidedByFewer = true;
    }

    /// @dev 0 to 5 are members' agents, 6 an agent of nobody, 7 an officer.
    function sender(uint256 by) private pure returns (address) {
        return by % 8 == 7 ? officer(by % FOUNDERS) : agent(by % 8);
    }

    function min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
