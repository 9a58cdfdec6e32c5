// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {INodeRegistry} from "./INodeRegistry.sol";

/// @title Who belongs to the consortium, in which chamber, with which keys and votes
/// @notice An organisation's id is the ASCII slug of its name, left-aligned in an address: readable, no hash of an
/// identifier, and no key exists for it. Votes are booked by that id, so keys can change and votes stay.
interface IMemberRegistry {
    enum Status {
        None,
        Active,
        Suspended,
        Expelled
    }

    /// @dev Officer: proposes and votes, a key people use. Agent: the sidecar's key, signs what runs by itself.
    /// Checkpoint: signs checkpoints for the public chains, sends nothing. Retired: was one of these, never again.
    enum Role {
        None,
        Officer,
        Agent,
        Checkpoint,
        Retired
    }

    /// @notice What a member says of itself; an EIP-712 struct signed by every key it names.
    /// @param issuedAt seconds; a later card of the same organisation must be later
    /// @param expiresAt seconds, the last moment at which it can be admitted
    /// @param rehearsal keys made for a rehearsal; a network has only such cards, or none
    struct Card {
        address organisation;
        bytes32 chamber;
        address officer;
        address agent;
        address checkpoint;
        INodeRegistry.Node[] nodes;
        uint64 issuedAt;
        uint64 expiresAt;
        bool rehearsal;
    }

    /// @notice Proofs of possession: the card's digest signed by each key, `nodes` in the card's order.
    struct Proofs {
        bytes officer;
        bytes agent;
        bytes checkpoint;
        bytes[] nodes;
    }

    /// @param chamber index into {chambers}
    /// @param index order of admission, from 0
    /// @param cardHash EIP-712 digest of the card last admitted
    /// @param status Suspended too while under an emergency suspension
    /// @param delegate who holds its vote now; itself unless it chose another of its chamber
    /// @param delegatedUntil seconds, from when on its vote is its own again; zero where it holds it, or gave it for good
    struct Organisation {
        address id;
        uint8 chamber;
        uint16 index;
        Status status;
        address officer;
        address agent;
        address checkpoint;
        uint64 issuedAt;
        uint64 admittedAt;
        bytes32 cardHash;
        address delegate;
        uint48 delegatedUntil;
    }

    event OrganisationAdmitted(
        address indexed organisation,
        uint8 indexed chamber,
        bytes32 cardHash,
        address officer,
        address agent,
        address checkpoint
    );
    event NodesAdded(address indexed organisation, bytes32 cardHash);
    event KeysReplaced(
        address indexed organisation,
        bytes32 cardHash,
        address officer,
        address agent,
        address checkpoint
    );
    event OrganisationSuspended(address indexed organisation);
    event OrganisationReinstated(address indexed organisation);
    event OrganisationExpelled(address indexed organisation);

    /// @param until seconds; zero for as long as it is not changed. No event tells when it ends by itself.
    event VoteDelegated(address indexed organisation, address indexed delegatee, uint48 until);

    error InvalidChambers();
    error InvalidOrganisation(address organisation);
    error OrganisationKnown(address organisation);
    error UnexpectedStatus(address organisation, Status status);
    error UnknownChamber(bytes32 chamber);
    error CardExpired(uint64 expiresAt);
    error CardStale(uint64 issuedAt, uint64 lastIssuedAt);
    error CardWithoutNodes();
    error CardNamesOtherKeys(address organisation);
    error CardForOtherKindOfNetwork(bool rehearsal);
    error KeyUsed(address key);
    error InvalidProof(address key);
    error ProofsMissing(uint256 nodes, uint256 proofs);
    error NodesRemain(address organisation, uint256 nodes);
    error LastOfChamber(bytes32 chamber);
    error CallerNotOfficer(address caller);
    error DelegateOutsideChamber(address delegatee);
    error DelegationOver(uint48 until);
    error DelegationBySignatureRefused();
    error NotYet(uint256 timepoint);
    error OnlyEmergencyCouncil(address caller);
    error EmergencyRunning(address organisation, uint48 until);
    error NoSuchEmergency(address organisation);

    /// @notice Takes an organisation in, with its keys, nodes and one vote. Only the timelock; founders too enter here.
    function admit(Card calldata card, Proofs calldata proofs) external;

