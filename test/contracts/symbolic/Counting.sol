// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {AnyRoll} from "./AnyRoll.sol";
import {Symbolic} from "./Symbolic.sol";

/// @title A vote is counted once, and in one place
contract CountingProperties is Symbolic {
    address private constant OFFICER = address(0x1001);
    address private constant ORGANISATION = address(0x1002);
    address private constant OTHER_OFFICER = address(0x1003);
    address private constant OTHER = address(0x1004);
    AnyRoll private constant ROLL = AnyRoll(Predeploys.MEMBER_REGISTRY);

    function setUp() public {
        standAnyhow(address(GOVERNOR), "ConsortiumGovernor.sol:ConsortiumGovernor");
        vm.etch(address(ROLL), type(AnyRoll).runtimeCode);
    }

    function check_aVoteEntersItsLaneAndNoOther(
        uint256 id,
        AnyRoll.Seat memory seat,
        uint8 support,
        uint8 other
    ) public {
        vm.assume(seat.chamber < 8 && other < 8);
        ROLL.speaksFor(OFFICER, ORGANISATION, seat);
        uint256 before = votesIn(id, seat.chamber);
        uint256 beside = votesIn(id, other);
        vm.assume(support > 2 || seat.votes <= 0xffff - ((before >> (support * 16)) & 0xffff));
        anyTime();
        vm.prank(OFFICER);
        GOVERNOR.castVote(id, support);
        assert(support <= 2);
        assert(votesIn(id, seat.chamber) == before + (seat.votes << (support * 16)));
        assert(other == seat.chamber || votesIn(id, other) == beside);
        assert(GOVERNOR.hasVoted(id, ORGANISATION));
    }

    function check_whoVotedDoesNotVoteAgain(uint256 id, AnyRoll.Seat memory seat, uint8 support) public {
        ROLL.speaksFor(OFFICER, ORGANISATION, seat);
        bool voted = GOVERNOR.hasVoted(id, ORGANISATION);
        anyTime();
        vm.prank(OFFICER);
        GOVERNOR.castVote(id, support);
        assert(!voted);
    }

    function check_aVoteIsNobodyElses(
        uint256 id,
        AnyRoll.Seat memory seat,
        AnyRoll.Seat memory other,
        uint8 support
    ) public {
        vm.assume(seat.index != other.index);
        ROLL.speaksFor(OFFICER, ORGANISATION, seat);
        ROLL.speaksFor(OTHER_OFFICER, OTHER, other);
        bool voted = GOVERNOR.hasVoted(id, OTHER);
        anyTime();
        vm.prank(OFFICER);
        GOVERNOR.castVote(id, support);
        assert(GOVERNOR.hasVoted(id, OTHER) == voted);
    }

    /// @dev A chamber's three lanes, 16 bits each, as they stand before its size is asked for.
    function votesIn(uint256 id, uint8 chamber) private returns (uint256) {
        vm.warp(0);
        (uint256 inFavour, uint256 against, uint256 abstaining, ) = GOVERNOR.tally(id, chamber);
        return against | (inFavour << 16) | (abstaining << 32);
    }
}
