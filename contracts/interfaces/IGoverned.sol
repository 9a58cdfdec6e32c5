// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What every governed contract has in common
interface IGoverned {
    /// @notice Only a decision that went through vote and timelock may do this.
    error OnlyTimelock(address caller);

    /// @notice New code is put in place with no call into it: what has to follow is an action of its own.
    error UpgradeWithCall();
}
