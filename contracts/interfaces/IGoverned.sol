// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What every governed contract has in common
interface IGoverned {
    /// @notice Only a decision that went through vote and timelock may do this.
    error OnlyTimelock(address caller);
}
