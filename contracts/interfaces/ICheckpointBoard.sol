// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Checkpoints} from "../publicchain/Checkpoints.sol";

/// @title Where members agree on a checkpoint, then sign it
/// @notice First M members agree, by ordinary transactions, in one attempt; that decides the digest, for ever; only then do
/// signatures come, for that digest alone, once for each organisation. Agreement is no signature, so a member may agree
/// to several attempts: no split can deadlock, and nobody can be framed. Who counts is the epoch's signer set: organisations
/// with the checkpoint keys they had when the epoch opened, and M, as the public chains know them.
interface ICheckpointBoard {
    /// @param setHash keccak256 of the keys, sorted, 20 bytes each
    /// @param headSequence last checkpoint decided before the epoch opened
    /// @param threshold M: as governance set it, but more than half of the signers, and not more than all
    /// @param signatures how many of the epoch before have signed the handover
    /// @param organisations signers in order of admission
    /// @param keys sorted, ascending
    struct Epoch {
        bytes32 setHash;
        uint64 headSequence;
        uint16 threshold;
        uint16 signatures;
        address[] organisations;
        address[] keys;
    }

    /// @param structHash EIP-712 struct hash
    /// @param networkId of the checkpoint, as its proposer gave it
    /// @param proposer an organisation
    /// @param agreements how many organisations agreed
    struct Attempt {
        bytes32 structHash;
        bytes32 networkId;
        address proposer;
        uint64 epoch;
        uint16 agreements;
        uint64 window;
        uint64 blockNumber;
        uint64 blockTime;
    }

    /// @param digest what members sign; zero when undecided
    /// @param threshold M, as it was when the digest was decided
    struct Decision {
        bytes32 digest;
        bytes32 structHash;
        uint64 sequence;
        uint64 epoch;
        uint64 window;
        uint64 blockNumber;
        uint64 blockTime;
        uint16 threshold;
        uint16 signatures;
    }

    event ThresholdSet(uint16 threshold);
    event CadenceSet(uint32 cadenceSeconds, uint64 firstWindow, uint64 since);
    event EpochOpened(uint64 indexed epoch, uint64 headSequence, bytes32 setHash, uint16 n, uint16 m);
    event HandoverSigned(uint64 indexed epoch, address indexed organisation, bytes32 digest, bytes32 r, bytes32 vs);
    event HandoverCompleted(uint64 indexed epoch, bytes32 digest);
    event CheckpointProposed(
        uint64 indexed sequence,
        bytes32 indexed digest,
        address indexed proposer,
        Checkpoints.Checkpoint checkpoint,
        bytes[] seals
    );
    event CheckpointAgreed(uint64 indexed sequence, bytes32 indexed digest, address indexed organisation);
    event CheckpointDecided(uint64 indexed sequence, bytes32 indexed digest, bytes32 structHash, uint16 threshold);
    event CheckpointSigned(
        uint64 indexed sequence,
        address indexed organisation,
        bytes32 digest,
        bytes32 r,
        bytes32 vs
    );
    event CheckpointCompleted(uint64 indexed sequence, bytes32 indexed digest);

    error InvalidThreshold(uint16 threshold);
    error InvalidCadence(uint32 cadenceSeconds);
    error EpochAlreadyOpen(uint64 epoch);
    error SetUnchanged(bytes32 setHash);
    error TooManySigners(uint256 signers);
    error CallerNotMember(address caller);
    error OrganisationNotSigner(address organisation, uint64 epoch);
    error NotYourTurn(address organisation, uint64 since);
    error AlreadyProposed(address organisation, uint64 window);
    error NetworkUnknown();
    error WrongNetwork(bytes32 expected, bytes32 found);
    error WrongEpoch(uint64 expected, uint64 found);
    error WrongSequence(uint64 expected, uint64 found);
    error WrongPrevious(bytes32 expected, bytes32 found);
    error WrongWindow(uint64 expected, uint64 found);
    error WindowNotRising(uint64 last, uint64 found);
    error BlockNotRising(uint64 last, uint64 found);
    error TimeNotRising(uint64 last, uint64 found);
    error BlockNotYet(uint64 blockNumber, uint64 blockTime);
    error InvalidSeal(uint256 index);
    error AttemptUnknown(uint64 sequence, bytes32 digest);
    error AlreadyAgreed(address organisation);
    error AlreadyDecided(uint64 sequence, bytes32 digest);
    error NotDecided(uint64 sequence, bytes32 digest);
    error AlreadySigned(address organisation);
    error WrongSigner(address expected, address found);
    error HandoverUnknown(uint64 epoch);

