// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Names that are their own identifiers
/// @notice A slug is `[a-z][a-z0-9-]*` in ASCII, left-aligned, padded with zeros. It is readable everywhere and is not a
/// hash of anything.
library Slug {
    /// @notice Whether `value` is a slug of at least `least` characters.
    function isSlug(bytes32 value, uint256 least) internal pure returns (bool) {
        uint256 length;
        while (length < 32 && value[length] != 0) {
            if (!_allowed(value[length], length == 0)) return false;
            ++length;
        }
        return length >= least && (length == 32 || value << (length * 8) == 0);
    }

    function _allowed(bytes1 character, bool first) private pure returns (bool) {
        if (character >= "a" && character <= "z") return true;
        return !first && ((character >= "0" && character <= "9") || character == "-");
    }
}
