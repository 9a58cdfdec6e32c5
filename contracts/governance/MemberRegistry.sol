// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {Cards} from "./Cards.sol";
import {ChamberVotes} from "./ChamberVotes.sol";
import {Governed} from "./Governed.sol";
import {Predeploys} from "./Predeploys.sol";
import {Slug} from "./Slug.sol";

/// @title MemberRegistry
contract MemberRegistry is IMemberRegistry, ChamberVotes, Governed {
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

        member.chamber = chamber;
        member.status = Status.Active;
        member.index = SafeCast.toUint16(_ids.length);
        member.admittedAt = clock();
        member.officer = card.officer;
        member.agent = card.agent;
        member.issuedAt = card.issuedAt;
        member.checkpoint = card.checkpoint;
        member.cardHash = cardHash;
        _ids.push(id);
        _takeKey(card.officer, id, Role.Officer);
        _takeKey(card.agent, id, Role.Agent);
        _takeKey(card.checkpoint, id, Role.Checkpoint);
        _mintVote(id, chamber);
        emit OrganisationAdmitted(id, chamber, cardHash, card.officer, card.agent, card.checkpoint);
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
        member.officer = card.officer;
        member.agent = card.agent;
        member.checkpoint = card.checkpoint;
        emit KeysReplaced(id, cardHash, card.officer, card.agent, card.checkpoint);
    }

    /// @inheritdoc IMemberRegistry
    function suspend(address id) external onlyTimelock {
        Member storage member = _expect(id, Status.Active);
        member.status = Status.Suspended;
        _leaveChamber(id, member.chamber);
        emit OrganisationSuspended(id);
    }

    /// @inheritdoc IMemberRegistry
    function reinstate(address id) external onlyTimelock {
        Member storage member = _expect(id, Status.Suspended);
        if (delegates(id) != id) _delegate(id, id);
        member.status = Status.Active;
        _mintVote(id, member.chamber);
        emit OrganisationReinstated(id);
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
        emit OrganisationExpelled(id);
    }

    /// @inheritdoc IMemberRegistry
    function accounts() external view returns (address[] memory found) {
        found = new address[](2 * _getTotalSupply());
        uint256 count;
        for (uint256 i = 0; i < _ids.length; ++i) {
            Member storage member = _members[_ids[i]];
            if (member.status != Status.Active) continue;
            found[count++] = member.officer;
            found[count++] = member.agent;
        }
    }

    /// @inheritdoc IMemberRegistry
    function organisation(address id) external view returns (Organisation memory) {
        Member storage member = _members[id];
        return
            Organisation({
                id: id,
                chamber: member.chamber,
                index: member.index,
                status: member.status,
                officer: member.officer,
                agent: member.agent,
                checkpoint: member.checkpoint,
                issuedAt: member.issuedAt,
                admittedAt: member.admittedAt,
                cardHash: member.cardHash,
                delegate: delegates(id)
            });
    }

    /// @inheritdoc IMemberRegistry
    function organisationOf(address account) external view returns (address) {
        Key storage key = _keys[account];
        if (key.role != Role.Officer && key.role != Role.Agent) return address(0);
        return _members[key.organisation].status == Status.Active ? key.organisation : address(0);
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
    function isActive(address id) external view returns (bool) {
        return _members[id].status == Status.Active;
    }

    /// @inheritdoc IMemberRegistry
    function isAdmitted(address id) external view returns (bool) {
        return _members[id].status != Status.None;
    }

    /// @inheritdoc IMemberRegistry
    function seatOf(address id) external view returns (uint8 chamber, uint16 index) {
        Member storage member = _members[id];
        return (member.chamber, member.index);
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
        return _sizeAt(chamber, timepoint);
    }

    /// @inheritdoc IMemberRegistry
    function chamberSizesAt(uint256 timepoint) external view returns (uint256[] memory sizes) {
        sizes = new uint256[](_chambers.length);
        for (uint256 chamber = 0; chamber < sizes.length; ++chamber) {
            sizes[chamber] = _sizeAt(chamber, timepoint);
        }
    }

    /// @notice Gives the caller's organisation's vote to another active one of its chamber, or back to itself.
    /// @param delegatee an organisation's id, no account
    function delegate(address delegatee) public override {
        address id = actingFor(msg.sender, Role.Officer);
        if (id == address(0)) revert CallerNotOfficer(msg.sender);
        Member storage to = _members[delegatee];
        if (to.status != Status.Active || to.chamber != _members[id].chamber) revert DelegateOutsideChamber(delegatee);
        _delegate(id, delegatee);
    }

    /// @inheritdoc IMemberRegistry
    function actingFor(address account, Role role) public view returns (address) {
        Key storage key = _keys[account];
        if (role != key.role || (role != Role.Officer && role != Role.Agent)) return address(0);
        return _members[key.organisation].status == Status.Active ? key.organisation : address(0);
    }

    /// @notice ERC-5267: the domain cards are signed in, now.
    function eip712Domain()
        public
        view
        override
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        return (hex"17", "quorate", "1", block.chainid, address(0), _salt(), new uint256[](0));
    }

    /// @notice Refused: a delegation is an officer's own transaction.
    function delegateBySig(address, uint256, uint256, uint8, bytes32, bytes32) public pure override {
        revert DelegationBySignatureRefused();
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
        if (member.status != Status.Active) revert UnexpectedStatus(card.organisation, member.status);
        if (_chambers[member.chamber] != card.chamber) revert UnknownChamber(card.chamber);
        if (card.issuedAt <= member.issuedAt) revert CardStale(card.issuedAt, member.issuedAt);
        cardHash = _checkCard(card, proofs);
        member.issuedAt = card.issuedAt;
        member.cardHash = cardHash;
    }

    function _leaveChamber(address id, uint8 chamber) private {
        if (_sizeNow(chamber) == 1) revert LastOfChamber(_chambers[chamber]);
        _burnVote(id, chamber);
    }

    function _expect(address id, Status status) private view returns (Member storage member) {
        member = _members[id];
        if (member.status != status) revert UnexpectedStatus(id, member.status);
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

    function _getVotingUnits(address id) internal view override returns (uint256) {
        return _members[id].status == Status.Active ? 1 : 0;
    }
}
