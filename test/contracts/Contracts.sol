// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IAmendments} from "../../contracts/interfaces/IAmendments.sol";
import {ICheckpointBoard} from "../../contracts/interfaces/ICheckpointBoard.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IEmergencyCouncil} from "../../contracts/interfaces/IEmergencyCouncil.sol";
import {IGovernanceLog} from "../../contracts/interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";

// What callers see of the contracts. Tests know no more, so that compiling them does not compile the contracts again.

interface Upgradeable {
    function upgradeToAndCall(address implementation, bytes calldata data) external payable;
}

interface Members is IMemberRegistry, IVotes, IERC5267, Upgradeable {
    function initialize(bytes32 founding, bytes32 spec, bytes32[] calldata names) external;
}

interface Nodes is INodeRegistry, Upgradeable {
    function initialize() external;
}

interface Amending is IAmendments, Upgradeable {
    function initialize() external;
}

interface Board is ICheckpointBoard, Upgradeable {
    function initialize(uint16 threshold_, uint32 cadenceSeconds_) external;
}

interface Council is IEmergencyCouncil, Upgradeable {
    function initialize(Settings calldata first) external;
}

interface Log is IGovernanceLog, Upgradeable {
    function initialize() external;
}

interface Governor is IGovernor, IConsortiumGovernor, IERC5267, Upgradeable {
    function initialize(Rule[] calldata rules) external;
    function relay(address target, uint256 value, bytes calldata data) external payable;
    function updateTimelock(address timelock) external;
    function nonces(address account) external view returns (uint256);
}

interface Timelock is IAccessControl, Upgradeable {
    function PROPOSER_ROLE() external view returns (bytes32);
    function EXECUTOR_ROLE() external view returns (bytes32);
    function CANCELLER_ROLE() external view returns (bytes32);
    function DEFAULT_ADMIN_ROLE() external view returns (bytes32);
    function initialize() external;
    function initialize(uint256, address[] memory, address[] memory, address) external;
    function scheduleBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt,
        uint256 delay
    ) external;
    function executeBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt
    ) external payable;
    function schedule(address, uint256, bytes calldata, bytes32, bytes32, uint256) external;
    function execute(address, uint256, bytes calldata, bytes32, bytes32) external payable;
    function cancel(bytes32 id) external;
    function updateDelay(uint256 delay) external;
}
