// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Consistency of two states of an append-only log (RFC 9162, section 2.1.4.2; SHA-256)
library Consistency {
    /// @notice Whether the log of `size` leaves with `root` is a prefix of the one of `newSize` leaves with `newRoot`.
    /// The empty log is a prefix of every log, and needs no proof.
    function holds(
        uint256 size,
        uint256 newSize,
        bytes32 root,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) internal pure returns (bool) {
        if (size > newSize) return false;
        if (size == newSize) return proof.length == 0 && root == newRoot;
        if (size == 0) return proof.length == 0;
        return _walk(size - 1, newSize - 1, root, newRoot, proof);
    }

    /// @dev The names are the RFC's: fn and sn are the last leaves, fr and sr the roots computed.
    function _walk(
        uint256 fn,
        uint256 sn,
        bytes32 root,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) private pure returns (bool) {
        bool complete = fn & (fn + 1) == 0;
        if (proof.length == 0) return false;
        while (fn & 1 == 1) (fn, sn) = (fn >> 1, sn >> 1);
        bytes32 fr = complete ? root : proof[0];
        bytes32 sr = fr;
        for (uint256 i = complete ? 0 : 1; i < proof.length; ++i) {
            if (sn == 0) return false;
            if (fn & 1 == 1 || fn == sn) {
                fr = _node(proof[i], fr);
                sr = _node(proof[i], sr);
                while (fn & 1 == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
            } else {
                sr = _node(sr, proof[i]);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return fr == root && sr == newRoot && sn == 0;
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }
}
