// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointAnchor} from "../../contracts/interfaces/ICheckpointAnchor.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {Handovers} from "../../contracts/publicchain/Handovers.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Cheats} from "./Vm.sol";

/// @title The logs a test reads
interface Logs {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
}

/// @title An anchor as anyone deploys it: 3 of 5, by the deterministic deployer
/// @notice Signer sets are numbered: set s has the keys s * 1000 + 1 and up. Keys are in ascending order of addresses.
abstract contract Anchored is Cheats {
    address internal constant DEPLOYER = 0x4e59b44847b379578588920cA78FbF26c0B4956C;
    bytes internal constant DEPLOYER_CODE =
        hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
    bytes32 internal constant NETWORK = keccak256("a network");
    uint32 internal constant CADENCE = 3600;
    uint256 internal constant START = 1_788_220_800;

    Logs internal constant logs = Logs(address(vm));
    ICheckpointAnchor internal anchor;

    function setUp() public virtual {
        stand();
    }

    function stand() internal {
        vm.warp(START);
        vm.etch(DEPLOYER, DEPLOYER_CODE);
        anchor = deploy(firstStatement());
    }

    function firstStatement() internal pure returns (ICheckpointAnchor.Statement memory statement) {
        statement.networkId = NETWORK;
        statement.epoch = 1;
        statement.signers = setOf(1);
        statement.cadenceSeconds = CADENCE;
    }

    function setOf(uint256 s) internal pure returns (ICheckpointAnchor.SignerSet memory) {
        return ICheckpointAnchor.SignerSet(SignerSets.hash(addressesOf(s)), 5, 3);
    }

    function creationOf(ICheckpointAnchor.Statement memory statement) internal view returns (bytes memory) {
        return abi.encodePacked(vm.getCode("CheckpointAnchor"), abi.encode(statement));
    }

    function deploy(ICheckpointAnchor.Statement memory statement) internal returns (ICheckpointAnchor) {
        (bool done, bytes memory place) = DEPLOYER.call(abi.encodePacked(bytes32(0), creationOf(statement)));
        require(done, "constructor reverted");
        return ICheckpointAnchor(address(bytes20(place)));
    }

    /// @dev The keys of a set, ascending by address.
    function keysOf(uint256 s) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](5);
        for (uint256 i = 0; i < 5; ++i) {
            uint256 key = s * 1000 + 1 + i;
            uint256 at_ = i;
            for (; at_ > 0 && vm.addr(keys[at_ - 1]) > vm.addr(key); --at_) keys[at_] = keys[at_ - 1];
            keys[at_] = key;
        }
    }

    function addressesOf(uint256 s) internal pure returns (address[] memory set) {
        uint256[] memory keys = keysOf(s);
        set = new address[](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) set[i] = vm.addr(keys[i]);
    }

    /// @dev The checkpoint that follows one; `salt` tells histories apart.
    function following(
        Checkpoints.Checkpoint memory last,
        uint256 salt
    ) internal pure returns (Checkpoints.Checkpoint memory next) {
        next.networkId = NETWORK;
        next.epoch = last.epoch == 0 ? 1 : last.epoch;
        next.sequence = last.sequence + 1;
        next.window = last.window + 1 + (last.sequence == 0 ? 496_000 : 0);
        next.blockNumber = last.blockNumber + 720;
        next.blockTime = last.blockTime + 3600 + (last.sequence == 0 ? uint64(START) - 4000 : 0);
        next.previous = last.sequence == 0 ? bytes32(0) : Checkpoints.structHash(last);
        next.blockHash = keccak256(abi.encode("block", next.blockNumber, salt));
        next.historyRoot = keccak256(abi.encode("history", next.blockNumber, salt));
        next.evidenceRoot = keccak256(abi.encode("evidence", next.blockNumber, salt));
        next.evidenceSize = last.evidenceSize + 64;
        next.validatorSetHash = keccak256("validators");
        next.notBefore = keccak256(abi.encode("reference", next.sequence));
    }

    function digestOf(bytes32 struct_) internal pure returns (bytes32) {
        return Checkpoints.digest(Checkpoints.domainSeparator(NETWORK), struct_);
    }

    /// @dev Signatures by the signers of a set whose bit is set, ascending.
    function signedBy(
        uint256 s,
        uint256 places,
        bytes32 struct_
    ) internal pure returns (SignerSets.Signature[] memory signatures) {
        uint256[] memory keys = keysOf(s);
        SignerSets.Signature[] memory all = new SignerSets.Signature[](keys.length);
        uint256 count;
        for (uint256 i = 0; i < keys.length; ++i) {
            if ((places >> i) & 1 == 1) all[count++] = compact(keys[i], digestOf(struct_));
        }
        signatures = new SignerSets.Signature[](count);
        for (uint256 i = 0; i < count; ++i) signatures[i] = all[i];
    }

    function compact(uint256 key, bytes32 digest) internal pure returns (SignerSets.Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return SignerSets.Signature(r, bytes32((uint256(v - 27) << 255) | uint256(s)));
    }

    /// @dev The call that submits a checkpoint signed by three of a set.
    function submission(uint256 s, Checkpoints.Checkpoint memory checkpoint) internal pure returns (bytes memory) {
        return submissionBy(s, 7, checkpoint);
    }

    function submissionBy(
        uint256 s,
        uint256 places,
        Checkpoints.Checkpoint memory checkpoint
    ) internal pure returns (bytes memory) {
        SignerSets.Signature[] memory signatures = signedBy(s, places, Checkpoints.structHash(checkpoint));
        return abi.encodeCall(ICheckpointAnchor.submit, (checkpoint, signatures, addressesOf(s)));
    }

    function handoverTo(
        uint64 epoch,
        uint64 headSequence,
        uint256 s
    ) internal pure returns (Handovers.Handover memory) {
        return Handovers.Handover(epoch, headSequence, setOf(s).setHash, 5, 3);
    }

    function handOver(uint256 from, uint256 to) internal {
        ICheckpointAnchor.Head memory head = anchor.head();
        bytes32 struct_ = Handovers.structHash(handoverTo(head.epoch + 1, head.sequence, to));
        anchor.handover(setOf(to), signedBy(from, 7, struct_), addressesOf(from));
    }

    function accepts(bytes memory call_) internal {
        (bool done, ) = address(anchor).call(call_);
        vm.assertTrue(done);
    }

    function refuses(bytes memory call_, bytes memory why) internal {
        (bool done, bytes memory result) = address(anchor).call(call_);
        vm.assertFalse(done);
        vm.assertEq(keccak256(result), keccak256(why));
    }
}
