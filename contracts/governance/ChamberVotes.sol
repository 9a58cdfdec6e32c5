// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {VotesUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/utils/VotesUpgradeable.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {ERC6372Utils} from "@openzeppelin/contracts/utils/ERC6372Utils.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title The book of votes: one for each active organisation, counted by chamber
/// @notice OpenZeppelin's Votes over organisation ids, by time. A vote cannot be transferred; it can be delegated within
/// its chamber. An organisation that never chose a delegate holds its own vote, which needs no storage.
abstract contract ChamberVotes is VotesUpgradeable {
    using Checkpoints for Checkpoints.Trace208;

    Checkpoints.Trace208[8] private _sizes;
    uint256[40] private _gap;

    /// @notice ERC-6372: time in seconds, not block numbers, whose pace can be voted on.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @notice ERC-6372: "mode=timestamp".
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view override returns (string memory) {
        return ERC6372Utils.timestampClockMode(clock);
    }

    /// @notice Who holds an organisation's vote: itself unless it chose another.
    function delegates(address organisation) public view override returns (address) {
        address chosen = super.delegates(organisation);
        return chosen == address(0) ? organisation : chosen;
    }

    /// @notice All votes at a time before now: the sum of the chambers'.
    function getPastTotalSupply(uint256 timepoint) public view override returns (uint256 total) {
        for (uint256 chamber = 0; chamber < _sizes.length; ++chamber) {
            total += _sizeAt(chamber, timepoint);
        }
    }

    function _mintVote(address organisation, uint8 chamber) internal {
        _sizes[chamber].push(clock(), _sizes[chamber].latest() + 1);
        _moveDelegateVotes(address(0), delegates(organisation), 1);
    }

    function _burnVote(address organisation, uint8 chamber) internal {
        _sizes[chamber].push(clock(), _sizes[chamber].latest() - 1);
        _moveDelegateVotes(delegates(organisation), address(0), 1);
    }

    function _sizeNow(uint8 chamber) internal view returns (uint256) {
        return _sizes[chamber].latest();
    }

    function _sizeAt(uint256 chamber, uint256 timepoint) internal view returns (uint256) {
        return _sizes[chamber].upperLookupRecent(_validateTimepoint(timepoint));
    }

    function _getTotalSupply() internal view override returns (uint256 total) {
        for (uint256 chamber = 0; chamber < _sizes.length; ++chamber) {
            total += _sizes[chamber].latest();
        }
    }
}
