// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What all members agree on about checkpoints
interface ICheckpointBoard {
    event ThresholdSet(uint16 threshold);
    event CadenceSet(uint32 cadenceSeconds);

    error InvalidThreshold(uint16 threshold);
    error InvalidCadence(uint32 cadenceSeconds);

    /// @notice How many members sign a checkpoint. Only the timelock sets it.
    function setThreshold(uint16 value) external;

    /// @notice Length of a window in seconds. Only the timelock sets it.
    function setCadence(uint32 value) external;

    function threshold() external view returns (uint16);

    function cadenceSeconds() external view returns (uint32);
}
