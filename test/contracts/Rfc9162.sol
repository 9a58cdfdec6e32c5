// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The logs of RFC 9162, word for word as its recursive definitions (2.1.1 and 2.1.4.1)
library Rfc9162 {
    /// @dev MTH(D[from:to]); leaf number `rewritten` (from 1; 0 for none) has another content.
    function tree(uint256 from, uint256 to, uint256 rewritten) internal pure returns (bytes32) {
        if (to == from) return sha256("");
        if (to == from + 1) return sha256(abi.encodePacked(bytes1(0), from, to == rewritten));
        uint256 k = split(to - from);
        return sha256(abi.encodePacked(bytes1(0x01), tree(from, from + k, rewritten), tree(from + k, to, rewritten)));
    }

    function proof(uint256 m, uint256 n) internal pure returns (bytes32[] memory) {
        return subproof(m, 0, n, true, 0);
    }

    /// @dev SUBPROOF(m, D[from:to], b)
    function subproof(
        uint256 m,
        uint256 from,
        uint256 to,
        bool b,
        uint256 rewritten
    ) internal pure returns (bytes32[] memory) {
        if (m == to - from) {
            bytes32[] memory end = new bytes32[](b ? 0 : 1);
            if (!b) end[0] = tree(from, to, rewritten);
            return end;
        }
        uint256 k = split(to - from);
        if (m <= k) return append(subproof(m, from, from + k, b, rewritten), tree(from + k, to, rewritten));
        return append(subproof(m - k, from + k, to, false, rewritten), tree(from, from + k, rewritten));
    }

    /// @dev The largest power of two smaller than n.
    function split(uint256 n) internal pure returns (uint256 k) {
        k = 1;
        while (2 * k < n) k *= 2;
    }

    function append(bytes32[] memory path, bytes32 last) internal pure returns (bytes32[] memory longer) {
        longer = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; ++i) longer[i] = path[i];
        longer[path.length] = last;
    }
}
