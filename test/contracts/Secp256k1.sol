// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Public keys of test keys: no cheat code here gives them
/// @notice Affine double-and-add; slow, and only for small test keys.
library Secp256k1 {
    uint256 private constant P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;
    uint256 private constant GX = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798;
    uint256 private constant GY = 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8;

    /// @notice The 64 bytes x ‖ y of a private key, which must not be zero.
    function publicKey(uint256 key) internal view returns (bytes memory) {
        (uint256 x, uint256 y) = (0, 0);
        (uint256 px, uint256 py) = (GX, GY);
        for (uint256 rest = key; rest != 0; rest >>= 1) {
            if (rest & 1 == 1) (x, y) = x == 0 ? (px, py) : add(x, y, px, py);
            (px, py) = double(px, py);
        }
        return abi.encodePacked(x, y);
    }

    function double(uint256 x, uint256 y) private view returns (uint256, uint256) {
        uint256 slope = mulmod(mulmod(3, mulmod(x, x, P), P), inverse(addmod(y, y, P)), P);
        return third(slope, x, y, x);
    }

    function add(uint256 x, uint256 y, uint256 u, uint256 v) private view returns (uint256, uint256) {
        uint256 slope = mulmod(addmod(v, P - y, P), inverse(addmod(u, P - x, P)), P);
        return third(slope, x, y, u);
    }

    function third(uint256 slope, uint256 x, uint256 y, uint256 u) private pure returns (uint256 rx, uint256 ry) {
        rx = addmod(addmod(mulmod(slope, slope, P), P - x, P), P - u, P);
        ry = addmod(mulmod(slope, addmod(x, P - rx, P), P), P - y, P);
    }

    function inverse(uint256 value) private view returns (uint256) {
        (bool done, bytes memory result) = address(5).staticcall(
            abi.encode(uint256(32), uint256(32), uint256(32), value, P - 2, P)
        );
        require(done, "modexp");
        return abi.decode(result, (uint256));
    }
}
