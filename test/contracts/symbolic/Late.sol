// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {AnyRoll} from "./AnyRoll.sol";
import {Decided} from "./Decided.sol";

/// @title A vote that lets a proposal pass late leaves the others a quarter of the period
/// @notice For every period, every time of two votes of any weight, and any earlier count in favour, in one chamber where three
/// tenths are against and just over a half has to turn out. Other shares are proven in {TwoChambersProperties}.
contract LateProperties is Decided {
    address private constant SECOND = address(0x1003);
    uint16 private constant SIZE = 1000;
    uint16 private constant QUORUM = 5001;
    uint256 private constant ENOUGH = 501;
    uint16 private constant REFUSING = 300;
    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint256 private _inFavour;
    uint32 private _period;

    /// @custom:halmos --solver-timeout-branching 1s
    function setUp() public {
        IConsortiumGovernor.ChamberRule[] memory asked = new IConsortiumGovernor.ChamberRule[](1);
        Count[] memory counts = new Count[](1);
        (asked[0].quorum, asked[0].majority) = (QUORUM, 5000);
        counts[0].size = SIZE;
        counts[0].against = REFUSING;
        counts[0].inFavour = uint16(svm.createUint(16, "for"));
        _period = uint32(svm.createUint(32, "period"));
        vm.assume(_period > 0);
        standProposal(asked, counts, ruleOf(1, _period));
        _inFavour = counts[0].inFavour;
    }

    /// @dev Whether enough had turned out before or not.
    function check_aVoteThatLetsItPassLateLeavesAQuarter(uint16 weight, uint32 at) public {
        uint256 announced = GOVERNOR.proposalDeadline(id);
        vm.assume(_inFavour + weight <= 0xffff);
        uint256 end = ends(OFFICER, AnyRoll.Seat(0, 1, weight), FOR, at);
        uint256 turns = one(passesWith(_inFavour) == 0) & passesWith(_inFavour + weight);
        if (turns & one(at + _period / 4 > announced) == 1) assert(end == uint256(at) + _period / 4);
        else assert(end == announced);
    }

    function check_aVoteAgainstMovesNoEnd(uint16 weight, uint32 at) public {
        uint256 announced = GOVERNOR.proposalDeadline(id);
        vm.assume(weight <= 0xffff - REFUSING);
        assert(ends(OFFICER, AnyRoll.Seat(0, 1, weight), AGAINST, at) == announced);
    }

    /// @dev Once it passes, more votes for it move nothing.
    function check_noEndMovesFartherThanAQuarter(uint16 weight, uint32 at, uint16 second, uint32 later) public {
        uint256 announced = GOVERNOR.proposalDeadline(id);
        vm.assume(_inFavour + weight + second <= 0xffff);
        uint256 end = ends(OFFICER, AnyRoll.Seat(0, 1, weight), FOR, at);
        vm.assume(later >= at);
        uint256 last = ends(SECOND, AnyRoll.Seat(0, 2, second), FOR, later);
        assert(end == announced || last == end);
        assert(last >= announced && last <= announced + _period / 4);
    }

    /// @dev When the vote ends after one was cast at a time.
    function ends(address officer, AnyRoll.Seat memory seat, uint8 support, uint32 at) private returns (uint256) {
        ROLL.speaksFor(officer, address(uint160(officer) + 0x1000), seat);
        vm.warp(at);
        vm.prank(officer);
        GOVERNOR.castVote(id, support);
        return GOVERNOR.proposalDeadline(id);
    }

    function passesWith(uint256 inFavour) private view returns (uint256) {
        return one(REFUSING + inFavour >= ENOUGH) & one(inFavour > REFUSING);
    }
}
