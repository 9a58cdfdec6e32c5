// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {Decided} from "./Decided.sol";

/// @title The only text is a commitment
/// @notice For every reason of 66 bytes, given with a vote that is otherwise right.
contract TextProperties is Decided {
    function setUp() public {
        IConsortiumGovernor.ChamberRule[] memory asked = new IConsortiumGovernor.ChamberRule[](1);
        Count[] memory counts = new Count[](1);
        (asked[0].majority, counts[0].size) = (5000, 1);
        standProposal(asked, counts, ruleOf(1, 4000));
    }

    function check_aReasonIsTwoCharactersAnd64Digits() public {
        bytes memory text = svm.createBytes(66, "reason");
        uint256 digits = one(text[0] == "0") & one(text[1] == "x");
        for (uint256 i = 2; i < 66; ++i) {
            uint256 number = one(text[i] >= "0") & one(text[i] <= "9");
            uint256 letter = one(text[i] >= "a") & one(text[i] <= "f");
            digits &= number | letter;
        }
        vm.warp(GOVERNOR.proposalSnapshot(id) + 1);
        vm.prank(OFFICER);
        try GOVERNOR.castVoteWithReason(id, 1, string(text)) {
            assert(digits == 1);
        } catch {
            assert(digits == 0);
        }
    }
}
