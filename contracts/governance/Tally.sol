// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Four chambers' votes in one word
/// @notice 48 bits a chamber: against, for, abstain, 16 bits each, in the order of Governor's VoteType. No chamber has more
/// than 65,535 votes, since no registry has more organisations.
library Tally {
    uint256 internal constant CHAMBERS = 4;

    /// @notice Adds votes; `chamber` counts within the word.
    function add(uint192 word, uint256 chamber, uint8 support, uint256 weight) internal pure returns (uint192) {
        return word + uint192(weight << (chamber * 48 + uint256(support) * 16));
    }

    /// @notice Votes of one kind; `chamber` counts within the word.
    function votes(uint192 word, uint256 chamber, uint8 support) internal pure returns (uint256) {
        return uint16(word >> (chamber * 48 + uint256(support) * 16));
    }
}
