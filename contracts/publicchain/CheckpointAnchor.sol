// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICheckpointAnchor} from "../interfaces/ICheckpointAnchor.sol";
import {Checkpoints} from "./Checkpoints.sol";
import {Consistency} from "./Consistency.sol";
import {Handovers} from "./Handovers.sol";
import {SignerSets} from "./SignerSets.sol";

/// @title CheckpointAnchor
contract CheckpointAnchor is ICheckpointAnchor {
    /// @dev One slot: with the struct hash, all that a steady submission reads and writes.
    struct Progress {
        uint40 sequence;
        uint40 window;
        uint40 blockNumber;
        uint40 blockTime;
        uint40 submittedAt;
        uint32 epoch;
        uint8 threshold;
        bool equivocated;
        bool succeeded;
    }

    bytes32 private constant SUCCESSION_TYPE = keccak256(
        "Succession(address anchor,address successor,uint64 epoch,uint64 sequence)"
    );

    // Nothing of the chain it stands on, so that the address and the code are the same everywhere.
    bytes32 private immutable NETWORK_ID;
    bytes32 private immutable DOMAIN;
    bytes32 private immutable LAST_HEAD;
    address private immutable PREDECESSOR;
    uint32 private immutable CADENCE_SECONDS;

    bytes32 private _head;
    Progress private _progress;
    mapping(uint64 epoch => SignerSet) private _sets;
    address private _successor;

    constructor(Statement memory statement) {
        Checkpoints.Checkpoint memory last = statement.last;
        bool continues = last.sequence != 0;
        if (statement.networkId == 0 || statement.cadenceSeconds == 0 || statement.epoch == 0)
            revert InvalidStatement();
        if (statement.predecessor == address(0) && (continues || statement.epoch != 1)) revert InvalidStatement();
        if (!continues && !_isEmpty(last)) revert InvalidStatement();
        if (continues && (last.networkId != statement.networkId || last.epoch > statement.epoch))
            revert InvalidStatement();
        NETWORK_ID = statement.networkId;
        DOMAIN = Checkpoints.domainSeparator(statement.networkId);
        CADENCE_SECONDS = statement.cadenceSeconds;
        PREDECESSOR = statement.predecessor;
        LAST_HEAD = continues ? Checkpoints.structHash(last) : bytes32(0);
        _head = LAST_HEAD;
        _advance(_progress, last.sequence, last.window, last.blockNumber, last.blockTime);
        _begin(statement.epoch, statement.signers);
    }

    /// @inheritdoc ICheckpointAnchor
    function submit(
        Checkpoints.Checkpoint calldata checkpoint,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) external {
        _submit(checkpoint, signatures, set);
    }

    /// @inheritdoc ICheckpointAnchor
    function submitStrict(
        Checkpoints.Checkpoint calldata checkpoint,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set,
        Checkpoints.Checkpoint calldata before,
        bytes32[] calldata historyProof,
        bytes32[] calldata evidenceProof
    ) external {
        _checkGrowth(checkpoint, before, historyProof, evidenceProof);
        _submit(checkpoint, signatures, set);
    }

    /// @inheritdoc ICheckpointAnchor
    function handover(
        SignerSet calldata next,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) external {
        Progress memory progress = _open();
        uint64 epoch = progress.epoch + 1;
        Handovers.Handover memory signed = Handovers.Handover(epoch, progress.sequence, next.setHash, next.n, next.m);
        _requireSigned(Handovers.structHash(signed), progress.epoch, progress.threshold, signatures, set);
        _begin(epoch, next);
        emit SetHandedOver(epoch, progress.sequence, next.setHash, next.n, next.m);
    }

    /// @inheritdoc ICheckpointAnchor
    function proveEquivocation(
        Checkpoints.Checkpoint calldata a,
        Checkpoints.Checkpoint calldata b,
        SignerSets.Signature[] calldata signaturesA,
        address[] calldata setA,
        SignerSets.Signature[] calldata signaturesB,
        address[] calldata setB
    ) external {
        bytes32 first = Checkpoints.structHashCalldata(a);
        bytes32 second = Checkpoints.structHashCalldata(b);
        if (a.sequence != b.sequence || first == second) revert NotEquivocation();
        if (a.networkId != NETWORK_ID) revert WrongNetwork(a.networkId);
        if (b.networkId != NETWORK_ID) revert WrongNetwork(b.networkId);
        uint256 placesA = _requireSigned(first, a.epoch, _sets[a.epoch].m, signaturesA, setA);
        uint256 placesB = _requireSigned(second, b.epoch, _sets[b.epoch].m, signaturesB, setB);
        _progress.equivocated = true;
        emit EquivocationProven(a.sequence, first, second);
        _accuse(placesA, setA, placesB, setB);
    }

    /// @inheritdoc ICheckpointAnchor
    function proveHandoverEquivocation(
        Handovers.Handover calldata a,
        Handovers.Handover calldata b,
        SignerSets.Signature[] calldata signaturesA,
        SignerSets.Signature[] calldata signaturesB,
        address[] calldata set
    ) external {
        bytes32 first = Handovers.structHash(a);
        bytes32 second = Handovers.structHash(b);
        if (a.epoch != b.epoch || a.epoch == 0 || first == second) revert NotEquivocation();
        uint16 needed = _sets[a.epoch - 1].m;
        uint256 placesA = _requireSigned(first, a.epoch - 1, needed, signaturesA, set);
        uint256 placesB = _requireSigned(second, a.epoch - 1, needed, signaturesB, set);
        _progress.equivocated = true;
        emit HandoverEquivocationProven(a.epoch, first, second);
        _accuse(placesA, set, placesB, set);
    }

    /// @inheritdoc ICheckpointAnchor
    function nameSuccessor(
        address successor_,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) external {
        Progress memory progress = _open();
        if (successor_ == address(0) || successor_ == address(this)) revert InvalidSuccessor(successor_);
        bytes32 signed = keccak256(
            abi.encode(SUCCESSION_TYPE, address(this), successor_, progress.epoch, progress.sequence)
        );
        _requireSigned(signed, progress.epoch, progress.threshold, signatures, set);
        _progress.succeeded = true;
        _successor = successor_;
        emit SuccessorNamed(successor_, progress.sequence);
    }

    /// @inheritdoc ICheckpointAnchor
    function head() external view returns (Head memory) {
        Progress memory progress = _progress;
        return
            Head({
                structHash: _head,
                sequence: progress.sequence,
                window: progress.window,
                blockNumber: progress.blockNumber,
                blockTime: progress.blockTime,
                submittedAt: progress.submittedAt,
                epoch: progress.epoch,
                threshold: progress.threshold,
                equivocated: progress.equivocated,
                succeeded: progress.succeeded
            });
    }

    /// @inheritdoc ICheckpointAnchor
    function isOverdue() external view returns (bool) {
        return block.timestamp > uint256(_progress.submittedAt) + 2 * uint256(CADENCE_SECONDS);
    }

    /// @inheritdoc ICheckpointAnchor
    function equivocated() external view returns (bool) {
        return _progress.equivocated;
    }

    /// @inheritdoc ICheckpointAnchor
    function signerSet(uint64 epoch) external view returns (SignerSet memory) {
        return _sets[epoch];
    }

    /// @inheritdoc ICheckpointAnchor
    function networkId() external view returns (bytes32) {
        return NETWORK_ID;
    }

    /// @inheritdoc ICheckpointAnchor
    function cadenceSeconds() external view returns (uint32) {
        return CADENCE_SECONDS;
    }

    /// @inheritdoc ICheckpointAnchor
    function predecessor() external view returns (address) {
        return PREDECESSOR;
    }

    /// @inheritdoc ICheckpointAnchor
    function lastHead() external view returns (bytes32) {
        return LAST_HEAD;
    }

    /// @inheritdoc ICheckpointAnchor
    function successor() external view returns (address) {
        return _successor;
    }

    function _submit(
        Checkpoints.Checkpoint calldata checkpoint,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) private {
        Progress memory progress = _open();
        if (checkpoint.networkId != NETWORK_ID) revert WrongNetwork(checkpoint.networkId);
        if (checkpoint.epoch != progress.epoch) revert WrongEpoch(progress.epoch, checkpoint.epoch);
        _checkRising(checkpoint, progress);
        if (checkpoint.previous != _head) revert WrongPrevious(_head, checkpoint.previous);
        bytes32 struct_ = Checkpoints.structHashCalldata(checkpoint);
        _requireSigned(struct_, progress.epoch, progress.threshold, signatures, set);
        _head = struct_;
        emit CheckpointAnchored(checkpoint.sequence, struct_, progress.submittedAt);
        _advance(progress, checkpoint.sequence, checkpoint.window, checkpoint.blockNumber, checkpoint.blockTime);
    }

    function _advance(
        Progress memory progress,
        uint64 sequence,
        uint64 window,
        uint64 blockNumber,
        uint64 blockTime
    ) private {
        if ((sequence | window | blockNumber | blockTime) > type(uint40).max) revert NumberTooLarge();
        progress.sequence = uint40(sequence);
        progress.window = uint40(window);
        progress.blockNumber = uint40(blockNumber);
        progress.blockTime = uint40(blockTime);
        progress.submittedAt = uint40(block.timestamp);
        _progress = progress;
    }

    function _begin(uint64 epoch, SignerSet memory set) private {
        if (set.setHash == 0 || set.n > SignerSets.MOST || set.m > set.n || 2 * uint256(set.m) <= set.n) {
            revert InvalidSet(set.n, set.m);
        }
        _sets[epoch] = set;
        _progress.epoch = SafeCast.toUint32(epoch);
        _progress.threshold = SafeCast.toUint8(set.m);
    }

    /// @dev Names each key that signed both, when the sets share any.
    function _accuse(uint256 placesA, address[] calldata setA, uint256 placesB, address[] calldata setB) private {
        for (uint256 i = 0; i < setA.length; ++i) {
            if ((placesA >> i) & 1 == 0) continue;
            for (uint256 j = 0; j < setB.length; ++j) {
                if ((placesB >> j) & 1 == 1 && setA[i] == setB[j]) emit SignerEquivocated(setA[i]);
            }
        }
    }

    function _open() private view returns (Progress memory progress) {
        progress = _progress;
        if (progress.equivocated) revert AnchorEquivocated();
        if (progress.succeeded) revert AnchorSucceeded(_successor);
    }

    function _checkGrowth(
        Checkpoints.Checkpoint calldata checkpoint,
        Checkpoints.Checkpoint calldata before,
        bytes32[] calldata historyProof,
        bytes32[] calldata evidenceProof
    ) private view {
        bool first = _progress.sequence == 0;
        bytes32 struct_ = first && before.sequence == 0 ? bytes32(0) : Checkpoints.structHashCalldata(before);
        if (struct_ != _head) revert WrongPrevious(_head, struct_);
        uint256 size = first ? 0 : uint256(before.blockNumber) + 1;
        uint256 newSize = uint256(checkpoint.blockNumber) + 1;
        if (!Consistency.holds(size, newSize, before.historyRoot, checkpoint.historyRoot, historyProof)) {
            revert InconsistentHistory();
        }
        size = first ? 0 : before.evidenceSize;
        newSize = checkpoint.evidenceSize;
        if (!Consistency.holds(size, newSize, before.evidenceRoot, checkpoint.evidenceRoot, evidenceProof)) {
            revert InconsistentEvidence();
        }
    }

    /// @dev Also when the epoch is unknown: no set has the hash zero.
    function _requireSigned(
        bytes32 struct_,
        uint64 epoch,
        uint256 needed,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) private view returns (uint256 places) {
        bytes32 expected = _sets[epoch].setHash;
        bytes32 found = SignerSets.hashCalldata(set);
        if (found != expected) revert WrongSet(expected, found);
        return SignerSets.requireSigned(Checkpoints.digest(DOMAIN, struct_), signatures, set, needed);
    }

    function _isEmpty(Checkpoints.Checkpoint memory checkpoint) private pure returns (bool) {
        Checkpoints.Checkpoint memory empty;
        return Checkpoints.structHash(checkpoint) == Checkpoints.structHash(empty);
    }

    function _checkRising(Checkpoints.Checkpoint calldata checkpoint, Progress memory last) private pure {
        uint64 next = uint64(last.sequence) + 1;
        if (checkpoint.sequence != next) revert WrongSequence(next, checkpoint.sequence);
        if (checkpoint.window <= last.window) revert WindowNotRising(last.window, checkpoint.window);
        if (checkpoint.blockNumber <= last.blockNumber) {
            revert BlockNotRising(last.blockNumber, checkpoint.blockNumber);
        }
        if (checkpoint.blockTime <= last.blockTime) revert TimeNotRising(last.blockTime, checkpoint.blockTime);
    }
}
