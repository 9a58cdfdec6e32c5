// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GovernorUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/GovernorUpgradeable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {MemberRegistry} from "./MemberRegistry.sol";
import {Predeploys} from "./Predeploys.sol";
import {Rulebook} from "./Rulebook.sol";
import {Tally} from "./Tally.sol";

/// @title Votes counted by chamber, under the rule a proposal was made under
/// @notice Voters here are organisations' ids. A vote by which a proposal comes to pass less than a quarter of the period
/// before the end moves that, so that the others always have a quarter to answer; each of them votes once.
abstract contract ChamberCounting is GovernorUpgradeable, Rulebook {
    using BitMaps for BitMaps.BitMap;
    using Tally for uint192;

    /// @dev For up to four chambers everything but who voted is one word, written when the proposal is made. `own` is the
    /// chamber, counted from 1, that has to be among those that pass; 0 where any will do, {EVERY} where all have to.
    struct Poll {
        uint24 ruleId;
        uint8 own;
        uint32 extension;
        uint192 first;
        uint192 second;
        BitMaps.BitMap voted;
    }

    MemberRegistry internal constant MEMBERS = MemberRegistry(Predeploys.MEMBER_REGISTRY);
    uint256 private constant LATE = 4;
    uint256 private constant EVERY = type(uint8).max;

    mapping(uint256 proposalId => Poll) private _polls;
    uint256[49] private _countingGap;

    /// @notice As OpenZeppelin's counting modes are described, with `by=chamber`.
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for,against,abstain&by=chamber";
    }

    /// @notice Whether an organisation, by its id, has voted.
    function hasVoted(uint256 proposalId, address organisation) public view override returns (bool) {
        (, uint16 index) = MEMBERS.seatOf(organisation);
        return MEMBERS.isAdmitted(organisation) && _polls[proposalId].voted.get(index);
    }

    /// @notice The end of the vote, seconds; later than announced where a late vote made it pass.
    function proposalDeadline(uint256 proposalId) public view virtual override returns (uint256) {
        return super.proposalDeadline(proposalId) + _polls[proposalId].extension;
    }

    function _openPoll(uint256 proposalId, uint24 ruleId, uint8 own) internal {
        _polls[proposalId].ruleId = ruleId;
        _polls[proposalId].own = own;
    }

    function _countVote(
        uint256 proposalId,
        address organisation,
        uint8 support,
        uint256 weight,
        bytes memory
    ) internal override returns (uint256) {
        if (support > uint8(2)) revert GovernorInvalidVoteType();
        Poll storage poll = _polls[proposalId];
        (uint8 chamber, uint16 index) = MEMBERS.seatOf(organisation);
        if (poll.voted.get(index)) revert GovernorAlreadyCastVote(organisation);
        uint256 answered = clock() + _ruleUsed(proposalId).votingPeriod / LATE;
        bool mayTurn = answered > proposalDeadline(proposalId) && !_voteSucceeded(proposalId);
        poll.voted.set(index);
        if (chamber < Tally.CHAMBERS) poll.first = poll.first.add(chamber, support, weight);
        else poll.second = poll.second.add(chamber - Tally.CHAMBERS, support, weight);
        if (mayTurn && _voteSucceeded(proposalId)) {
            poll.extension = SafeCast.toUint32(answered - super.proposalDeadline(proposalId));
            emit ProposalExtended(proposalId, SafeCast.toUint64(answered));
        }
        return weight;
    }

    /// @dev No question of its own: a chamber that did not turn out is none of those that {_voteSucceeded} counts.
    function _quorumReached(uint256) internal pure override returns (bool) {
        return true;
    }

    /// @inheritdoc GovernorUpgradeable
    /// @dev Enough chambers, its own among them, have cast the votes they ask for and agreed, and none that has a veto used it.
    function _voteSucceeded(uint256 proposalId) internal view override returns (bool passes) {
        Enacted storage rule = _ruleUsed(proposalId);
        uint256[] memory sizes = _sizes(proposalId);
        uint256 own = _polls[proposalId].own;
        uint256 agreeing;
        passes = true;
        for (uint8 chamber = 0; chamber < sizes.length; ++chamber) {
            ChamberRule memory asked = rule.chambers[chamber];
            (uint256 against, uint256 inFavour, uint256 abstaining) = _votes(proposalId, chamber);
            uint256 decisive = against + inFavour;
            bool enough = (decisive + abstaining) * WHOLE >= asked.quorum * sizes[chamber];
            bool agreed = enough && inFavour * WHOLE > asked.majority * decisive;
            if (agreed) ++agreeing;
            bool needed = chamber + 1 == own || own == EVERY;
            if ((needed && !agreed) || (asked.veto && against > inFavour)) passes = false;
        }
        passes = passes && agreeing >= rule.chambersNeeded;
    }

    function _ruleIdUsed(uint256 proposalId) internal view returns (uint24) {
        return _polls[proposalId].ruleId;
    }

    function _ruleUsed(uint256 proposalId) internal view returns (Enacted storage) {
        return _enactedAt(_polls[proposalId].ruleId);
    }

    /// @dev What the chambers' quorums are shares of. Who is barred by the emergency council counts everywhere but where
    /// that itself is decided on, or its own silence could end what it is barred by.
    function _sizes(uint256 proposalId) internal view returns (uint256[] memory) {
        uint256 snapshot = proposalSnapshot(proposalId);
        if (_ruleUsed(proposalId).class == Class.Emergency) return MEMBERS.actingSizesAt(snapshot);
        return MEMBERS.chamberSizesAt(snapshot);
    }

    function _votes(
        uint256 proposalId,
        uint8 chamber
    ) internal view returns (uint256 against, uint256 inFavour, uint256 abstaining) {
        Poll storage poll = _polls[proposalId];
        uint192 word = chamber < Tally.CHAMBERS ? poll.first : poll.second;
        uint256 place = chamber % Tally.CHAMBERS;
        return (word.votes(place, 0), word.votes(place, 1), word.votes(place, 2));
    }
}
