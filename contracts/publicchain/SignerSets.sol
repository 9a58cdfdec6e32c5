// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Signer sets: their hash, and exactly M of them having signed
library SignerSets {
    /// @notice ERC-2098: always two words, s in the lower half of its range.
    struct Signature {
        bytes32 r;
        bytes32 vs;
    }

    /// @notice So that a subset fits a word.
    uint256 internal constant MOST = 255;

    error SignatureCount(uint256 expected, uint256 found);
    error InvalidSignature(uint256 index);
    error SignersNotAscending(address signer);
    error SignerUnknown(address signer);

    /// @notice keccak256 of the addresses, 20 bytes each.
    function hash(address[] memory set) internal pure returns (bytes32 result) {
        // Solidity packs the elements of an array to 32 bytes each.
        assembly ("memory-safe") {
            let packed := mload(0x40)
            let length := mload(set)
            for {
                let i := 0
            } lt(i, length) {
                i := add(i, 1)
            } {
                mstore(add(packed, mul(i, 20)), shl(96, mload(add(add(set, 32), mul(i, 32)))))
            }
            result := keccak256(packed, mul(length, 20))
        }
    }

    /// @notice Reverts unless exactly `needed` distinct members of the set signed, in ascending order.
    /// @param set sorted, ascending; its hash is the caller's to check
    /// @return places bit i: member i of the set signed
    function requireSigned(
        bytes32 digest,
        Signature[] calldata signatures,
        address[] memory set,
        uint256 needed
    ) internal pure returns (uint256 places) {
        if (signatures.length != needed) revert SignatureCount(needed, signatures.length);
        address last;
        uint256 place;
        for (uint256 i = 0; i < needed; ++i) {
            address signer = recover(digest, signatures[i].r, signatures[i].vs, i);
            if (signer <= last) revert SignersNotAscending(signer);
            while (place < set.length && set[place] != signer) ++place;
            if (place == set.length) revert SignerUnknown(signer);
            places |= 1 << place;
            last = signer;
        }
    }

    /// @notice Who signed; reverts when nobody can have.
    function recover(bytes32 digest, bytes32 r, bytes32 vs, uint256 index) internal pure returns (address) {
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, r, vs);
        if (problem != ECDSA.RecoverError.NoError) revert InvalidSignature(index);
        return signer;
    }
}
