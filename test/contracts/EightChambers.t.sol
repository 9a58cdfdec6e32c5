// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Deciding} from "./Deciding.sol";

/// @title The most chambers there can be: the tally's second word, and all of that of sizes
contract EightChambersTest is Deciding {
    /// @dev Against, for, abstain in turn; the third chamber, whose veto is set, abstains.
    function test_eightChambersAreCountedApart() public {
        Proposal memory made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
        openVote(made);
        for (uint256 i = 0; i < 8; ++i) vote(i, made, uint8(i % 3));
        for (uint8 c = 0; c < 8; ++c) {
            (uint256 inFavour, uint256 against, uint256 abstaining, uint256 size) = GOVERNOR.tally(made.id, c);
            vm.assertEq(size, 1);
            vm.assertEq(against, c % 3 == 0 ? 1 : 0);
            vm.assertEq(inFavour, c % 3 == 1 ? 1 : 0);
            vm.assertEq(abstaining, c % 3 == 2 ? 1 : 0);
        }
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Succeeded);
    }

    /// @dev One more comes to each chamber in turn, and goes again in turn.
    function test_whoComesAndGoesChangesTheSizeOfOneChamberAlone() public {
        uint256 begun = block.timestamp;
        for (uint256 turn = 0; turn < 16; ++turn) {
            vm.warp(begun + turn);
            uint256 c = turn % 8;
            IMemberRegistry.Card memory card = cardOf(8 + c, 1);
            card.chamber = chamberOf(c);
            if (turn < 8) {
                admitNow(card);
            } else {
                vm.prank(address(TIMELOCK));
                MEMBERS.suspend(card.organisation);
            }
        }
        vm.warp(begun + 16);
        for (uint256 turn = 0; turn < 16; ++turn) {
            uint256 total;
            for (uint8 c = 0; c < 8; ++c) {
                uint256 size = c <= turn && turn < 8 + c ? 2 : 1;
                vm.assertEq(MEMBERS.chamberSizeAt(c, begun + turn), size);
                vm.assertEq(MEMBERS.chamberSizesAt(begun + turn)[c], size);
                total += size;
            }
            vm.assertEq(MEMBERS.getPastTotalSupply(begun + turn), total);
        }
    }

    function founders() internal pure override returns (uint256) {
        return 8;
    }

    function chambers() internal pure override returns (bytes32[] memory names) {
        names = new bytes32[](8);
        for (uint256 i = 0; i < 8; ++i) names[i] = chamberOf(i);
    }

    function chamberOf(uint256 i) internal pure override returns (bytes32) {
        return bytes32(abi.encodePacked("chamber-", bytes1(uint8(97 + i))));
    }
}
