// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Governed} from "../governance/Governed.sol";
import {Predeploys} from "../governance/Predeploys.sol";
import {IAccessPass} from "../interfaces/IAccessPass.sol";
import {IDeviceRegistry} from "../interfaces/IDeviceRegistry.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";

/// @title AccessPass
contract AccessPass is IAccessPass, Governed {
    IMemberRegistry private constant MEMBERS = IMemberRegistry(Predeploys.MEMBER_REGISTRY);
    IDeviceRegistry private constant DEVICES = IDeviceRegistry(Predeploys.DEVICE_REGISTRY);

    uint256 private _count;
    mapping(uint256 number => Pass) private _passes;

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize() external initializer {}

    /// @inheritdoc IAccessPass
    function grant(bytes32 device, address holder, uint48 until) external returns (uint256 number) {
        address organisation = _agentsOrganisation();
        IDeviceRegistry.Device memory known = DEVICES.device(device);
        if (known.organisation != organisation || !DEVICES.isValid(device)) revert NotTheDevices(device, organisation);
        if (holder == organisation || !MEMBERS.isActive(holder)) revert InvalidHolder(holder);
        if (until <= block.timestamp) revert InvalidEnd(until);
        number = ++_count;
        _passes[number] = Pass({
            device: device,
            issuer: organisation,
            until: until,
            revoked: false,
            hands: known.hands,
            holder: holder
        });
        emit PassGranted(number, device, holder, organisation, until);
    }

    /// @inheritdoc IAccessPass
    function revoke(uint256 number) external {
        address organisation = _agentsOrganisation();
        Pass storage given = _passes[number];
        if (given.device == 0) revert NoSuchPass(number);
        bool concerned = organisation == given.issuer || organisation == given.holder;
        if (!concerned && organisation != DEVICES.device(given.device).organisation)
            revert NotThePasses(number, organisation);
        if (given.revoked) revert AlreadyRevoked(number);
        given.revoked = true;
        emit PassRevoked(number);
    }

    /// @inheritdoc IAccessPass
    function isValid(uint256 number) external view returns (bool) {
        Pass storage given = _passes[number];
        if (block.timestamp >= given.until || given.revoked) return false;
        if (DEVICES.device(given.device).hands != given.hands) return false;
        return DEVICES.isValid(given.device) && MEMBERS.isActive(given.holder);
    }

    /// @inheritdoc IAccessPass
    function pass(uint256 number) external view returns (Pass memory) {
        return _passes[number];
    }

    /// @inheritdoc IAccessPass
    function passes(uint256 first, uint256 most) external view returns (Pass[] memory some) {
        uint256 end = Math.min(Math.saturatingAdd(first, most), _count + 1);
        some = new Pass[](Math.saturatingSub(end, first));
        for (uint256 i = 0; i < some.length; ++i) some[i] = _passes[first + i];
    }

    function _agentsOrganisation() private view returns (address organisation) {
        organisation = MEMBERS.actingFor(msg.sender, IMemberRegistry.Role.Agent);
        if (organisation == address(0)) revert CallerNotAgent(msg.sender);
    }
}