    /// @notice Adds the card's nodes to an active organisation, whose other keys the card must name unchanged; also while an
    /// emergency action bars it. Only the timelock.
    function addNodes(Card calldata card, Proofs calldata proofs) external;

    /// @notice Replaces the officer, agent or checkpoint key by those of a card without nodes; what is replaced can never
    /// come back; also while an emergency action bars its organisation. Only the timelock.
    function replaceKeys(Card calldata card, Proofs calldata proofs) external;

    /// @notice Takes an organisation's vote and its right to act, until reinstated. Only the timelock.
    function suspend(address id) external;

    /// @notice Gives a suspended organisation its vote back, held by itself; or ends what bars it, with nothing else changed.
    /// Only the timelock.
    function reinstate(address id) external;

    /// @notice Bars an organisation from acting until then: its seat on the roll stays, so that no decision is taken by
    /// others than before, but by those of the class Emergency. Its maintenance lease ends. One organisation at a time. Only
    /// the emergency council.
    function bar(address id, uint48 until) external;

    /// @notice Ends that: for good by a suspension as by {suspend}, or with nothing changed. Only the emergency council.
    function settleEmergency(address id, bool suspended) external;

    /// @notice Ends a membership for ever. Its nodes must be retired before. Only the timelock.
    function expel(address id) external;

    /// @notice Gives the caller's organisation's vote to another active one of its chamber, until a time in seconds. From that
    /// second on no snapshot sees it. Only an officer.
    function delegateUntil(address delegatee, uint48 until) external;

    /// @notice Who was barred last and until when, and whether or not that time is over: zero once it is settled.
    function emergency() external view returns (address organisation, uint48 until);

    /// @notice Which organisation an officer or agent acts for: zero unless known and the organisation is active.
    function organisationOf(address account) external view returns (address);

    /// @notice As {organisationOf}, and zero too unless the account holds exactly this role.
    function actingFor(address account, Role role) external view returns (address);

    /// @notice The role of a key, whatever the status of its organisation.
    function roleOf(address account) external view returns (Role);

    function organisation(address id) external view returns (Organisation memory);

    /// @notice Ids of all organisations ever admitted, in order of admission.
    function organisations() external view returns (address[] memory);

    function isActive(address id) external view returns (bool);

    /// @notice Whether an organisation is suspended by a decision; an emergency's suspension is over by itself, and is none.
    function isSuspended(address id) external view returns (bool);

    /// @notice Whether an organisation was ever admitted.
    function isAdmitted(address id) external view returns (bool);

    /// @notice Where an organisation sits: its chamber and its order of admission.
    function seatOf(address id) external view returns (uint8 chamber, uint16 index);

    /// @notice Of a call of the class Keys: the chamber, counted from 1, of the member whose keys it replaces; 0 where all others
    /// of that chamber were expelled, or there were none: nobody else in it can be asked; 255, every chamber, where it changes
    /// the class's rule, which could else be emptied first. Read as {replaceKeys} itself would read it; reverts where it names
    /// no active member.
    function chamberConcerned(bytes calldata call_) external view returns (uint8);

    /// @notice Officers and agents of all active organisations: who may send transactions.
    function accounts() external view returns (address[] memory);

    /// @notice The digest every key of a card signs now: EIP-712 with {name "quorate", version "1", chainId, salt}, salt =
    /// {specDigest} in the genesis block, {foundingId} after it. No contract in it: cards precede the network.
    function cardDigest(Card calldata card) external view returns (bytes32);

    /// @notice Names of the chambers; their order is their index everywhere.
    function chambers() external view returns (bytes32[] memory);

    function foundingId() external view returns (bytes32);

    function specDigest() external view returns (bytes32);

    /// @notice Whether this network is a rehearsal: the first founder's card decides.
    function rehearsal() external view returns (bool);

    /// @notice How many votes a chamber had, at a time before now.
    function chamberSizeAt(uint8 chamber, uint256 timepoint) external view returns (uint256);

    /// @notice {chamberSizeAt} of every chamber.
    function chamberSizesAt(uint256 timepoint) external view returns (uint256[] memory);

    /// @notice As {chamberSizesAt}, without who was barred then.
    function actingSizesAt(uint256 timepoint) external view returns (uint256[] memory);
}
