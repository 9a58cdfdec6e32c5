// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Roots of batches of salted commitments
/// @notice A root says nothing of what is below it, nor how much.
interface ICommitmentRegistry {
    event BatchCommitted(address indexed organisation, uint64 indexed number, bytes32 root);

    error CallerNotAgent(address caller);
    error EmptyRoot();
    error RootCommitted(bytes32 root, uint64 number);

    /// @notice Puts a batch's root on record. By an agent of an active organisation, once for each root.
    /// @dev Once for each organisation, not for all: else whoever copies a root from the pool could keep its owner out.
    /// @return number of the batch in this network, from 1
    function commit(bytes32 root) external returns (uint64 number);

    /// @notice How many batches there are.
    function count() external view returns (uint64);

    /// @notice Number of the batch that an organisation committed; zero when it did not.
    function numberOf(address organisation, bytes32 root) external view returns (uint64);
}
