// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ERC6372Utils} from "@openzeppelin/contracts/utils/ERC6372Utils.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";

/// @title The book of votes: one for each organisation on the roll, counted by chamber
/// @notice Who is on the roll, who may act and who holds whose vote is kept by time, and votes are added up when they are
/// asked for: over an organisation and those of its chamber that ever chose it, each once. So a delegation ends at its
/// second by itself, and no snapshot after it can see it, whoever does or forgets what.
/// A vote is its owner's wherever the owner or who was chosen could not act at that time; it is never held in a chain.
abstract contract ChamberVotes is IMemberRegistry, IVotes, IERC6372 {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev A change of an organisation's place on the roll after its admission. None is not known.
    uint208 private constant OFF = 1;
    uint208 private constant ON = 2;
    uint256 private constant ADDRESS_BITS = 160;
    uint256 private constant SIZE_BITS = 26;

    /// @dev All chambers' sizes in one word, the first's lowest, so that a count reads one place.
    Checkpoints.Trace208 private _sizes;
    mapping(address organisation => Checkpoints.Trace208) private _changes;
    /// @dev Who was chosen, and above it until when; zero for oneself. As `_emergency`: an organisation and until when.
    mapping(address organisation => Checkpoints.Trace208) private _chosen;
    mapping(address organisation => address[]) private _choosers;
    mapping(address organisation => mapping(address chooser => bool)) private _listed;
    Checkpoints.Trace208 private _emergency;
    uint256[42] private _gap;

    /// @notice ERC-6372: time in seconds, not block numbers, whose pace can be voted on.
    function clock() public view returns (uint48) {
        return Time.timestamp();
    }

    /// @notice ERC-6372: "mode=timestamp".
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view returns (string memory) {
        return ERC6372Utils.timestampClockMode(clock);
    }

    /// @notice Who holds an organisation's vote now.
    function delegates(address organisation_) public view returns (address) {
        return _holderAt(organisation_, clock());
    }

    /// @notice From when on an organisation's vote is its own again; zero where it holds it, or gave it for good.
    function delegatedUntil(address organisation_) public view returns (uint48 until) {
        if (delegates(organisation_) == organisation_) return 0;
        (, until) = _unpack(_chosen[organisation_].latest());
    }

    /// @notice Votes an organisation holds now.
    function getVotes(address organisation_) external view returns (uint256) {
        return _votesAt(organisation_, clock());
    }

    /// @notice Votes an organisation held at a time before now.
    function getPastVotes(address organisation_, uint256 timepoint) external view returns (uint256) {
        return _votesAt(organisation_, _past(timepoint));
    }

    /// @notice All votes at a time before now: the sum of the chambers'.
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256 total) {
        uint208 sizes = _sizesAt(timepoint);
        for (; sizes != 0; sizes >>= SIZE_BITS) total += _sizeIn(sizes, 0);
    }

    /// @notice Refused: a delegation is an officer's own transaction.
    function delegateBySig(address, uint256, uint256, uint8, bytes32, bytes32) external pure {
        revert DelegationBySignatureRefused();
    }

    /// @inheritdoc IMemberRegistry
    function emergency() public view returns (address organisation_, uint48 until) {
        return _unpack(_emergency.latest());
    }

    function _enterRoll(uint8 chamber) internal {
        _sizes.push(clock(), _sizes.latest() + _oneIn(chamber));
    }

    function _returnToRoll(address organisation_, uint8 chamber) internal {
        _changes[organisation_].push(clock(), ON);
        _chosen[organisation_].push(clock(), 0);
        _enterRoll(chamber);
    }

    function _leaveRoll(address organisation_, uint8 chamber) internal {
        _changes[organisation_].push(clock(), OFF);
        _sizes.push(clock(), _sizes.latest() - _oneIn(chamber));
    }

    /// @dev `until` zero: for as long as it is not changed.
    function _choose(address organisation_, address delegatee, uint48 until) internal {
        emit DelegateChanged(organisation_, delegates(organisation_), delegatee);
        bool itself = delegatee == organisation_;
        _chosen[organisation_].push(clock(), itself ? 0 : _pack(delegatee, until));
        emit VoteDelegated(organisation_, delegatee, until);
        if (itself || _listed[delegatee][organisation_]) return;
        _listed[delegatee][organisation_] = true;
        _choosers[delegatee].push(organisation_);
    }

    /// @dev A seat is kept, only acting from it is not possible until then. Zero for nobody.
    function _setEmergency(address organisation_, uint48 until) internal {
        _emergency.push(clock(), _pack(organisation_, until));
    }

    function _sizeNow(uint8 chamber) internal view returns (uint256) {
        return _sizeIn(_sizes.latest(), chamber);
    }

    function _sizesAt(uint256 timepoint) internal view returns (uint208) {
        return _sizes.upperLookupRecent(_past(timepoint));
    }

    function _sizeIn(uint208 sizes, uint256 chamber) internal pure returns (uint256) {
        return (sizes >> (chamber * SIZE_BITS)) & ((1 << SIZE_BITS) - 1);
    }

    /// @dev Who could not act, though on the roll; zero for nobody.
    function _barredAt(uint48 timepoint) internal view returns (address) {
        (address organisation_, uint48 until) = _unpack(_emergency.upperLookupRecent(timepoint));
        return timepoint < until ? organisation_ : address(0);
    }

    function _past(uint256 timepoint) internal view returns (uint48) {
        if (timepoint >= clock()) revert NotYet(timepoint);
        return SafeCast.toUint48(timepoint);
    }

    /// @dev When an organisation was admitted, seconds; zero when never.
    function _admittedAt(address organisation_) internal view virtual returns (uint48);

    function _votesAt(address organisation_, uint48 timepoint) private view returns (uint256 votes) {
        votes = _holdsAt(organisation_, organisation_, timepoint);
        address[] storage choosers = _choosers[organisation_];
        for (uint256 i = 0; i < choosers.length; ++i) votes += _holdsAt(organisation_, choosers[i], timepoint);
    }

    function _holdsAt(address holder, address owner, uint48 timepoint) private view returns (uint256) {
        return _isOnRollAt(owner, timepoint) && _holderAt(owner, timepoint) == holder ? 1 : 0;
    }

    function _holderAt(address owner, uint48 timepoint) private view returns (address) {
        (address chosen, uint48 until) = _unpack(_chosen[owner].upperLookupRecent(timepoint));
        if (chosen == address(0) || (until != 0 && timepoint >= until)) return owner;
        return _actsAt(owner, timepoint) && _actsAt(chosen, timepoint) ? chosen : owner;
    }

    function _actsAt(address organisation_, uint48 timepoint) private view returns (bool) {
        return _isOnRollAt(organisation_, timepoint) && _barredAt(timepoint) != organisation_;
    }

    function _isOnRollAt(address organisation_, uint48 timepoint) private view returns (bool) {
        uint208 change = _changes[organisation_].upperLookupRecent(timepoint);
        if (change != 0) return change == ON;
        uint48 since = _admittedAt(organisation_);
        return since != 0 && since <= timepoint;
    }

    function _oneIn(uint8 chamber) private pure returns (uint208) {
        return uint208(1) << (chamber * uint208(SIZE_BITS));
    }

    function _pack(address organisation_, uint48 until) private pure returns (uint208) {
        return (uint208(until) << ADDRESS_BITS) | uint160(organisation_);
    }

    function _unpack(uint208 packed) private pure returns (address organisation_, uint48 until) {
        return (address(uint160(packed)), uint48(packed >> ADDRESS_BITS));
    }
}
