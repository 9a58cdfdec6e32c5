// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Which organisation has access to which device, and until when
/// @notice A pass is given by the organisation that a device belongs to, to another one. It is valid before its end while it is
/// not taken back, the device is valid and its fleet was not taken by another since, and the holder is active. So a suspension
/// of either side makes it invalid at once, and a fleet goes to another organisation without the passes to it.
interface IAccessPass {
    /// @param until Unix seconds at which it ends
    /// @param hands how often the device's fleet had been taken
    struct Pass {
        bytes32 device;
        address issuer;
        uint48 until;
        bool revoked;
        uint32 hands;
        address holder;
    }

    event PassGranted(
        uint256 indexed pass,
        bytes32 indexed device,
        address indexed holder,
        address issuer,
        uint48 until
    );
    event PassRevoked(uint256 indexed pass);

    error CallerNotAgent(address caller);
    error NotTheDevices(bytes32 device, address organisation);
    error InvalidHolder(address holder);
    error InvalidEnd(uint48 until);
    error NoSuchPass(uint256 pass);
    error NotThePasses(uint256 pass, address organisation);
    error AlreadyRevoked(uint256 pass);

    /// @notice Gives a pass to an active organisation. By an agent of the organisation that the device belongs to, while the device
    /// is valid.
    /// @param until Unix seconds; later than now
    /// @return number of the pass, from 1
    function grant(bytes32 device, address holder, uint48 until) external returns (uint256 number);

    /// @notice Takes a pass back, or gives it back: by an agent of its issuer, of its holder, or of the device's organisation.
    function revoke(uint256 number) external;

    /// @notice Whether a pass is valid now.
    function isValid(uint256 number) external view returns (bool);

    /// @notice What is known of a pass; all zero where there is none.
    function pass(uint256 number) external view returns (Pass memory);

    /// @notice Passes by number, up to `most` from `first` on; fewer where there are no more.
    function passes(uint256 first, uint256 most) external view returns (Pass[] memory);
}
