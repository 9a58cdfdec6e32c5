// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The only text that enters the chain: a salted commitment, written out
library Commitment {
    /// @notice Whether `text` is "0x" and 64 lower-case hexadecimal digits.
    function isCommitment(string memory text) internal pure returns (bool) {
        bytes memory characters = bytes(text);
        if (characters.length != 66 || characters[0] != "0" || characters[1] != "x") return false;
        for (uint256 i = 2; i < 66; ++i) {
            bytes1 character = characters[i];
            bool digit = character >= "0" && character <= "9";
            if (!digit && (character < "a" || character > "f")) return false;
        }
        return true;
    }
}
