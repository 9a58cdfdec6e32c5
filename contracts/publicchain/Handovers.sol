// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The handover: a signer set names the next one
/// @notice Signed by M of the epoch before, in the domain of checkpoints.
library Handovers {
    /// @param epoch number of the set that is named
    /// @param sequence last checkpoint before it: binds it to one place; the next one is of this epoch
    /// @param setHash keccak256 of the sorted addresses, 20 bytes each
    /// @param n signers in the set
    /// @param m how many of them sign
    struct Handover {
        uint64 epoch;
        uint64 sequence;
        bytes32 setHash;
        uint16 n;
        uint16 m;
    }

    bytes32 private constant HANDOVER_TYPE = keccak256(
        "Handover(uint64 epoch,uint64 sequence,bytes32 setHash,uint16 n,uint16 m)"
    );

    /// @notice EIP-712 struct hash.
    function structHash(Handover memory handover) internal pure returns (bytes32) {
        return keccak256(abi.encode(HANDOVER_TYPE, handover));
    }
}
