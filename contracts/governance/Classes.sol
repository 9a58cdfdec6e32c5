// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {IAmendments} from "../interfaces/IAmendments.sol";
import {ICheckpointBoard} from "../interfaces/ICheckpointBoard.sol";
import {IDeviceRegistry} from "../interfaces/IDeviceRegistry.sol";
import {IEmergencyCouncil} from "../interfaces/IEmergencyCouncil.sol";
import {IConsortiumGovernor} from "../interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {Predeploys} from "./Predeploys.sol";

/// @title The class of an action, by target and calldata
library Classes {
    /// @notice See {IConsortiumGovernor-classOf}.
    function classify(address target, bytes memory data) internal pure returns (IConsortiumGovernor.Class) {
        if (!Predeploys.isOne(target)) return IConsortiumGovernor.Class.Upgrade;
        bytes4 selector = bytes4(data);
        // They differ in their last byte alone, and the governor has to fit into EIP-170's bytes.
        uint8 last = _last(target);
        if (last == _last(Predeploys.MEMBER_REGISTRY)) return _ofMembers(selector);
        if (last == _last(Predeploys.NODE_REGISTRY)) return _ofNodes(selector);
        if (last == _last(Predeploys.CHECKPOINT_BOARD)) return _ofBoard(selector);
        if (last == _last(Predeploys.AMENDMENTS)) return _ofAmendments(selector);
        if (last == _last(Predeploys.EMERGENCY_COUNCIL)) return _ofCouncil(selector);
        if (last == _last(Predeploys.DEVICE_REGISTRY)) return _ofDevices(selector);
        if (last == _last(Predeploys.GOVERNOR) && selector == IConsortiumGovernor.setRule.selector)
            return _ofRule(data);
        return IConsortiumGovernor.Class.Upgrade;
    }

    function _last(address target) private pure returns (uint8) {
        return uint8(uint160(target));
    }

    function _ofDevices(bytes4 selector) private pure returns (IConsortiumGovernor.Class) {
        if (selector == IDeviceRegistry.offer.selector) return IConsortiumGovernor.Class.Devices;
        return IConsortiumGovernor.Class.Upgrade;
    }

    function _ofMembers(bytes4 selector) private pure returns (IConsortiumGovernor.Class) {
        if (selector == IMemberRegistry.admit.selector) return IConsortiumGovernor.Class.Admission;
        if (selector == IMemberRegistry.addNodes.selector) return IConsortiumGovernor.Class.Nodes;
        if (selector == IMemberRegistry.replaceKeys.selector) return IConsortiumGovernor.Class.Keys;
        if (
            selector == IMemberRegistry.suspend.selector ||
            selector == IMemberRegistry.reinstate.selector ||
            selector == IMemberRegistry.expel.selector
        ) return IConsortiumGovernor.Class.Expulsion;
        return IConsortiumGovernor.Class.Upgrade;
    }

    function _ofNodes(bytes4 selector) private pure returns (IConsortiumGovernor.Class) {
        if (selector == INodeRegistry.retire.selector || selector == INodeRegistry.settleChange.selector) {
            return IConsortiumGovernor.Class.Nodes;
        }
        return IConsortiumGovernor.Class.Upgrade;
    }

    function _ofBoard(bytes4 selector) private pure returns (IConsortiumGovernor.Class) {
        if (selector == ICheckpointBoard.setThreshold.selector || selector == ICheckpointBoard.setCadence.selector) {
            return IConsortiumGovernor.Class.Parameters;
        }
        return IConsortiumGovernor.Class.Upgrade;
    }

    function _ofAmendments(bytes4 selector) private pure returns (IConsortiumGovernor.Class) {
        if (
            selector == IAmendments.scheduleFork.selector ||
            selector == IAmendments.scheduleBlockPeriod.selector ||
            selector == IAmendments.cancel.selector
        ) return IConsortiumGovernor.Class.Parameters;
        return IConsortiumGovernor.Class.Upgrade;
    }

    function _ofCouncil(bytes4 selector) private pure returns (IConsortiumGovernor.Class) {
        if (selector == IEmergencyCouncil.ratify.selector || selector == IEmergencyCouncil.setSettings.selector) {
            return IConsortiumGovernor.Class.Emergency;
        }
        return IConsortiumGovernor.Class.Upgrade;
    }

    /// @dev The first argument of setRule, without trusting the rest of the calldata to decode.
    function _ofRule(bytes memory data) private pure returns (IConsortiumGovernor.Class) {
        if (data.length < 36) return IConsortiumGovernor.Class.Upgrade;
        uint256 class = abi.decode(Bytes.slice(data, 4, 36), (uint256));
        if (class > uint256(type(IConsortiumGovernor.Class).max)) return IConsortiumGovernor.Class.Upgrade;
        return IConsortiumGovernor.Class(class);
    }
}
