// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {Governed} from "../governance/Governed.sol";
import {Predeploys} from "../governance/Predeploys.sol";
import {Recording} from "../governance/Recording.sol";
import {IDeviceRegistry} from "../interfaces/IDeviceRegistry.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";

/// @title DeviceRegistry
contract DeviceRegistry is IDeviceRegistry, Governed {
    struct Enrolled {
        uint64 fleet;
        bool revoked;
    }

    IMemberRegistry private constant MEMBERS = IMemberRegistry(Predeploys.MEMBER_REGISTRY);
    uint48 private constant OFFERED_FOR = 90 days;

    uint64 private _count;
    mapping(uint64 number => Fleet) private _fleets;
    mapping(bytes32 id => Enrolled) private _devices;

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize() external initializer {}

    /// @inheritdoc IDeviceRegistry
    function openFleet() external returns (uint64 number) {
        address organisation = _officersOrganisation();
        number = ++_count;
        _fleets[number].organisation = organisation;
        emit FleetOpened(number, organisation);
        Recording.record(IGovernanceLog.Kind.FleetOpened, abi.encode(number, organisation));
    }

    /// @inheritdoc IDeviceRegistry
    function enrol(uint64 number, bytes32[] calldata commitments) external {
        Fleet storage own = _ownFleet(number);
        // Each would be one more than its heir has seen.
        if (Time.timestamp() < own.until && MEMBERS.isActive(own.heir)) revert OfferStands(number, own.heir, own.until);
        for (uint256 i = 0; i < commitments.length; ++i) {
            if (commitments[i] == 0) revert EmptyCommitment();
            bytes32 id = deviceId(number, commitments[i]);
            if (_devices[id].fleet != 0) revert DeviceEnrolled(id);
            _devices[id].fleet = number;
        }
        own.devices += uint64(commitments.length);
        emit DevicesEnrolled(number, commitments);
    }

    /// @inheritdoc IDeviceRegistry
    function revoke(bytes32 id) external {
        Enrolled storage known = _devices[id];
        if (known.fleet == 0) revert NoSuchDevice(id);
        _ownFleet(known.fleet);
        if (known.revoked) revert AlreadyRevoked(id);
        known.revoked = true;
        emit DeviceRevoked(id);
    }

    /// @inheritdoc IDeviceRegistry
    function offer(uint64 number, address from, address heir) external onlyTimelock {
        Fleet storage offered = _expect(number);
        if (offered.organisation != from) revert OtherOrganisations(number, offered.organisation);
        bool back = heir == from;
        if (back ? offered.heir == address(0) : !MEMBERS.isActive(heir)) revert InvalidHeir(number, heir);
        uint48 until = back ? 0 : Time.timestamp() + OFFERED_FOR;
        offered.heir = back ? address(0) : heir;
        offered.until = until;
        emit FleetOffered(number, heir, until);
        Recording.record(IGovernanceLog.Kind.FleetOffered, abi.encode(number, heir, until));
    }

    /// @inheritdoc IDeviceRegistry
    function take(uint64 number, uint64 devices) external {
        address organisation = _officersOrganisation();
        Fleet storage taken = _expect(number);
        bool named = taken.heir == organisation;
        if (!named || Time.timestamp() >= taken.until) {
            revert NothingOffered(number, organisation, named ? taken.until : 0);
        }
        if (taken.devices != devices) revert OtherDevices(number, taken.devices);
        taken.organisation = organisation;
        ++taken.hands;
        taken.heir = address(0);
        taken.until = 0;
        emit FleetTaken(number, organisation);
        Recording.record(IGovernanceLog.Kind.FleetTaken, abi.encode(number, organisation));
    }

    /// @inheritdoc IDeviceRegistry
    function isValid(bytes32 id) external view returns (bool) {
        Enrolled storage known = _devices[id];
        return known.fleet != 0 && !known.revoked && MEMBERS.isActive(_fleets[known.fleet].organisation);
    }

    /// @inheritdoc IDeviceRegistry
    function device(bytes32 id) external view returns (Device memory) {
        Enrolled storage known = _devices[id];
        Fleet storage of_ = _fleets[known.fleet];
        return Device({fleet: known.fleet, organisation: of_.organisation, hands: of_.hands, revoked: known.revoked});
    }

    /// @inheritdoc IDeviceRegistry
    function fleet(uint64 number) external view returns (Fleet memory) {
        return _fleets[number];
    }

    /// @inheritdoc IDeviceRegistry
    function fleets(uint64 first, uint64 most) external view returns (Fleet[] memory some) {
        uint256 end = Math.min(uint256(first) + most, uint256(_count) + 1);
        some = new Fleet[](Math.saturatingSub(end, first));
        for (uint256 i = 0; i < some.length; ++i) some[i] = _fleets[first + uint64(i)];
    }

    /// @inheritdoc IDeviceRegistry
    function deviceId(uint64 number, bytes32 commitment) public pure returns (bytes32) {
        return keccak256(abi.encode(number, commitment));
    }

    function _officersOrganisation() private view returns (address organisation) {
        organisation = MEMBERS.actingFor(msg.sender, IMemberRegistry.Role.Officer);
        if (organisation == address(0)) revert CallerNotOfficer(msg.sender);
    }

    function _expect(uint64 number) private view returns (Fleet storage known) {
        known = _fleets[number];
        if (known.organisation == address(0)) revert NoSuchFleet(number);
    }

    function _ownFleet(uint64 number) private view returns (Fleet storage known) {
        address organisation = MEMBERS.actingFor(msg.sender, IMemberRegistry.Role.Agent);
        if (organisation == address(0)) revert CallerNotAgent(msg.sender);
        known = _expect(number);
        if (known.organisation != organisation) revert OtherOrganisations(number, known.organisation);
    }
}
