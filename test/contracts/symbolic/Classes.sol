// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {IAmendments} from "../../../contracts/interfaces/IAmendments.sol";
import {ICheckpointBoard} from "../../../contracts/interfaces/ICheckpointBoard.sol";
import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {IDeviceRegistry} from "../../../contracts/interfaces/IDeviceRegistry.sol";
import {IEmergencyCouncil} from "../../../contracts/interfaces/IEmergencyCouncil.sol";
import {IMemberRegistry} from "../../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Symbolic} from "./Symbolic.sol";

/// @title The class of a call is the table's, and of what is in no table, Upgrade
/// @notice For every target and the first 36 bytes of calldata, which is all that is looked at; and for less.
contract ClassProperties is Symbolic {
    function setUp() public {
        stand(address(GOVERNOR), "ConsortiumGovernor.sol:ConsortiumGovernor");
    }

    function check_everyCallIsOfTheClassInTheTable(address target, bytes4 selector, uint256 first) public view {
        bytes memory data = abi.encodePacked(selector, first);
        assert(uint256(GOVERNOR.classOf(target, data)) == listed(target, selector, first));
    }

    function check_whatIsCutShortIsNoRule(address target) public view {
        bytes memory data = svm.createBytes(35, "calldata");
        uint256 class = uint256(GOVERNOR.classOf(target, data));
        assert(target != address(GOVERNOR) || class == uint256(IConsortiumGovernor.Class.Upgrade));
    }

    function check_whatFollowsIsOfNoAccount(address target, bytes4 selector, uint256 first) public view {
        bytes memory rest = svm.createBytes(64, "rest");
        uint256 class = uint256(GOVERNOR.classOf(target, abi.encodePacked(selector, first, rest)));
        assert(class == uint256(GOVERNOR.classOf(target, abi.encodePacked(selector, first))));
    }

    /// @dev Written apart from {Classes}: a list of what is not an Upgrade.
    function listed(address target, bytes4 selector, uint256 first) private pure returns (uint256 class) {
        if (target == address(GOVERNOR) && selector == IConsortiumGovernor.setRule.selector && first < 8) return first;
        class = 5;
        if (target == Predeploys.MEMBER_REGISTRY) {
            if (selector == IMemberRegistry.admit.selector) class = 0;
            if (selector == IMemberRegistry.suspend.selector) class = 1;
            if (selector == IMemberRegistry.reinstate.selector) class = 1;
            if (selector == IMemberRegistry.expel.selector) class = 1;
            if (selector == IMemberRegistry.addNodes.selector) class = 2;
            if (selector == IMemberRegistry.replaceKeys.selector) class = 3;
        }
        if (target == Predeploys.NODE_REGISTRY) {
            if (selector == INodeRegistry.retire.selector) class = 2;
            if (selector == INodeRegistry.settleChange.selector) class = 2;
        }
        if (target == Predeploys.CHECKPOINT_BOARD) {
            if (selector == ICheckpointBoard.setThreshold.selector) class = 4;
            if (selector == ICheckpointBoard.setCadence.selector) class = 4;
        }
        if (target == Predeploys.AMENDMENTS) {
            if (selector == IAmendments.scheduleFork.selector) class = 4;
            if (selector == IAmendments.scheduleBlockPeriod.selector) class = 4;
            if (selector == IAmendments.cancel.selector) class = 4;
        }
        if (target == Predeploys.DEVICE_REGISTRY) {
            if (selector == IDeviceRegistry.offer.selector) class = 6;
        }
        if (target == Predeploys.EMERGENCY_COUNCIL) {
            if (selector == IEmergencyCouncil.ratify.selector) class = 7;
            if (selector == IEmergencyCouncil.setSettings.selector) class = 7;
        }
    }
}
