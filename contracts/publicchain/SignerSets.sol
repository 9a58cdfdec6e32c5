// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Signer sets: their hash, and exactly M of them having signed
library SignerSets {
    /// @notice ERC-2098: always two words, s in the lower half of its range.
    struct Signature {
        bytes32 r;
        bytes32 vs;
    }

    /// @notice So that a subset fits a word.
    uint256 internal constant MOST = 255;

    /// @dev Of secp256k1: of the two solutions s and n - s only the smaller one counts.
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    error InvalidAddress();
    error SignatureCount(uint256 expected, uint256 found);
    error InvalidSignature(uint256 index);
    error SignersNotAscending(address signer);
    error SignerUnknown(address signer);

    /// @notice keccak256 of the addresses, 20 bytes each.
    function hash(address[] memory set) internal pure returns (bytes32) {
        bytes memory packed;
        for (uint256 i = 0; i < set.length; ++i) packed = bytes.concat(packed, bytes20(set[i]));
        return keccak256(packed);
    }

    /// @notice {hash} of a set in calldata.
    function hashCalldata(address[] calldata set) internal pure returns (bytes32 result) {
        uint256 beyond;
        // Solidity packs the elements of an array to 32 bytes each, and byte strings grow by copies.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let packed := mload(0x40)
            let end := packed
            for {
                let i := 0
            } lt(i, set.length) {
                i := add(i, 1)
            } {
                let word := calldataload(add(set.offset, mul(i, 32)))
                beyond := or(beyond, shr(160, word))
                mstore(end, shl(96, word))
                end := add(end, 20)
            }
            result := keccak256(packed, sub(end, packed))
        }
        if (beyond != 0) revert InvalidAddress();
    }

    /// @notice Reverts unless exactly `needed` distinct members of the set signed, in ascending order.
    /// @param set sorted, ascending; its hash is the caller's to check
    /// @return places bit i: member i of the set signed
    function requireSigned(
        bytes32 digest,
        Signature[] calldata signatures,
        address[] calldata set,
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
    function recover(bytes32 digest, bytes32 r, bytes32 vs, uint256 index) internal pure returns (address signer) {
        uint256 s = uint256(vs) & (type(uint256).max >> 1);
        // 27 or 28.
        uint8 v = uint8((uint256(vs) >> 255) + 27);
        signer = s > HALF_ORDER ? address(0) : ecrecover(digest, v, r, bytes32(s));
        if (signer == address(0)) revert InvalidSignature(index);
    }
}
