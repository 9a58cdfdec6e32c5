// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Checkpoints} from "../publicchain/Checkpoints.sol";
import {Handovers} from "../publicchain/Handovers.sol";
import {SignerSets} from "../publicchain/SignerSets.sol";

/// @title A consortium's checkpoints on a public chain
/// @notice No owner, no upgrade, no deletion; anyone may submit, nobody can alter. What counts is the signatures of exactly
/// M of the epoch's signer set. Sets come in calldata, sorted; only their hashes are kept, for ever. Nothing of variable
/// length enters or leaves but arrays whose length M, N or the logs' sizes fix.
/// @dev Equivocation closes the contract: M keys signed two histories, no contract can tell the true one, and to go on would
/// let a reader of the head alone miss it. Neither checkpoint, handover nor succession of those keys counts here any more;
/// members publish a successor whose statement carries the last head, and verifiers show the break.
interface ICheckpointAnchor {
    /// @notice A signer set by its hash.
    /// @param m more than half of n, so that any two quorums of an epoch share a signer
    struct SignerSet {
        bytes32 setHash;
        uint16 n;
        uint16 m;
    }

    /// @notice What an anchor says of itself when it is made; part of its address.
    /// @param epoch the first set's number: 1, or that of the predecessor's last checkpoint or a later one
    /// @param cadenceSeconds length of a window
    /// @param predecessor the anchor this one continues; zero when there is none
    /// @param last the predecessor's last checkpoint; all zero when there is none
    struct Statement {
        bytes32 networkId;
        uint64 epoch;
        SignerSet signers;
        uint32 cadenceSeconds;
        address predecessor;
        Checkpoints.Checkpoint last;
    }

    /// @param structHash of the last checkpoint; zero before the first
    /// @param submittedAt seconds, on this chain; of the deployment before the first
    /// @param threshold M of the epoch
    struct Head {
        bytes32 structHash;
        uint64 sequence;
        uint64 window;
        uint64 blockNumber;
        uint64 blockTime;
        uint64 submittedAt;
        uint64 epoch;
        uint16 threshold;
        bool equivocated;
        bool succeeded;
    }

    /// @param previousAt when the submission before this one was, in seconds (the contract's own creation, for the first): by
    /// it and a search among block times, every event is found from {head} on, with no index and no scan of the chain
    event CheckpointAnchored(uint64 indexed sequence, bytes32 indexed structHash, uint64 previousAt);
    event SetHandedOver(uint64 indexed epoch, uint64 indexed sequence, bytes32 setHash, uint16 n, uint16 m);
    event EquivocationProven(uint64 indexed sequence, bytes32 first, bytes32 second);
    event HandoverEquivocationProven(uint64 indexed epoch, bytes32 first, bytes32 second);
    /// @notice Follows a proof, once for every key that signed both.
    event SignerEquivocated(address indexed signer);
    event SuccessorNamed(address indexed successor, uint64 indexed sequence);

    error InvalidStatement();
    error InvalidSet(uint16 n, uint16 m);
    error WrongNetwork(bytes32 networkId);
    error WrongEpoch(uint64 expected, uint64 found);
    error WrongSequence(uint64 expected, uint64 found);
    error WindowNotRising(uint64 last, uint64 found);
    error BlockNotRising(uint64 last, uint64 found);
    error TimeNotRising(uint64 last, uint64 found);
    error NumberTooLarge();
    error WrongPrevious(bytes32 expected, bytes32 found);
    error WrongSet(bytes32 expected, bytes32 found);
    error InconsistentHistory();
    error InconsistentEvidence();
    error NotEquivocation();
    error InvalidSuccessor(address successor);
    error AnchorEquivocated();
    error AnchorSucceeded(address successor);

    /// @notice Takes the next checkpoint.
    /// @param signatures of exactly M of the epoch's set, ascending by signer
    /// @param set the whole set, ascending
    function submit(
        Checkpoints.Checkpoint calldata checkpoint,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) external;

    /// @notice As {submit}, and the logs must have grown from those of the checkpoint before, by RFC 9162.
    /// @param before the checkpoint at the head; all zero when there is none, and then both proofs are empty
    function submitStrict(
        Checkpoints.Checkpoint calldata checkpoint,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set,
        Checkpoints.Checkpoint calldata before,
        bytes32[] calldata historyProof,
        bytes32[] calldata evidenceProof
    ) external;

    /// @notice Begins the next epoch with another signer set.
    /// @param signatures of M of the present set under Handover(epoch + 1, head's sequence, next)
    function handover(
        SignerSet calldata next,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) external;

    /// @notice Shows two different, validly signed checkpoints of one sequence. Each may be of any epoch known here; works
    /// for ever, after handovers and succession too.
    function proveEquivocation(
        Checkpoints.Checkpoint calldata a,
        Checkpoints.Checkpoint calldata b,
        SignerSets.Signature[] calldata signaturesA,
        address[] calldata setA,
        SignerSets.Signature[] calldata signaturesB,
        address[] calldata setB
    ) external;

    /// @notice Shows two different, validly signed handovers to one epoch.
    /// @param set of the epoch before
    function proveHandoverEquivocation(
        Handovers.Handover calldata a,
        Handovers.Handover calldata b,
        SignerSets.Signature[] calldata signaturesA,
        SignerSets.Signature[] calldata signaturesB,
        address[] calldata set
    ) external;

    /// @notice Names the anchor that continues this one; once, for ever. Nothing is taken here afterwards.
    /// @param signatures of M of the present set under Succession(this anchor, successor, epoch, head's sequence)
    function nameSuccessor(
        address successor_,
        SignerSets.Signature[] calldata signatures,
        address[] calldata set
    ) external;

    function head() external view returns (Head memory);

    /// @notice Whether the last submission is more than two windows ago: one may be missed, two may not.
    function isOverdue() external view returns (bool);

    /// @notice A permanent mark: M keys signed two histories.
    function equivocated() external view returns (bool);

    /// @notice The set of an epoch; zero when there is none here.
    function signerSet(uint64 epoch) external view returns (SignerSet memory);

    function networkId() external view returns (bytes32);

    function cadenceSeconds() external view returns (uint32);

    /// @notice Where the anchor before this one stands; zero for the first.
    function predecessor() external view returns (address);

    /// @notice Struct hash of the predecessor's last checkpoint; zero for the first.
    function lastHead() external view returns (bytes32);

    /// @notice Who continues this anchor; zero until named.
    function successor() external view returns (address);
}
