// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Which nodes belong to the network, and which of them should validate
/// @notice The truth the members' agents follow: they keep allow lists equal to {nodes} and cast header votes until the
/// validators of the chain equal {validators}. Validators change one at a time: a change is in flight from the activation,
/// retirement or standing down of a validator until enough organisations have seen it done.
interface INodeRegistry {
    enum Duty {
        Validator,
        Observer
    }

    /// @dev Candidate: decided on, or stood down. Synced: its member's agent says it follows the chain. Active: does its duty.
    enum State {
        None,
        Candidate,
        Synced,
        Active,
        Retired
    }

    /// @notice A node as its member's card names it.
    /// @param name slug of at most 32 bytes, unique within its organisation for ever
    /// @param publicKey the 64 bytes x ‖ y of the secp256k1 key in its enode
    struct Node {
        bytes32 name;
        Duty duty;
        bytes publicKey;
    }

    /// @param node keccak256(publicKey) cut to 20 bytes: the address QBFT knows a validator by
    struct Registered {
        address node;
        address organisation;
        bytes32 name;
        Duty duty;
        State state;
        bytes publicKey;
    }

    /// @param node zero when nothing is in flight
    /// @param activation true for a new validator, false for one that retires or stands down
    /// @param needed ceil(2n / 3), n = organisations that had an active validator before the change
    struct Change {
        address node;
        bool activation;
        uint16 needed;
        uint16 confirmed;
        uint32 number;
    }

    /// @param node zero when none runs
    /// @param since when it was taken, seconds
    /// @param until when it lapses, seconds
    struct Lease {
        address node;
        address organisation;
        uint64 since;
        uint64 until;
    }

    event NodeRegistered(address indexed organisation, address indexed node, bytes32 name, Duty duty);
    event NodeSynced(address indexed node);
    event NodeActivated(address indexed node);
    event NodeRetired(address indexed node);
    event NodeStoodDown(address indexed node);
    event ChangeStarted(uint32 indexed number, address indexed node, bool activation, uint16 needed);
    event ChangeConfirmed(uint32 indexed number, address indexed organisation, uint16 confirmed);
    event ChangeSettled(uint32 indexed number, address indexed node);

    /// @notice A lease was taken or renewed, and lapses at `until`.
    event LeaseTaken(address indexed node, address indexed organisation, uint64 until);

    /// @notice A lease ended before it lapsed: given back, or its organisation was suspended.
    event LeaseReturned(address indexed node, address indexed organisation);

    /// @param record an endpoint record as its member signed it; whoever reads it verifies that, and takes the highest serial
    event EndpointsAnnounced(address indexed organisation, bytes record);

    error EndpointsTooLong(uint256 length);
    error OnlyMemberRegistry(address caller);
    error CallerNotAgent(address caller);
    error InvalidNodeName(bytes32 name);
    error NodeNameTaken(address organisation, bytes32 name);
    error NodeKnown(address node);
    error InvalidPublicKey(uint256 length);
    error UnexpectedNodeState(address node, State state);
    error OwnerNotActive(address organisation);
    error OwnerNotSuspended(address organisation);
    error ChangeInFlight(address node);
    error NoSuchChange(address node);
    error NotConcerned(address organisation);
    error AlreadyConfirmed(address organisation, uint32 number);
    error TooFewValidators(uint256 validators);
    error TooFewToConfirm(uint256 able, uint256 needed);
    error NotItsOwn(address node, address organisation);
    error NotAValidator(address node);
    error InvalidLease(uint32 duration);
    error LeaseRuns(address node, uint64 until);
    error LeaseRests(address organisation, uint64 until);
    error NoSuchLease(address node);

    /// @notice Takes nodes in as candidates. Only the member registry, which has checked a proof of possession by
    /// every node key before.
    function register(address organisation, Node[] calldata added) external;

    /// @notice Says that a candidate follows the chain. Only an agent of the organisation it belongs to.
    function markSynced(address node) external;

    /// @notice Puts a synced node to its duty. Any active member's agent; in the genesis block the timelock, from
    /// candidate on. A validator's activation is a change in flight, save in the genesis block, and waits for the end of a
    /// maintenance lease.
    function activate(address node) external;

    /// @notice Ends a node's duty for ever. Only the timelock. Of four validators none can be retired, and none while a
    /// maintenance lease runs.
    function retire(address node) external;

    /// @notice Takes a validator of a suspended organisation out of the validators, and leaves it a candidate: once its organisation
    /// is reinstated and says that it follows the chain, it is activated as any other. Any active member's agent, since the
    /// suspension was decided; an emergency's, which is over by itself, is none. A change in flight, under the bounds of {retire},
    /// and only where enough organisations can confirm it.
    function standDown(address node) external;

    /// @notice Says that the caller's own nodes see the change in flight done: the validator set of the chain equals
    /// {validators}. Only agents of active organisations that had an active validator before the change.
    function confirmChange(address node) external;

    /// @notice Ends a change by decision, when too few organisations are left to confirm it. Only the timelock.
    function settleChange(address node) external;

    /// @notice Tells everybody where an organisation's nodes are reached now. Any active member's agent may, since a joiner
    /// that nobody lets in yet can say nothing itself; what counts is the organisation's own signature in the record.
    function announceEndpoints(address organisation, bytes calldata record) external;

    /// @notice Lets the caller's organisation take one of its active validators down on purpose: for a restart, an
    /// upgrade, a repair. One lease over all members, so that two that restart at once cannot halt the chain between them.
    /// It lapses by itself after at most 15 minutes, so that a killed agent keeps nobody waiting; its holder renews it by
    /// the same call, for at most an hour in all. Whoever had the last one then lets 90 seconds pass before its next: alone,
    /// it keeps neither others nor changes of validators out for long. Suspension ends its lease at once and for good.
    ///
    /// Refused while a validator change is in flight, and no change starts while a lease runs: of four validators with one
    /// down for maintenance, a fifth that is voted in and then fails leaves three of five, and the chain halts. Observers
    /// and candidates need no lease, since nothing waits for them. That enough other validators are up, no contract can
    /// see: it is for the agent to look before it takes its node down.
    function takeLease(address node, uint32 duration) external;

    /// @notice Ends the caller's own lease before it lapses.
    function returnLease(address node) external;

    /// @notice Ends the lease of an organisation that is suspended, where it has one. Only the member registry.
    function endLeaseOf(address organisation) external;

    /// @notice The lease that runs; `node` is zero when there is none.
    function lease() external view returns (Lease memory);

    /// @notice One node; its state is None when it is not known.
    function node(address id) external view returns (Registered memory);

    /// @notice All nodes ever registered, retired ones too, by organisation in order of admission.
    function nodes() external view returns (Registered[] memory);

    function nodesOf(address organisation) external view returns (Registered[] memory);

    /// @notice How many nodes of an organisation are not retired, or are retired and may still be among those who validate:
    /// their change is in flight. Nobody is expelled meanwhile.
    function liveNodesOf(address organisation) external view returns (uint256);

    /// @notice The intended validators: active nodes whose duty is to validate, in the order of {nodes}.
    function validators() external view returns (address[] memory);

    function validatorCount() external view returns (uint256);

    /// @notice Whether this address was ever a node's.
    function isKnown(address node) external view returns (bool);

    /// @notice The change in flight; `node` is zero when there is none.
    function changeInFlight() external view returns (Change memory);

    /// @notice Whether an organisation has confirmed a change, by the change's number.
    function hasConfirmed(uint32 number, address organisation) external view returns (bool);
}
