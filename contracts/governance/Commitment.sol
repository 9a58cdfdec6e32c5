// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The only text that enters the chain: a salted commitment, written out
library Commitment {
    /// @dev A bit for each character allowed: 0 to 9 and a to f.
    uint256 private constant DIGITS = (0x3FF << 48) | (0x3F << 97);

    /// @notice Whether `text` is "0x" and 64 lower-case hexadecimal digits.
    function isCommitment(string memory text) internal pure returns (bool) {
        bytes memory characters = bytes(text);
        if (characters.length != 66 || characters[0] != "0" || characters[1] != "x") return false;
        for (uint256 i = 2; i < 66; ++i) {
            if ((DIGITS >> uint8(characters[i])) & 1 == 0) return false;
        }
        return true;
    }
}
