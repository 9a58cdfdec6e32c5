// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {ICheckpointBoard} from "../interfaces/ICheckpointBoard.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {SignerSets} from "../publicchain/SignerSets.sol";
import {Predeploys} from "./Predeploys.sol";

/// @title The book of signer sets: who signs checkpoints, epoch by epoch
/// @dev A set never changes once opened, as on the public chains.
abstract contract SignerEpochs is ICheckpointBoard {
    /// @dev {ICheckpointBoard-Epoch} without what the seats say.
    struct Roll {
        bytes32 setHash;
        uint64 headSequence;
        uint16 threshold;
        uint16 signatures;
        address[] organisations;
    }

    /// @param place position among the epoch's organisations, plus one
    struct Seat {
        address key;
        uint16 place;
    }

    IMemberRegistry internal constant MEMBERS = IMemberRegistry(Predeploys.MEMBER_REGISTRY);

    uint64 private _current;
    mapping(uint64 epoch => Roll) private _epochs;
    mapping(uint64 epoch => mapping(address organisation => Seat)) private _seats;
    mapping(uint64 epoch => uint256 places) private _handoverSigned;
    uint256[46] private __gap;

    /// @inheritdoc ICheckpointBoard
    function currentEpoch() public view returns (uint64) {
        return _current;
    }

    /// @inheritdoc ICheckpointBoard
    function epoch(uint64 number) external view returns (Epoch memory) {
        Roll memory roll = _epochs[number];
        address[] memory keys = new address[](roll.organisations.length);
        for (uint256 i = 0; i < keys.length; ++i) keys[i] = _seats[number][roll.organisations[i]].key;
        Arrays.sort(keys);
        return Epoch(roll.setHash, roll.headSequence, roll.threshold, roll.signatures, roll.organisations, keys);
    }

    /// @inheritdoc ICheckpointBoard
    function keyOf(uint64 epoch_, address organisation) external view returns (address) {
        return _seats[epoch_][organisation].key;
    }

    /// @inheritdoc ICheckpointBoard
    function handoverSignedBy(uint64 epoch_, address organisation) external view returns (bool) {
        if (epoch_ == 0) return false;
        uint16 place = _seats[epoch_ - 1][organisation].place;
        return place != 0 && (_handoverSigned[epoch_] >> (place - 1)) & 1 == 1;
    }

    /// @dev The present set of the registry becomes the next epoch.
    function _openEpoch(uint16 wanted, uint64 headSequence) internal {
        (address[] memory organisations, address[] memory keys) = _activeSigners();
        uint256 n = organisations.length;
        if (n == 0 || n > SignerSets.MOST) revert TooManySigners(n);
        uint64 number = _current + 1;
        for (uint256 i = 0; i < n; ++i) {
            _seats[number][organisations[i]] = Seat(keys[i], uint16(i + 1));
        }
        Arrays.sort(keys);
        bytes32 setHash = SignerSets.hash(keys);
        uint16 m = _thresholdFor(uint16(n), wanted);
        if (_epochs[_current].setHash == setHash && _epochs[_current].threshold == m) revert SetUnchanged(setHash);
        _current = number;
        _epochs[number] = Roll(setHash, headSequence, m, 0, organisations);
        emit EpochOpened(number, headSequence, setHash, uint16(n), m);
    }

    /// @dev Books a signature of the handover; says whether it is the one that completes it.
    function _bookHandover(uint64 number, address organisation, uint256 place) internal returns (bool) {
        uint256 signed = _handoverSigned[number];
        if ((signed >> place) & 1 == 1) revert AlreadySigned(organisation);
        _handoverSigned[number] = signed | (1 << place);
        return ++_epochs[number].signatures == _epochs[number - 1].threshold;
    }

    /// @dev The caller's organisation, active and a signer of the epoch, its place and key in it.
    function _signer(uint64 number) internal view returns (address organisation, uint256 place, address key) {
        organisation = MEMBERS.actingFor(msg.sender, IMemberRegistry.Role.Agent);
        if (organisation == address(0)) revert CallerNotMember(msg.sender);
        Seat memory seat = _seats[number][organisation];
        if (seat.place == 0) revert OrganisationNotSigner(organisation, number);
        return (organisation, seat.place - 1, seat.key);
    }

    function _placeOf(uint64 number, address organisation) internal view returns (uint256) {
        uint16 place = _seats[number][organisation].place;
        if (place == 0) revert OrganisationNotSigner(organisation, number);
        return place - 1;
    }

    function _isPlaced(uint64 number, address organisation, uint256 places) internal view returns (bool) {
        uint16 place = _seats[number][organisation].place;
        return place != 0 && (places >> (place - 1)) & 1 == 1;
    }

    function _sizeOf(uint64 number) internal view returns (uint256) {
        return _epochs[number].organisations.length;
    }

    function _thresholdOf(uint64 number) internal view returns (uint16) {
        return _epochs[number].threshold;
    }

    function _opened(uint64 number) internal view returns (bytes32 setHash, uint64 headSequence) {
        return (_epochs[number].setHash, _epochs[number].headSequence);
    }

    function _activeSigners() private view returns (address[] memory organisations, address[] memory keys) {
        address[] memory all = MEMBERS.organisations();
        address[] memory found = new address[](all.length);
        address[] memory theirs = new address[](all.length);
        uint256 n;
        for (uint256 i = 0; i < all.length; ++i) {
            IMemberRegistry.Organisation memory member = MEMBERS.organisation(all[i]);
            if (member.status != IMemberRegistry.Status.Active) continue;
            (found[n], theirs[n]) = (all[i], member.checkpoint);
            ++n;
        }
        return (Arrays.slice(found, 0, n), Arrays.slice(theirs, 0, n));
    }

    /// @dev What was asked for, but more than half and at most all: the public chains take nothing else.
    function _thresholdFor(uint16 n, uint16 wanted) private pure returns (uint16) {
        uint16 majority = n / 2 + 1;
        if (wanted < majority) return majority;
        return wanted > n ? n : wanted;
    }
}
