// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICheckpointBoard} from "../interfaces/ICheckpointBoard.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {Checkpoints} from "../publicchain/Checkpoints.sol";
import {Handovers} from "../publicchain/Handovers.sol";
import {SignerSets} from "../publicchain/SignerSets.sol";
import {Governed} from "./Governed.sol";
import {Recording} from "./Recording.sol";
import {SignerEpochs} from "./SignerEpochs.sol";

/// @title CheckpointBoard
contract CheckpointBoard is ICheckpointBoard, SignerEpochs, Governed {
    uint256 private constant TURNS = 16;
    uint256 private constant SEAL_BYTES = 65;

    uint16 private _threshold;
    uint32 private _cadenceSeconds;
    /// @dev The window that began at `_since`, when the cadence was last changed.
    uint64 private _firstWindow;
    uint64 private _since;
    uint64 private _sequence;
    bytes32 private _networkId;
    mapping(uint64 sequence => Decision) private _decisions;
    mapping(uint64 sequence => uint256 places) private _signed;
    mapping(uint64 sequence => mapping(bytes32 digest => Attempt)) private _attempts;
    mapping(uint64 sequence => mapping(bytes32 digest => uint256 places)) private _agreed;
    mapping(uint64 sequence => mapping(address organisation => uint64 window)) private _proposedIn;

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize(uint16 threshold_, uint32 cadenceSeconds_) external initializer {
        _setThreshold(threshold_);
        _setCadence(cadenceSeconds_);
    }

    /// @inheritdoc ICheckpointBoard
    function setThreshold(uint16 value) external onlyTimelock {
        _setThreshold(value);
    }

    /// @inheritdoc ICheckpointBoard
    function setCadence(uint32 value) external onlyTimelock {
        if (value == 0) revert InvalidCadence(value);
        uint64 now_ = SafeCast.toUint64(block.timestamp);
        _firstWindow = windowAt(now_) + 1;
        _since = now_;
        _setCadence(value);
    }

    /// @inheritdoc ICheckpointBoard
    function openFirstEpoch() external onlyTimelock {
        if (currentEpoch() != 0) revert EpochAlreadyOpen(currentEpoch());
        _openEpoch(_threshold, 0);
    }

    /// @inheritdoc ICheckpointBoard
    function openEpoch() external {
        if (MEMBERS.actingFor(msg.sender, IMemberRegistry.Role.Agent) == address(0)) revert CallerNotMember(msg.sender);
        if (_networkId == 0) revert NetworkUnknown();
        _openEpoch(_threshold, _sequence);
    }

    /// @inheritdoc ICheckpointBoard
    function signHandover(uint64 epoch_, bytes32 r, bytes32 vs) external {
        if (epoch_ < 2 || epoch_ > currentEpoch()) revert HandoverUnknown(epoch_);
        (address organisation, uint256 place, address key) = _signer(epoch_ - 1);
        bytes32 digest = _digest(_networkId, Handovers.structHash(_handoverTo(epoch_)));
        _requireSigner(key, digest, r, vs);
        bool complete = _bookHandover(epoch_, organisation, place);
        emit HandoverSigned(epoch_, organisation, digest, r, vs);
        if (complete) emit HandoverCompleted(epoch_, digest);
    }

    /// @inheritdoc ICheckpointBoard
    function propose(Checkpoints.Checkpoint calldata checkpoint, bytes[] calldata seals) external {
        uint64 epoch_ = currentEpoch();
        (address organisation, uint256 place, ) = _signer(epoch_);
        _takeTurn(organisation, checkpoint.sequence);
        _checkLinks(checkpoint, epoch_);
        _checkBlock(checkpoint);
        for (uint256 i = 0; i < seals.length; ++i) {
            if (seals[i].length != SEAL_BYTES) revert InvalidSeal(i);
        }
        bytes32 struct_ = Checkpoints.structHash(checkpoint);
        bytes32 digest = _digest(checkpoint.networkId, struct_);
        if (_attempts[checkpoint.sequence][digest].structHash == 0) {
            _attempts[checkpoint.sequence][digest] = Attempt({
                structHash: struct_,
                networkId: checkpoint.networkId,
                proposer: organisation,
                epoch: epoch_,
                agreements: 0,
                window: checkpoint.window,
                blockNumber: checkpoint.blockNumber,
                blockTime: checkpoint.blockTime
            });
        }
        emit CheckpointProposed(checkpoint.sequence, digest, organisation, checkpoint, seals);
        _agree(checkpoint.sequence, digest, organisation, place);
    }

    /// @inheritdoc ICheckpointBoard
    function agree(uint64 sequence, bytes32 digest) external {
        Attempt storage open = _attempts[sequence][digest];
        if (open.structHash == 0) revert AttemptUnknown(sequence, digest);
        if (sequence <= _sequence) revert AlreadyDecided(sequence, _decisions[sequence].digest);
        uint64 epoch_ = currentEpoch();
        if (open.epoch != epoch_) revert WrongEpoch(epoch_, open.epoch);
        (address organisation, uint256 place, ) = _signer(epoch_);
        _agree(sequence, digest, organisation, place);
    }

    /// @inheritdoc ICheckpointBoard
    function sign(uint64 sequence, bytes32 digest, bytes32 r, bytes32 vs) external {
        Decision storage decided = _decisions[sequence];
        if (digest == 0 || decided.digest != digest) revert NotDecided(sequence, digest);
        (address organisation, uint256 place, address key) = _signer(decided.epoch);
        uint256 signed = _signed[sequence];
        if ((signed >> place) & 1 == 1) revert AlreadySigned(organisation);
        _requireSigner(key, digest, r, vs);
        _signed[sequence] = signed | (1 << place);
        uint16 signatures = ++decided.signatures;
        emit CheckpointSigned(sequence, organisation, digest, r, vs);
        if (signatures == decided.threshold) emit CheckpointCompleted(sequence, digest);
    }

    /// @inheritdoc ICheckpointBoard
    function threshold() external view returns (uint16) {
        return _threshold;
    }

    /// @inheritdoc ICheckpointBoard
    function cadenceSeconds() external view returns (uint32) {
        return _cadenceSeconds;
    }

    /// @inheritdoc ICheckpointBoard
    function networkId() external view returns (bytes32) {
        return _networkId;
    }

    /// @inheritdoc ICheckpointBoard
    function head() external view returns (Decision memory) {
        return _decisions[_sequence];
    }

    /// @inheritdoc ICheckpointBoard
    function decision(uint64 sequence) external view returns (Decision memory) {
        return _decisions[sequence];
    }

    /// @inheritdoc ICheckpointBoard
    function attempt(uint64 sequence, bytes32 digest) external view returns (Attempt memory) {
        return _attempts[sequence][digest];
    }

    /// @inheritdoc ICheckpointBoard
    function agreedBy(uint64 sequence, bytes32 digest, address organisation) external view returns (bool) {
        return _isPlaced(_attempts[sequence][digest].epoch, organisation, _agreed[sequence][digest]);
    }

    /// @inheritdoc ICheckpointBoard
    function signedBy(uint64 sequence, address organisation) external view returns (bool) {
        return _isPlaced(_decisions[sequence].epoch, organisation, _signed[sequence]);
    }

    /// @inheritdoc ICheckpointBoard
    function windowAt(uint64 time) public view returns (uint64) {
        return time < _since ? 0 : _firstWindow + (time - _since) / _cadenceSeconds;
    }

    /// @inheritdoc ICheckpointBoard
    function turnOf(address organisation) public view returns (uint64) {
        uint64 epoch_ = currentEpoch();
        uint256 n = _sizeOf(epoch_);
        uint256 first = (uint256(_sequence) + 1) % n;
        uint256 turn = (_placeOf(epoch_, organisation) + n - first) % n;
        uint256 length = _cadenceSeconds / TURNS;
        if (length == 0) length = 1;
        return SafeCast.toUint64(_nextWindowBegins() + turn * length);
    }

    function _takeTurn(address organisation, uint64 sequence) private {
        if (sequence != _sequence + 1) revert WrongSequence(_sequence + 1, sequence);
        uint64 since = turnOf(organisation);
        if (block.timestamp < since) revert NotYourTurn(organisation, since);
        uint64 window = windowAt(SafeCast.toUint64(block.timestamp));
        if (_proposedIn[sequence][organisation] == window) revert AlreadyProposed(organisation, window);
        _proposedIn[sequence][organisation] = window;
    }

    function _agree(uint64 sequence, bytes32 digest, address organisation, uint256 place) private {
        uint256 places = _agreed[sequence][digest];
        if ((places >> place) & 1 == 1) revert AlreadyAgreed(organisation);
        _agreed[sequence][digest] = places | (1 << place);
        Attempt storage open = _attempts[sequence][digest];
        uint16 agreements = ++open.agreements;
        emit CheckpointAgreed(sequence, digest, organisation);
        uint16 needed = _thresholdOf(open.epoch);
        if (agreements == needed) _decide(sequence, digest, open, needed);
    }

    function _decide(uint64 sequence, bytes32 digest, Attempt storage agreed, uint16 needed) private {
        if (_networkId == 0) _networkId = agreed.networkId;
        _sequence = sequence;
        _decisions[sequence] = Decision({
            digest: digest,
            structHash: agreed.structHash,
            sequence: sequence,
            epoch: agreed.epoch,
            window: agreed.window,
            blockNumber: agreed.blockNumber,
            blockTime: agreed.blockTime,
            threshold: needed,
            signatures: 0
        });
        emit CheckpointDecided(sequence, digest, agreed.structHash, needed);
    }

    function _setThreshold(uint16 value) private {
        if (value == 0) revert InvalidThreshold(value);
        _threshold = value;
        emit ThresholdSet(value);
        Recording.record(IGovernanceLog.Kind.ThresholdSet, abi.encode(value));
    }

    function _setCadence(uint32 value) private {
        if (value == 0) revert InvalidCadence(value);
        _cadenceSeconds = value;
        emit CadenceSet(value, _firstWindow, _since);
        Recording.record(IGovernanceLog.Kind.CadenceSet, abi.encode(value, _firstWindow, _since));
    }

    function _checkLinks(Checkpoints.Checkpoint calldata checkpoint, uint64 epoch_) private view {
        if (checkpoint.networkId == 0) revert NetworkUnknown();
        if (_networkId != 0 && checkpoint.networkId != _networkId) {
            revert WrongNetwork(_networkId, checkpoint.networkId);
        }
        if (checkpoint.epoch != epoch_) revert WrongEpoch(epoch_, checkpoint.epoch);
        bytes32 previous = _decisions[_sequence].structHash;
        if (checkpoint.previous != previous) revert WrongPrevious(previous, checkpoint.previous);
    }

    function _checkBlock(Checkpoints.Checkpoint calldata checkpoint) private view {
        Decision storage last = _decisions[_sequence];
        if (checkpoint.blockNumber >= block.number || checkpoint.blockTime > block.timestamp) {
            revert BlockNotYet(checkpoint.blockNumber, checkpoint.blockTime);
        }
        uint64 window = windowAt(checkpoint.blockTime);
        if (checkpoint.window != window) revert WrongWindow(window, checkpoint.window);
        if (window <= last.window) revert WindowNotRising(last.window, window);
        if (checkpoint.blockNumber <= last.blockNumber) {
            revert BlockNotRising(last.blockNumber, checkpoint.blockNumber);
        }
        if (checkpoint.blockTime <= last.blockTime) revert TimeNotRising(last.blockTime, checkpoint.blockTime);
    }

    /// @dev When the first window after the last decided one begins; at the change of cadence when that came between.
    function _nextWindowBegins() private view returns (uint256) {
        uint64 next = _decisions[_sequence].window + 1;
        if (next <= _firstWindow) return _since;
        return _since + uint256(next - _firstWindow) * _cadenceSeconds;
    }

    function _handoverTo(uint64 epoch_) private view returns (Handovers.Handover memory) {
        (bytes32 setHash, uint64 headSequence) = _opened(epoch_);
        uint16 n = SafeCast.toUint16(_sizeOf(epoch_));
        return Handovers.Handover(epoch_, headSequence, setHash, n, _thresholdOf(epoch_));
    }

    function _digest(bytes32 network, bytes32 struct_) private pure returns (bytes32) {
        return Checkpoints.digest(Checkpoints.domainSeparator(network), struct_);
    }

    function _requireSigner(address key, bytes32 digest, bytes32 r, bytes32 vs) private pure {
        address signer = SignerSets.recover(digest, r, vs, 0);
        if (signer != key) revert WrongSigner(key, signer);
    }
}
