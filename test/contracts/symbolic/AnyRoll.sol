// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../../../contracts/interfaces/IMemberRegistry.sol";

/// @title A member registry that says what it is told, so that a property can be asked for everything a registry may say
contract AnyRoll {
    struct Seat {
        uint8 chamber;
        uint16 index;
        uint256 votes;
    }

    mapping(address account => address) public actingFor_;
    mapping(address organisation => Seat) private _seats;
    mapping(address organisation => IMemberRegistry.Organisation) private _members;
    address private _barred;
    uint48 private _until;
    uint8 private _concerned;
    uint256[] private _sizes;
    uint256[] private _acting;

    function speaksFor(address account, address organisation_, Seat calldata seat) external {
        actingFor_[account] = organisation_;
        _seats[organisation_] = seat;
    }

    function isMember(address organisation_, uint8 chamber, bool active) external {
        IMemberRegistry.Organisation storage member = _members[organisation_];
        member.chamber = chamber;
        member.officer = organisation_;
        member.status = active ? IMemberRegistry.Status.Active : IMemberRegistry.Status.Suspended;
    }

    function counts(uint256[] calldata sizes, uint256[] calldata acting) external {
        _sizes = sizes;
        _acting = acting;
    }

    function concerns(uint8 chamber) external {
        _concerned = chamber;
    }

    /// @dev Whatever the call: what a call says is the registry's to read, and the registry's tests.
    function chamberConcerned(bytes calldata) external view returns (uint8) {
        return _concerned;
    }

    function chambers() external view returns (bytes32[] memory) {
        return new bytes32[](_sizes.length);
    }

    function actingFor(address account, IMemberRegistry.Role) external view returns (address) {
        return actingFor_[account];
    }

    function isActive(address) external pure returns (bool) {
        return true;
    }

    function organisations() external pure returns (address[] memory ids) {
        ids = new address[](1);
        ids[0] = address(0x2001);
    }

    function isSuspended(address) external pure returns (bool) {
        return true;
    }

    function organisation(address id) external view returns (IMemberRegistry.Organisation memory) {
        return _members[id];
    }

    function foundingId() external pure returns (bytes32) {
        return "a founding";
    }

    function emergency() external view returns (address, uint48) {
        return (_barred, _until);
    }

    function bar(address organisation_, uint48 until) external {
        (_barred, _until) = (organisation_, until);
    }

    function settleEmergency(address, bool) external {
        (_barred, _until) = (address(0), 0);
    }

    function seatOf(address organisation_) external view returns (uint8, uint16) {
        return (_seats[organisation_].chamber, _seats[organisation_].index);
    }

    function isAdmitted(address) external pure returns (bool) {
        return true;
    }

    function getPastVotes(address organisation_, uint256) external view returns (uint256) {
        return _seats[organisation_].votes;
    }

    function chamberSizesAt(uint256) external view returns (uint256[] memory) {
        return _sizes;
    }

    function actingSizesAt(uint256) external view returns (uint256[] memory) {
        return _acting;
    }
}
