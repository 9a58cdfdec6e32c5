// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointBoard} from "../interfaces/ICheckpointBoard.sol";
import {Governed} from "./Governed.sol";

/// @title CheckpointBoard
contract CheckpointBoard is ICheckpointBoard, Governed {
    uint16 private _threshold;
    uint32 private _cadenceSeconds;

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize(uint16 threshold_, uint32 cadenceSeconds_) external initializer {
        _setThreshold(threshold_);
        _setCadence(cadenceSeconds_);
    }

    /// @inheritdoc ICheckpointBoard
    function setThreshold(uint16 value) external onlyTimelock {
        _setThreshold(value);
    }

    /// @inheritdoc ICheckpointBoard
    function setCadence(uint32 value) external onlyTimelock {
        _setCadence(value);
    }

    /// @inheritdoc ICheckpointBoard
    function threshold() external view returns (uint16) {
        return _threshold;
    }

    /// @inheritdoc ICheckpointBoard
    function cadenceSeconds() external view returns (uint32) {
        return _cadenceSeconds;
    }

    function _setThreshold(uint16 value) private {
        if (value == 0) revert InvalidThreshold(value);
        _threshold = value;
        emit ThresholdSet(value);
    }

    function _setCadence(uint32 value) private {
        if (value == 0) revert InvalidCadence(value);
        _cadenceSeconds = value;
        emit CadenceSet(value);
    }
}
