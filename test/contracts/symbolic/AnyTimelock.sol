// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What the governor needs of a timelock: it remembers what waits and what is done, and keeps no time
contract AnyTimelock {
    enum Operation {
        Unknown,
        Pending,
        Done
    }

    error NotPending(bytes32 id);

    mapping(bytes32 id => Operation) private _operations;

    function scheduleBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt,
        uint256
    ) external {
        _operations[hashOperationBatch(targets, values, payloads, predecessor, salt)] = Operation.Pending;
    }

    function executeBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt
    ) external payable {
        bytes32 id = hashOperationBatch(targets, values, payloads, predecessor, salt);
        if (_operations[id] != Operation.Pending) revert NotPending(id);
        _operations[id] = Operation.Done;
    }

    function isOperationPending(bytes32 id) external view returns (bool) {
        return _operations[id] == Operation.Pending;
    }

    function isOperationDone(bytes32 id) external view returns (bool) {
        return _operations[id] == Operation.Done;
    }

    function getMinDelay() external pure returns (uint256) {
        return 0;
    }

    function hashOperationBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(targets, values, payloads, predecessor, salt));
    }
}