    /// @notice How many members sign a checkpoint, from the next epoch on. Only the timelock sets it.
    function setThreshold(uint16 value) external;

    /// @notice Length of a window in seconds. Only the timelock sets it. Windows go on counting from the present one.
    function setCadence(uint32 value) external;

    /// @notice Opens epoch 1 with all active organisations. Only the timelock, in genesis, after the founders entered.
    function openFirstEpoch() external;

    /// @notice Opens the next epoch with the organisations now active and their present keys. By an agent of any of them,
    /// once the decisions of governance have changed the set or M. From here on checkpoints are of the new epoch, and M of
    /// the old set sign the handover that the public chains need.
    function openEpoch() external;

    /// @notice Signs Handover(epoch, its headSequence, setHash, n, m) as one of the epoch before, with the key of then.
    function signHandover(uint64 epoch_, bytes32 r, bytes32 vs) external;

    /// @notice Opens an attempt at the next checkpoint, and agrees to it. By an agent of a signer whose turn has come. An
    /// attempt that is open already is joined, with seals of one's own: bad seals posted first cannot spoil good fields.
    /// @param seals commit seals of the block, 65 bytes each, of round 0; none where there is no consensus
    function propose(Checkpoints.Checkpoint calldata checkpoint, bytes[] calldata seals) external;

    /// @notice Agrees to an attempt: its fields are what the caller's own node says. M agreements decide it.
    function agree(uint64 sequence, bytes32 digest) external;

    /// @notice Releases the caller's organisation's signature of what was decided.
    function sign(uint64 sequence, bytes32 digest, bytes32 r, bytes32 vs) external;

    function threshold() external view returns (uint16);

    function cadenceSeconds() external view returns (uint32);

    /// @notice The window a time is in: time / cadence, until the cadence is changed. Zero for times before that change.
    function windowAt(uint64 time) external view returns (uint64);

    /// @notice Zero until the first checkpoint is decided, then that one's for ever.
    function networkId() external view returns (bytes32);

    function currentEpoch() external view returns (uint64);

    function epoch(uint64 number) external view returns (Epoch memory);

    /// @notice The key an organisation signs with in an epoch; zero when it is no signer.
    function keyOf(uint64 epoch_, address organisation) external view returns (address);

    /// @notice Whether an organisation's signature of the handover to this epoch is here.
    function handoverSignedBy(uint64 epoch_, address organisation) external view returns (bool);

    /// @notice The decision before the next checkpoint; all zero before the first.
    function head() external view returns (Decision memory);

    function decision(uint64 sequence) external view returns (Decision memory);

    function attempt(uint64 sequence, bytes32 digest) external view returns (Attempt memory);

    function agreedBy(uint64 sequence, bytes32 digest, address organisation) external view returns (bool);

    /// @notice Whether an organisation's signature of this sequence is here: what a member restored from a backup reads first.
    function signedBy(uint64 sequence, address organisation) external view returns (bool);

    /// @notice From when (seconds) an organisation may propose the next checkpoint. The windows after the last decided one
    /// begin at a time t; attempt k belongs to the signer (sequence + k) mod n, from t + k turns on, and stays open to it.
    /// A turn is a sixteenth of the cadence, at least a second. So a dead proposer delays by a turn, and blocks nothing.
    function turnOf(address organisation) external view returns (uint64);
}
