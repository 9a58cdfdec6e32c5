// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {Cards} from "./Cards.sol";
import {ChamberVotes} from "./ChamberVotes.sol";
import {Governed} from "./Governed.sol";
import {Predeploys} from "./Predeploys.sol";
import {Recording} from "./Recording.sol";
import {Slug} from "./Slug.sol";

/// @title MemberRegistry
contract MemberRegistry is ChamberVotes, IERC5267, Governed {
    struct Member {
        address officer;
        uint8 chamber;
        Status status;
        uint16 index;
        uint48 admittedAt;
        address agent;
        uint64 issuedAt;
        address checkpoint;
        bytes32 cardHash;
    }

    struct Key {
        address organisation;
        Role role;
    }

    INodeRegistry private constant NODES = INodeRegistry(Predeploys.NODE_REGISTRY);
    uint256 private constant MOST_CHAMBERS = 8;

    bytes32 private _foundingId;
    bytes32 private _specDigest;
    bytes32[] private _chambers;
    address[] private _ids;
    mapping(address id => Member) private _members;
    mapping(address key => Key) private _keys;
    bool private _rehearsal;

    modifier onlyCouncil() {
        if (msg.sender != Predeploys.EMERGENCY_COUNCIL) revert OnlyEmergencyCouncil(msg.sender);
        _;
    }

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize(bytes32 founding, bytes32 spec, bytes32[] calldata names) external initializer {
        if (founding == 0 || spec == 0 || names.length == 0 || names.length > MOST_CHAMBERS) revert InvalidChambers();
        for (uint256 i = 0; i < names.length; ++i) {
            if (!Slug.isSlug(names[i], 1)) revert InvalidChambers();
            for (uint256 j = 0; j < i; ++j) {
                if (names[i] == names[j]) revert InvalidChambers();
            }
        }
        _foundingId = founding;
        _specDigest = spec;
        _chambers = names;
    }

    /// @inheritdoc IMemberRegistry
    function admit(Card calldata card, Proofs calldata proofs) external onlyTimelock {
        address id = card.organisation;
        if (!Slug.isSlug(bytes32(bytes20(id)), 2)) revert InvalidOrganisation(id);
        Member storage member = _members[id];
        if (member.status != Status.None) revert OrganisationKnown(id);
        if (card.nodes.length == 0) revert CardWithoutNodes();
        if (_ids.length == 0) _rehearsal = card.rehearsal;
        bytes32 cardHash = _checkCard(card, proofs);
        uint8 chamber = _chamberNamed(card.chamber);

        _ids.push(id);
        member.chamber = chamber;
        member.status = Status.Active;
        // As many as a lane of {Tally} can count, and not one more.
        member.index = SafeCast.toUint16(_ids.length) - 1;
        member.admittedAt = clock();
        member.officer = card.officer;
        member.agent = card.agent;
        member.issuedAt = card.issuedAt;
        member.checkpoint = card.checkpoint;
        member.cardHash = cardHash;
        _takeKey(card.officer, id, Role.Officer);
        _takeKey(card.agent, id, Role.Agent);
        _takeKey(card.checkpoint, id, Role.Checkpoint);
        _enterRoll(chamber);
        emit OrganisationAdmitted(id, chamber, cardHash, card.officer, card.agent, card.checkpoint);
        Recording.record(
            IGovernanceLog.Kind.Admitted,
            abi.encode(id, chamber, card.officer, card.agent, card.checkpoint, cardHash)
        );
        _registerNodes(card);
    }

    /// @inheritdoc IMemberRegistry
    function addNodes(Card calldata card, Proofs calldata proofs) external onlyTimelock {
        Member storage member = _members[card.organisation];
        if (card.nodes.length == 0) revert CardWithoutNodes();
        if (card.officer != member.officer || card.agent != member.agent || card.checkpoint != member.checkpoint) {
            revert CardNamesOtherKeys(card.organisation);
        }
        bytes32 cardHash = _renew(member, card, proofs);
        emit NodesAdded(card.organisation, cardHash);
        Recording.record(IGovernanceLog.Kind.NodesAdded, abi.encode(card.organisation, cardHash));
        _registerNodes(card);
    }

    /// @inheritdoc IMemberRegistry
    function replaceKeys(Card calldata card, Proofs calldata proofs) external onlyTimelock {
        address id = card.organisation;
        Member storage member = _members[id];
        if (card.nodes.length != 0) revert CardNamesOtherKeys(id);
        bytes32 cardHash = _renew(member, card, proofs);
        _replaceKey(member.officer, card.officer, id, Role.Officer);
        _replaceKey(member.agent, card.agent, id, Role.Agent);
        _replaceKey(member.checkpoint, card.checkpoint, id, Role.Checkpoint);
        // Whoever had the key before chose who votes for the member.
        if (member.officer != card.officer) _choose(id, id, 0);
        member.officer = card.officer;
        member.agent = card.agent;
        member.checkpoint = card.checkpoint;
        emit KeysReplaced(id, cardHash, card.officer, card.agent, card.checkpoint);
        Recording.record(
            IGovernanceLog.Kind.KeysReplaced,
            abi.encode(id, card.officer, card.agent, card.checkpoint, cardHash)
        );
    }

    /// @inheritdoc IMemberRegistry
    function suspend(address id) external onlyTimelock {
        _suspend(id);
    }

    /// @inheritdoc IMemberRegistry
    function bar(address id, uint48 until) external onlyCouncil {
        (address barred, uint48 time) = emergency();
        if (barred != address(0)) revert EmergencyRunning(barred, time);
        _leavesSomebody(_expect(id, Status.Active).chamber, id);
        _setEmergency(id, until);
        NODES.endLeaseOf(id);
    }

    /// @inheritdoc IMemberRegistry
    function settleEmergency(address id, bool suspended) external onlyCouncil {
        (address barred, ) = emergency();
        if (id == address(0) || barred != id) revert NoSuchEmergency(id);
        if (suspended) _suspend(id);
        else _setEmergency(address(0), 0);
    }

    /// @inheritdoc IMemberRegistry
    function reinstate(address id) external onlyTimelock {
        if (_isBarred(id)) {
            _endEmergencyOf(id);
        } else {
            Member storage member = _expect(id, Status.Suspended);
            member.status = Status.Active;
            _returnToRoll(id, member.chamber);
        }
        emit OrganisationReinstated(id);
        Recording.record(IGovernanceLog.Kind.Reinstated, id);
    }

    /// @inheritdoc IMemberRegistry
    function expel(address id) external onlyTimelock {
        Member storage member = _members[id];
        Status before = member.status;
        if (before != Status.Active && before != Status.Suspended) revert UnexpectedStatus(id, before);
        uint256 live = NODES.liveNodesOf(id);
        if (live != 0) revert NodesRemain(id, live);
        member.status = Status.Expelled;
        if (before == Status.Active) _leaveChamber(id, member.chamber);
        _endEmergencyOf(id);
        emit OrganisationExpelled(id);
        Recording.record(IGovernanceLog.Kind.Expelled, id);
    }

    /// @inheritdoc IMemberRegistry
    function accounts() external view returns (address[] memory found) {
        found = new address[](2 * _ids.length);
        uint256 count;
        for (uint256 i = 0; i < _ids.length; ++i) {
            if (!isActive(_ids[i])) continue;
            Member storage member = _members[_ids[i]];
            found[count++] = member.officer;
            found[count++] = member.agent;
        }
        return Arrays.slice(found, 0, count);
    }

    /// @inheritdoc IMemberRegistry
    function organisation(address id) external view returns (Organisation memory) {
        Member storage member = _members[id];
        return
            Organisation({
                id: id,
                chamber: member.chamber,
                index: member.index,
                status: _statusOf(id),
                officer: member.officer,
                agent: member.agent,
                checkpoint: member.checkpoint,
                issuedAt: member.issuedAt,
                admittedAt: member.admittedAt,
                cardHash: member.cardHash,
                delegate: delegates(id),
                delegatedUntil: delegatedUntil(id)
            });
    }

    /// @inheritdoc IMemberRegistry
    function organisationOf(address account) external view returns (address) {
        Key storage key = _keys[account];
        if (key.role != Role.Officer && key.role != Role.Agent) return address(0);
        return isActive(key.organisation) ? key.organisation : address(0);
    }

    /// @inheritdoc IMemberRegistry
    function roleOf(address account) external view returns (Role) {
        return _keys[account].role;
    }

    /// @inheritdoc IMemberRegistry
    function organisations() external view returns (address[] memory) {
        return _ids;
    }

    /// @inheritdoc IMemberRegistry
    function isAdmitted(address id) external view returns (bool) {
        return _members[id].status != Status.None;
    }

    /// @inheritdoc IMemberRegistry
    function isSuspended(address id) external view returns (bool) {
        return _members[id].status == Status.Suspended;
    }

    /// @inheritdoc IMemberRegistry
    function seatOf(address id) external view returns (uint8 chamber, uint16 index) {
        Member storage member = _members[id];
        return (member.chamber, member.index);
    }

    /// @inheritdoc IMemberRegistry
    function chamberConcerned(bytes calldata call_) external view returns (uint8) {
        if (bytes4(call_) != IMemberRegistry.replaceKeys.selector) return type(uint8).max;
        address id = abi.decode(call_[4:], (Card)).organisation;
        Member storage member = _members[id];
        if (member.status != Status.Active) revert UnexpectedStatus(id, member.status);
        for (uint256 i = 0; i < _ids.length; ++i) {
            Member storage other = _members[_ids[i]];
            // One that is suspended counts: else who suspends the others of a chamber need not ask it.
            bool there = other.status != Status.Expelled && other.chamber == member.chamber;
            if (there && _ids[i] != id) return member.chamber + 1;
        }
        return 0;
    }

    /// @inheritdoc IMemberRegistry
    function cardDigest(Card calldata card) external view returns (bytes32) {
        return Cards.digest(card, _salt());
    }

    /// @inheritdoc IMemberRegistry
    function chambers() external view returns (bytes32[] memory) {
        return _chambers;
    }

    /// @inheritdoc IMemberRegistry
    function foundingId() external view returns (bytes32) {
        return _foundingId;
    }

    /// @inheritdoc IMemberRegistry
    function specDigest() external view returns (bytes32) {
        return _specDigest;
    }

    /// @inheritdoc IMemberRegistry
    function rehearsal() external view returns (bool) {
        return _rehearsal;
    }

    /// @inheritdoc IMemberRegistry
    function chamberSizeAt(uint8 chamber, uint256 timepoint) external view returns (uint256) {
        return _sizeIn(_sizesAt(timepoint), chamber);
    }

    /// @inheritdoc IMemberRegistry
    function chamberSizesAt(uint256 timepoint) public view returns (uint256[] memory sizes) {
        sizes = new uint256[](_chambers.length);
        uint208 then = _sizesAt(timepoint);
        for (uint256 chamber = 0; chamber < sizes.length; ++chamber) sizes[chamber] = _sizeIn(then, chamber);
    }

    /// @inheritdoc IMemberRegistry
    function actingSizesAt(uint256 timepoint) external view returns (uint256[] memory sizes) {
        sizes = chamberSizesAt(timepoint);
        address barred = _barredAt(_past(timepoint));
        if (barred != address(0)) --sizes[_members[barred].chamber];
    }

    /// @notice Gives the caller's organisation's vote to another active one of its chamber, or back to itself.
    /// @param delegatee an organisation's id, no account
    function delegate(address delegatee) external {
        _delegate(delegatee, 0);
    }

    /// @inheritdoc IMemberRegistry
    function delegateUntil(address delegatee, uint48 until) external {
        if (until <= clock()) revert DelegationOver(until);
        _delegate(delegatee, until);
    }

    /// @inheritdoc IMemberRegistry
    function isActive(address id) public view returns (bool) {
        return _statusOf(id) == Status.Active;
    }

    /// @inheritdoc IMemberRegistry
    function actingFor(address account, Role role) public view returns (address) {
        Key storage key = _keys[account];
        if (role != key.role || (role != Role.Officer && role != Role.Agent)) return address(0);
        return isActive(key.organisation) ? key.organisation : address(0);
    }

    /// @notice ERC-5267: the domain cards are signed in, now.
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        return (hex"17", "quorate", "1", block.chainid, address(0), _salt(), new uint256[](0));
    }

    function _registerNodes(Card calldata card) private {
        for (uint256 i = 0; i < card.nodes.length; ++i) {
            address node = Cards.nodeAddress(card.nodes[i].publicKey);
            if (_keys[node].role != Role.None) revert KeyUsed(node);
        }
        NODES.register(card.organisation, card.nodes);
    }

    function _takeKey(address key, address id, Role role) private {
        if (key == address(0) || _keys[key].role != Role.None || NODES.isKnown(key)) revert KeyUsed(key);
        _keys[key] = Key({organisation: id, role: role});
    }

    function _replaceKey(address old, address key, address id, Role role) private {
        if (old == key) return;
        _takeKey(key, id, role);
        _keys[old].role = Role.Retired;
    }

    function _renew(
        Member storage member,
        Card calldata card,
        Proofs calldata proofs
    ) private returns (bytes32 cardHash) {
        // Also while barred: new keys are what a stolen one asks for.
        if (member.status != Status.Active) revert UnexpectedStatus(card.organisation, member.status);
        if (_chambers[member.chamber] != card.chamber) revert UnknownChamber(card.chamber);
        if (card.issuedAt <= member.issuedAt) revert CardStale(card.issuedAt, member.issuedAt);
        cardHash = _checkCard(card, proofs);
        member.issuedAt = card.issuedAt;
        member.cardHash = cardHash;
    }

    function _delegate(address delegatee, uint48 until) private {
        address id = actingFor(msg.sender, Role.Officer);
        if (id == address(0)) revert CallerNotOfficer(msg.sender);
        bool inChamber = _members[delegatee].chamber == _members[id].chamber;
        if (!inChamber || !isActive(delegatee)) revert DelegateOutsideChamber(delegatee);
        _choose(id, delegatee, until);
        Recording.record(IGovernanceLog.Kind.Delegated, abi.encode(id, delegatee, until));
    }

    /// @dev One who is barred too.
    function _suspend(address id) private {
        Member storage member = _members[id];
        if (member.status != Status.Active) revert UnexpectedStatus(id, member.status);
        member.status = Status.Suspended;
        _leaveChamber(id, member.chamber);
        _endEmergencyOf(id);
        emit OrganisationSuspended(id);
        Recording.record(IGovernanceLog.Kind.Suspended, id);
        NODES.endLeaseOf(id);
    }

    function _leaveChamber(address id, uint8 chamber) private {
        _leavesSomebody(chamber, id);
        _leaveRoll(id, chamber);
    }

    function _endEmergencyOf(address id) private {
        (address barred, ) = emergency();
        if (barred == id) _setEmergency(address(0), 0);
    }

    /// @dev Others of the chamber have to be left who can act.
    function _leavesSomebody(uint8 chamber, address id) private view {
        uint256 others = _sizeNow(chamber) - 1;
        address barred = _barredAt(clock());
        if (barred != address(0) && barred != id && _members[barred].chamber == chamber) --others;
        if (others == 0) revert LastOfChamber(_chambers[chamber]);
    }

    function _expect(address id, Status status) private view returns (Member storage member) {
        Status found = _statusOf(id);
        if (found != status) revert UnexpectedStatus(id, found);
        return _members[id];
    }

    function _statusOf(address id) private view returns (Status status) {
        status = _members[id].status;
        if (status == Status.Active && _isBarred(id)) return Status.Suspended;
    }

    function _isBarred(address id) private view returns (bool) {
        return id != address(0) && _barredAt(clock()) == id;
    }

    function _checkCard(Card calldata card, Proofs calldata proofs) private view returns (bytes32 cardHash) {
        if (block.timestamp > card.expiresAt) revert CardExpired(card.expiresAt);
        if (card.rehearsal != _rehearsal) revert CardForOtherKindOfNetwork(card.rehearsal);
        cardHash = Cards.digest(card, _salt());
        Cards.verify(card, proofs, cardHash);
    }

    function _chamberNamed(bytes32 name) private view returns (uint8) {
        for (uint8 i = 0; i < _chambers.length; ++i) {
            if (_chambers[i] == name) return i;
        }
        revert UnknownChamber(name);
    }

    function _salt() private view returns (bytes32) {
        return block.number == 0 ? _specDigest : _foundingId;
    }

    function _admittedAt(address id) internal view override returns (uint48) {
        return _members[id].admittedAt;
    }
}
