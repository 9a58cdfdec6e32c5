// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {AnyRoll} from "./AnyRoll.sol";
import {Decided} from "./Decided.sol";

/// @title A quorum that comes late leaves the others a quarter of the period, once
/// @notice For every period, every time of two votes of any weight, and any earlier count, in one chamber of which just over
/// a half has to turn out. Other shares are proven in {TwoChambersProperties}.
contract LateProperties is Decided {
    address private constant SECOND = address(0x1003);
    uint16 private constant SIZE = 1000;
    uint16 private constant QUORUM = 5001;
    uint256 private constant ENOUGH = 501;
    uint256 private _cast;
    uint32 private _period;

    /// @custom:halmos --solver-timeout-branching 1s
    function setUp() public {
        IConsortiumGovernor.ChamberRule[] memory asked = new IConsortiumGovernor.ChamberRule[](1);
        Count[] memory counts = new Count[](1);
        (asked[0].quorum, asked[0].majority) = (QUORUM, 5000);
        (counts[0].inFavour, counts[0].size) = (uint16(svm.createUint(16, "cast")), SIZE);
        _period = uint32(svm.createUint(32, "period"));
        vm.assume(_period > 0);
        standProposal(asked, counts, ruleOf(1, _period));
        _cast = counts[0].inFavour;
    }

    function check_aLateQuorumLeavesAQuarter(uint16 weight, uint32 at) public {
        uint256 announced = GOVERNOR.proposalDeadline(id);
        vm.assume(_cast + weight <= 0xffff);
        uint256 end = ends(OFFICER, 1, weight, at);
        if (isLate(_cast, weight, at, announced) == 1) assert(end == uint256(at) + _period / 4);
        else assert(end == announced);
        assert(end >= announced && end <= announced + _period / 4);
    }

    function check_noVoteIsExtendedTwice(uint16 weight, uint32 at, uint16 second, uint32 later) public {
        uint256 announced = GOVERNOR.proposalDeadline(id);
        vm.assume(_cast + weight + second <= 0xffff);
        uint256 end = ends(OFFICER, 1, weight, at);
        vm.assume(later >= at);
        uint256 last = ends(SECOND, 2, second, later);
        assert(end == announced || last == end);
        assert(last >= announced && last <= announced + _period / 4);
    }

    /// @dev When the vote ends after one was cast at a time.
    function ends(address officer, uint16 index, uint16 weight, uint32 at) private returns (uint256) {
        ROLL.speaksFor(officer, address(uint160(officer) + 0x1000), AnyRoll.Seat(0, index, weight));
        vm.warp(at);
        vm.prank(officer);
        GOVERNOR.castVote(id, 1);
        return GOVERNOR.proposalDeadline(id);
    }

    function isLate(uint256 cast, uint256 weight, uint256 at, uint256 announced) private view returns (uint256) {
        return one(cast < ENOUGH) & one(cast + weight >= ENOUGH) & one(at + _period / 4 > announced);
    }
}
