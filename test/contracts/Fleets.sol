// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Predeploys} from "../../contracts/governance/Predeploys.sol";
import {IAccessPass} from "../../contracts/interfaces/IAccessPass.sol";
import {IDeviceRegistry} from "../../contracts/interfaces/IDeviceRegistry.sol";
import {Acting} from "./Acting.sol";
import {Upgradeable} from "./Contracts.sol";

interface Devices is IDeviceRegistry, Upgradeable {
    function initialize() external;
}

interface Passes is IAccessPass, Upgradeable {
    function initialize() external;
}

/// @title The network with its registry of devices, and passes to them
abstract contract Fleets is Acting {
    Devices internal constant DEVICES = Devices(Predeploys.DEVICE_REGISTRY);
    Passes internal constant PASSES = Passes(Predeploys.ACCESS_PASS);
    uint64 internal constant PUMPS = 1;
    bytes32 internal constant PUMP = keccak256("a salted commitment");

    function setUp() public virtual override {
        super.setUp();
        stand(address(DEVICES), vm.getCode("DeviceRegistry"), abi.encodeCall(Devices.initialize, ()));
        stand(address(PASSES), vm.getCode("AccessPass"), abi.encodeCall(Passes.initialize, ()));
    }

    function open(uint256 i) internal returns (uint64) {
        vm.prank(officer(i));
        return DEVICES.openFleet();
    }

    function enrol(uint256 i, uint64 fleet, bytes32 commitment) internal returns (bytes32) {
        bytes32[] memory one = new bytes32[](1);
        one[0] = commitment;
        vm.prank(agent(i));
        DEVICES.enrol(fleet, one);
        return DEVICES.deviceId(fleet, commitment);
    }

    /// @dev Member 3 has one pump.
    function onePump() internal returns (bytes32) {
        vm.assertEq(open(3), PUMPS);
        return enrol(3, PUMPS, PUMP);
    }

    function decideOffer(uint64 fleet, uint256 heir) internal {
        address from = DEVICES.fleet(fleet).organisation;
        vm.prank(address(TIMELOCK));
        DEVICES.offer(fleet, from, idOf(heir));
    }

    function take(uint256 i, uint64 fleet) internal {
        uint64 devices = DEVICES.fleet(fleet).devices;
        vm.prank(officer(i));
        DEVICES.take(fleet, devices);
    }

    function suspend(uint256 i) internal {
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(i));
    }

    function reinstate(uint256 i) internal {
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(i));
    }

    /// @dev Of four other validators, so that its one may go.
    function expel(uint256 i) internal {
        address node = vm.addr(nodeKey(i, 0));
        vm.prank(address(TIMELOCK));
        NODES.retire(node);
        vm.prank(address(TIMELOCK));
        NODES.settleChange(node);
        vm.prank(address(TIMELOCK));
        MEMBERS.expel(idOf(i));
    }
}
