// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {Deciding} from "./Deciding.sol";

/// @title The count against a model written apart from it
contract CountingTest is Deciding {
    struct Count {
        uint256 against;
        uint256 inFavour;
        uint256 abstaining;
        uint256 size;
    }

    /// @dev Two bits of `votes` for each organisation: against, for, abstain, or no vote. Rules are fuzzed whole.
    function testFuzz_aProposalPassesWhenTheModelSaysSo(
        uint256 votes,
        uint16[3] memory quorums,
        uint16[3] memory majorities,
        uint8 vetoes,
        uint8 needed,
        bool delegated
    ) public {
        IConsortiumGovernor.Rule memory fuzzed = ruleFrom(quorums, majorities, vetoes, needed);
        enact(fuzzed);
        if (delegated) {
            vm.prank(officer(2));
            MEMBERS.delegate(idOf(1));
        }
        Proposal memory made = propose(0, single(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)), 7));
        openVote(made);
        Count[3] memory counts = cast(made, votes, delegated);
        closeVote(made);
        bool passes = model(fuzzed, counts);
        isIn(made, passes ? IGovernor.ProposalState.Succeeded : IGovernor.ProposalState.Defeated);
        for (uint8 c = 0; c < 3; ++c) {
            (uint256 inFavour, uint256 against, uint256 abstaining, uint256 size) = GOVERNOR.tally(made.id, c);
            vm.assertEq(inFavour, counts[c].inFavour);
            vm.assertEq(against, counts[c].against);
            vm.assertEq(abstaining, counts[c].abstaining);
            vm.assertEq(size, counts[c].size);
        }
    }

    function testFuzz_aRuleOutOfBoundsIsRefused(uint16 quorum, uint16 majority, uint8 needed, uint8 chambers) public {
        IConsortiumGovernor.Rule memory bad = rule(needed);
        bad.chambers = new IConsortiumGovernor.ChamberRule[](bound(chambers, 0, 6));
        for (uint256 c = 0; c < bad.chambers.length; ++c) {
            bad.chambers[c] = IConsortiumGovernor.ChamberRule(quorum, majority, false);
        }
        bool sound = quorum <= 10_000 && majority >= 5000 && majority < 10_000;
        vm.assume(!(sound && needed >= 1 && needed <= 3 && bad.chambers.length == 3));
        Proposal memory made = proposed(address(GOVERNOR), setRule(bad));
        carry(made);
        vm.warp(GOVERNOR.proposalEta(made.id));
        bytes32 hash = keccak256(bytes(made.description));
        vm.expectRevert(
            abi.encodeWithSelector(IConsortiumGovernor.InvalidRule.selector, IConsortiumGovernor.Class.Parameters)
        );
        GOVERNOR.execute(made.targets, made.values, made.calldatas, hash);
    }

    function cast(Proposal memory made, uint256 votes, bool delegated) private returns (Count[3] memory counts) {
        (counts[0].size, counts[1].size, counts[2].size) = (3, 2, 1);
        for (uint256 i = 0; i < FOUNDERS; ++i) {
            uint256 choice = (votes >> (2 * i)) & 3;
            if (choice == 3 || (delegated && i == 2)) continue;
            vote(i, made, uint8(choice));
            Count memory count = counts[
                i < 3
                    ? 0
                    : i < 5
                        ? 1
                        : 2
            ];
            uint256 weight = delegated && i == 1 ? 2 : 1;
            if (choice == AGAINST) count.against += weight;
            if (choice == FOR) count.inFavour += weight;
            if (choice == ABSTAIN) count.abstaining += weight;
        }
    }

    /// @dev In fractions, from the words of the rule; nothing is shared with the contract.
    function model(IConsortiumGovernor.Rule memory asked, Count[3] memory counts) private pure returns (bool) {
        uint256 passed;
        for (uint256 c = 0; c < 3; ++c) {
            Count memory count = counts[c];
            uint256 turnout = count.against + count.inFavour + count.abstaining;
            bool enough = turnout >= 1 && (turnout * 10_000) / count.size >= asked.chambers[c].quorum;
            uint256 decided = count.against + count.inFavour;
            bool agreed = decided > 0 && count.inFavour * 1e12 > (asked.chambers[c].majority * decided * 1e12) / 10_000;
            if (enough && agreed) ++passed;
            if (asked.chambers[c].veto && count.against > count.inFavour) return false;
        }
        return passed >= asked.chambersNeeded;
    }

    function ruleFrom(
        uint16[3] memory quorums,
        uint16[3] memory majorities,
        uint8 vetoes,
        uint8 needed
    ) private pure returns (IConsortiumGovernor.Rule memory made) {
        made = rule(uint8(bound(needed, 1, 3)));
        for (uint256 c = 0; c < 3; ++c) {
            made.chambers[c] = IConsortiumGovernor.ChamberRule(
                uint16(bound(quorums[c], 0, 10_000)),
                uint16(bound(majorities[c], 5000, 9999)),
                (vetoes >> c) & 1 == 1
            );
        }
    }

    function enact(IConsortiumGovernor.Rule memory wanted) private {
        decide(proposed(address(GOVERNOR), setRule(wanted)));
    }

    function setRule(IConsortiumGovernor.Rule memory wanted) private pure returns (bytes memory) {
        return abi.encodeCall(IConsortiumGovernor.setRule, (IConsortiumGovernor.Class.Parameters, wanted));
    }
}
