// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../governance/Governed.sol";
import {Predeploys} from "../governance/Predeploys.sol";
import {ICommitmentRegistry} from "../interfaces/ICommitmentRegistry.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";

/// @title CommitmentRegistry
contract CommitmentRegistry is ICommitmentRegistry, Governed {
    IMemberRegistry private constant MEMBERS = IMemberRegistry(Predeploys.MEMBER_REGISTRY);

    uint64 private _count;
    mapping(address organisation => mapping(bytes32 root => uint64 number)) private _numbers;

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize() external initializer {}

    /// @inheritdoc ICommitmentRegistry
    function commit(bytes32 root) external returns (uint64 number) {
        address organisation = MEMBERS.actingFor(msg.sender, IMemberRegistry.Role.Agent);
        if (organisation == address(0)) revert CallerNotAgent(msg.sender);
        if (root == 0) revert EmptyRoot();
        uint64 before = _numbers[organisation][root];
        if (before != 0) revert RootCommitted(root, before);
        number = ++_count;
        _numbers[organisation][root] = number;
        emit BatchCommitted(organisation, number, root);
    }

    /// @inheritdoc ICommitmentRegistry
    function count() external view returns (uint64) {
        return _count;
    }

    /// @inheritdoc ICommitmentRegistry
    function numberOf(address organisation, bytes32 root) external view returns (uint64) {
        return _numbers[organisation][root];
    }
}
