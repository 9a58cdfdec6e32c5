// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Where the contracts of governance stand in every genesis
/// @notice "quorate" in ASCII, zeros, and a number. Each is an ERC-1967 proxy; its first implementation stands at the
/// same address with 0x1000 set. They are constants, so that no contract has to be told, or could be told wrongly.
library Predeploys {
    address internal constant MEMBER_REGISTRY = 0x71756F7261746500000000000000000000000001;
    address internal constant GOVERNOR = 0x71756f7261746500000000000000000000000002;
    address internal constant TIMELOCK = 0x71756f7261746500000000000000000000000003;
    address internal constant NODE_REGISTRY = 0x71756f7261746500000000000000000000000004;
    address internal constant CHECKPOINT_BOARD = 0x71756f7261746500000000000000000000000005;
    address internal constant COMMITMENT_REGISTRY = 0x71756F7261746500000000000000000000000006;
    address internal constant AMENDMENTS = 0x71756f7261746500000000000000000000000007;
    address internal constant EMERGENCY_COUNCIL = 0x71756F7261746500000000000000000000000008;
    address internal constant GOVERNANCE_LOG = 0x71756F7261746500000000000000000000000009;
    address internal constant DEVICE_REGISTRY = 0x71756F726174650000000000000000000000000A;
    address internal constant ACCESS_PASS = 0x71756F726174650000000000000000000000000b;

    /// @notice Whether an address is one of these or of their successors: nobody has a key to it, or can deploy there.
    function isOne(address account) internal pure returns (bool) {
        return uint160(account) >> 8 == uint160(GOVERNANCE_LOG) >> 8;
    }
}
