// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {Governed} from "./Governed.sol";
import {MaintenanceLease} from "./MaintenanceLease.sol";
import {Recording} from "./Recording.sol";
import {Slug} from "./Slug.sol";

/// @title NodeRegistry
contract NodeRegistry is INodeRegistry, MaintenanceLease, Governed {
    struct Record {
        address organisation;
        Duty duty;
        State state;
        bytes32 name;
        bytes32 x;
        bytes32 y;
    }

    /// @dev An organisation's nodes in the order of their registration, and their counts in one word.
    /// known: all there ever were; live: not retired, or their retirement in flight; validators: active ones
    struct Fleet {
        uint32 known;
        uint32 live;
        uint32 validators;
        mapping(uint256 place => address node) nodes;
    }

    /// @dev With fewer, QBFT tolerates no fault at all.
    uint256 private constant FEWEST_VALIDATORS = 4;
    /// @dev Some 64 nodes' names, hosts and ports.
    uint256 private constant LONGEST_RECORD = 8192;

    mapping(address node => Record) private _records;
    mapping(address organisation => Fleet) private _fleets;
    mapping(uint32 number => mapping(address organisation => bool)) private _confirmations;
    Change private _change;
    uint32 private _validators;
    uint32 private _validating;

    modifier onlyMembers() {
        if (msg.sender != address(MEMBERS)) revert OnlyMemberRegistry(msg.sender);
        _;
    }

    modifier nothingInFlight() {
        if (_change.node != address(0)) revert ChangeInFlight(_change.node);
        _;
    }

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize() external initializer {}

    /// @inheritdoc INodeRegistry
    function register(address organisation, Node[] calldata added) external onlyMembers {
        for (uint256 i = 0; i < added.length; ++i) {
            _register(organisation, added[i]);
        }
    }

    /// @inheritdoc INodeRegistry
    function markSynced(address id) external {
        Record storage record = _expect(id, State.Candidate);
        if (_agentOf(msg.sender) != record.organisation) revert CallerNotAgent(msg.sender);
        record.state = State.Synced;
        emit NodeSynced(id);
        Recording.record(IGovernanceLog.Kind.NodeSynced, id);
    }

    /// @inheritdoc INodeRegistry
    function activate(address id) external {
        bool genesis = block.number == 0;
        if (genesis) _checkTimelock();
        else _agentOf(msg.sender);
        Record storage record = _expect(id, genesis ? State.Candidate : State.Synced);
        if (!MEMBERS.isActive(record.organisation)) revert OwnerNotActive(record.organisation);
        if (record.duty == Duty.Validator) {
            if (!genesis) _startChange(id, true);
            ++_validators;
            if (++_fleets[record.organisation].validators == 1) ++_validating;
        }
        record.state = State.Active;
        emit NodeActivated(id);
        Recording.record(IGovernanceLog.Kind.NodeActivated, id);
    }

    /// @inheritdoc INodeRegistry
    function retire(address id) external onlyTimelock {
        Record storage record = _records[id];
        State before = record.state;
        if (before == State.None || before == State.Retired) revert UnexpectedNodeState(id, before);
        if (before == State.Active && record.duty == Duty.Validator) {
            _leaveValidators(id, record.organisation);
        } else {
            // It is being stood down, and may validate until that is settled.
            if (_change.node == id) revert ChangeInFlight(id);
            --_fleets[record.organisation].live;
        }
        record.state = State.Retired;
        emit NodeRetired(id);
        Recording.record(IGovernanceLog.Kind.NodeRetired, id);
    }

    /// @inheritdoc INodeRegistry
    function standDown(address id) external {
        _agentOf(msg.sender);
        Record storage record = _expect(id, State.Active);
        if (record.duty != Duty.Validator) revert NotAValidator(id);
        if (!MEMBERS.isSuspended(record.organisation)) revert OwnerNotSuspended(record.organisation);
        _leaveValidators(id, record.organisation);
        uint256 able = _ableToConfirm();
        if (able < _change.needed) revert TooFewToConfirm(able, _change.needed);
        record.state = State.Candidate;
        emit NodeStoodDown(id);
        Recording.record(IGovernanceLog.Kind.NodeStoodDown, id);
    }

    /// @inheritdoc INodeRegistry
    function announceEndpoints(address organisation, bytes calldata record) external {
        _agentOf(msg.sender);
        if (record.length > LONGEST_RECORD) revert EndpointsTooLong(record.length);
        emit EndpointsAnnounced(organisation, record);
    }

    /// @inheritdoc INodeRegistry
    function confirmChange(address id) external {
        Change storage change = _change;
        if (id == address(0) || change.node != id) revert NoSuchChange(id);
        address organisation = _agentOf(msg.sender);
        if (!_validatedBefore(organisation)) revert NotConcerned(organisation);
        uint32 number = change.number;
        if (_confirmations[number][organisation]) revert AlreadyConfirmed(organisation, number);
        _confirmations[number][organisation] = true;
        uint16 confirmed = ++change.confirmed;
        emit ChangeConfirmed(number, organisation, confirmed);
        if (confirmed >= change.needed) _settle();
    }

    /// @inheritdoc INodeRegistry
    function settleChange(address id) external onlyTimelock {
        if (id == address(0) || _change.node != id) revert NoSuchChange(id);
        _settle();
    }

    /// @inheritdoc INodeRegistry
    function takeLease(address id, uint32 duration) external nothingInFlight {
        address organisation = _agentOf(msg.sender);
        Record storage record = _expect(id, State.Active);
        if (record.organisation != organisation) revert NotItsOwn(id, organisation);
        if (record.duty != Duty.Validator) revert NotAValidator(id);
        _take(id, organisation, duration);
    }

    /// @inheritdoc INodeRegistry
    function returnLease(address id) external {
        _giveBack(id, _agentOf(msg.sender));
    }

    /// @inheritdoc INodeRegistry
    function endLeaseOf(address organisation) external onlyMembers {
        _endOf(organisation);
    }

    /// @inheritdoc INodeRegistry
    function lease() external view returns (Lease memory) {
        return _runningLease();
    }

    /// @inheritdoc INodeRegistry
    function node(address id) external view returns (Registered memory) {
        return _registered(id);
    }

    /// @inheritdoc INodeRegistry
    function nodes() external view returns (Registered[] memory all) {
        address[] memory ids = _allNodes();
        all = new Registered[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            all[i] = _registered(ids[i]);
        }
    }

    /// @inheritdoc INodeRegistry
    function nodesOf(address organisation) external view returns (Registered[] memory own) {
        Fleet storage fleet = _fleets[organisation];
        own = new Registered[](fleet.known);
        for (uint256 i = 0; i < own.length; ++i) {
            own[i] = _registered(fleet.nodes[i]);
        }
    }

    /// @inheritdoc INodeRegistry
    function validators() external view returns (address[] memory found) {
        address[] memory ids = _allNodes();
        found = new address[](_validators);
        uint256 count;
        for (uint256 i = 0; i < ids.length; ++i) {
            Record storage record = _records[ids[i]];
            if (record.state == State.Active && record.duty == Duty.Validator) found[count++] = ids[i];
        }
    }

    /// @inheritdoc INodeRegistry
    function liveNodesOf(address organisation) external view returns (uint256) {
        return _fleets[organisation].live;
    }

    /// @inheritdoc INodeRegistry
    function validatorCount() external view returns (uint256) {
        return _validators;
    }

    /// @inheritdoc INodeRegistry
    function isKnown(address id) external view returns (bool) {
        return _records[id].state != State.None;
    }

    /// @inheritdoc INodeRegistry
    function changeInFlight() external view returns (Change memory) {
        return _change;
    }

    /// @inheritdoc INodeRegistry
    function hasConfirmed(uint32 number, address organisation) external view returns (bool) {
        return _confirmations[number][organisation];
    }

    function _register(address organisation, Node calldata added) private {
        if (added.publicKey.length != 64) revert InvalidPublicKey(added.publicKey.length);
        if (!Slug.isSlug(added.name, 1)) revert InvalidNodeName(added.name);
        address id = address(uint160(uint256(keccak256(added.publicKey))));
        if (_records[id].state != State.None) revert NodeKnown(id);
        Fleet storage fleet = _fleets[organisation];
        uint32 place = fleet.known;
        for (uint256 i = 0; i < place; ++i) {
            if (_records[fleet.nodes[i]].name == added.name) revert NodeNameTaken(organisation, added.name);
        }
        fleet.nodes[place] = id;
        (fleet.known, fleet.live) = (place + 1, fleet.live + 1);
        (bytes32 x, bytes32 y) = (bytes32(added.publicKey[:32]), bytes32(added.publicKey[32:]));
        _records[id] = Record({
            organisation: organisation,
            duty: added.duty,
            state: State.Candidate,
            name: added.name,
            x: x,
            y: y
        });
        emit NodeRegistered(organisation, id, added.name, added.duty);
        Recording.record(
            IGovernanceLog.Kind.NodeRegistered,
            abi.encode(organisation, id, added.name, added.duty, x, y)
        );
    }

    function _leaveValidators(address id, address organisation) private {
        if (_validators <= FEWEST_VALIDATORS) revert TooFewValidators(_validators);
        _startChange(id, false);
        --_validators;
        if (--_fleets[organisation].validators == 0) --_validating;
    }

    function _startChange(address id, bool activation) private nothingInFlight {
        _refuseWhileLeased();
        uint32 number = _change.number + 1;
        uint16 needed = SafeCast.toUint16(Math.ceilDiv(2 * uint256(_validating), 3));
        _change = Change({node: id, activation: activation, needed: needed, confirmed: 0, number: number});
        emit ChangeStarted(number, id, activation, needed);
        if (needed == 0) _settle();
    }

    function _settle() private {
        Record storage record = _records[_change.node];
        if (record.state == State.Retired) --_fleets[record.organisation].live;
        emit ChangeSettled(_change.number, _change.node);
        Recording.record(IGovernanceLog.Kind.ChangeSettled, _change.node);
        _change.node = address(0);
    }

    /// @dev While a change is in flight the counts differ from those before it by the changing node alone.
    function _validatedBefore(address organisation) private view returns (bool) {
        uint256 now_ = _fleets[organisation].validators;
        if (_records[_change.node].organisation != organisation) return now_ > 0;
        return _change.activation ? now_ > 1 : true;
    }

    /// @dev Organisations that validate and may act, after a suspended one's validator was taken out.
    function _ableToConfirm() private view returns (uint256 able) {
        address[] memory ids = MEMBERS.organisations();
        for (uint256 i = 0; i < ids.length; ++i) {
            if (_fleets[ids[i]].validators != 0 && MEMBERS.isActive(ids[i])) ++able;
        }
    }

    function _agentOf(address caller) private view returns (address organisation) {
        organisation = MEMBERS.actingFor(caller, IMemberRegistry.Role.Agent);
        if (organisation == address(0)) revert CallerNotAgent(caller);
    }

    function _expect(address id, State state) private view returns (Record storage record) {
        record = _records[id];
        if (record.state != state) revert UnexpectedNodeState(id, record.state);
    }

    function _registered(address id) private view returns (Registered memory) {
        Record storage record = _records[id];
        bytes memory key = record.state == State.None ? bytes("") : abi.encodePacked(record.x, record.y);
        return Registered(id, record.organisation, record.name, record.duty, record.state, key);
    }

    function _allNodes() private view returns (address[] memory all) {
        address[] memory ids = MEMBERS.organisations();
        uint256 count;
        for (uint256 i = 0; i < ids.length; ++i) {
            count += _fleets[ids[i]].known;
        }
        all = new address[](count);
        count = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            Fleet storage fleet = _fleets[ids[i]];
            uint256 known = fleet.known;
            for (uint256 j = 0; j < known; ++j) all[count++] = fleet.nodes[j];
        }
    }
}
