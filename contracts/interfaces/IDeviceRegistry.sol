// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Devices of members, by fleets
/// @notice A fleet is a number, and a device one that follows from its fleet and a salted commitment: nothing here says what it
/// is. A device is valid while it is not revoked and the organisation that its fleet belongs to is active. So a suspension
/// makes all of its devices invalid at once, a reinstatement valid again, and an expulsion ends them, but for fleets that
/// go to another organisation: decided by vote, and taken by that organisation itself.
interface IDeviceRegistry {
    /// @param organisation that it belongs to; zero where there is none of this number
    /// @param devices enrolled, revoked ones included
    /// @param hands how often it was taken
    /// @param heir that may take it until `until`; zero where nothing was decided, or it was taken
    /// @param until Unix seconds
    struct Fleet {
        address organisation;
        uint64 devices;
        uint32 hands;
        address heir;
        uint48 until;
    }

    /// @param fleet zero where it was never enrolled
    /// @param organisation that the fleet belongs to
    /// @param hands how often the fleet was taken
    /// @param revoked for ever
    struct Device {
        uint64 fleet;
        address organisation;
        uint32 hands;
        bool revoked;
    }

    event FleetOpened(uint64 indexed fleet, address indexed organisation);
    /// @param until 0 where its own organisation keeps it
    event FleetOffered(uint64 indexed fleet, address indexed heir, uint48 until);
    event FleetTaken(uint64 indexed fleet, address indexed organisation);
    event DevicesEnrolled(uint64 indexed fleet, bytes32[] commitments);
    event DeviceRevoked(bytes32 indexed device);

    error CallerNotAgent(address caller);
    error CallerNotOfficer(address caller);
    error NoSuchFleet(uint64 fleet);
    error NoSuchDevice(bytes32 device);
    /// @param organisation that the fleet belongs to
    error OtherOrganisations(uint64 fleet, address organisation);
    /// @param devices that the fleet has
    error OtherDevices(uint64 fleet, uint64 devices);
    /// @param until when the offer is over; until then, or until it is taken back, the fleet gets no other devices while its
    /// heir may act.
    error OfferStands(uint64 fleet, address heir, uint48 until);
    error EmptyCommitment();
    error DeviceEnrolled(bytes32 device);
    error AlreadyRevoked(bytes32 device);
    error InvalidHeir(uint64 fleet, address heir);
    /// @param until when its offer ended, seconds; 0 where it had none
    error NothingOffered(uint64 fleet, address heir, uint48 until);

    /// @notice Opens a fleet. By an officer of an active organisation.
    /// @return number of the fleet in this network, from 1
    function openFleet() external returns (uint64 number);

    /// @notice Enrols devices. By an agent of the fleet's organisation, while it is active.
    /// @param commitments salted ones, each once in a fleet
    function enrol(uint64 number, bytes32[] calldata commitments) external;

    /// @notice Ends a device for ever. By an agent of the fleet's organisation, while it is active.
    function revoke(bytes32 id) external;

    /// @notice Lets another active organisation take a fleet within 90 days. By the timelock: class Devices. A later decision about
    /// the fleet takes the place of this one.
    /// @param from whose the fleet is, so that nothing is decided about who has it by then
    /// @param heir who may take it; `from`, active or not, where an offer that stands is taken back
    function offer(uint64 number, address from, address heir) external;

    /// @notice Takes a fleet that was offered. By the heir's officer.
    /// @param devices that the heir knows it to have: none enters behind its back
    function take(uint64 number, uint64 devices) external;

    /// @notice Whether a device is valid now.
    function isValid(bytes32 id) external view returns (bool);

    /// @notice What is known of a device.
    function device(bytes32 id) external view returns (Device memory);

    /// @notice What is known of a fleet.
    function fleet(uint64 number) external view returns (Fleet memory);

    /// @notice Fleets by number, up to `most` from `first` on; fewer where there are no more.
    function fleets(uint64 first, uint64 most) external view returns (Fleet[] memory);

    /// @notice keccak256(abi.encode(number, commitment)): who copies a commitment out of the pool enrols another device.
    function deviceId(uint64 number, bytes32 commitment) external pure returns (bytes32);
}
