// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {Decided} from "./Decided.sol";

/// @title Chambers decide exactly as their rule says
/// @notice For every rule that can be enacted, every count and every size. Two chambers are judged together, each under a rule
/// of its own; of eight, each where it alone
/// is needed and the others are silent, and where all are needed and the others agree.
contract TwoChambersProperties is Decided {
    IConsortiumGovernor.ChamberRule[] private _asked;
    Count[] private _counts;
    uint8 private _needed;

    /// @custom:halmos --solver-timeout-branching 1s
    function setUp() public {
        IConsortiumGovernor.ChamberRule[] memory asked = new IConsortiumGovernor.ChamberRule[](2);
        Count[] memory counts = new Count[](2);
        _needed = uint8(svm.createUint(8, "needed"));
        vm.assume(one(_needed == 1) | one(_needed == 2) == 1);
        for (uint256 i = 0; i < 2; ++i) {
            (asked[i], counts[i]) = (anyRule(), anyCount());
            _asked.push(asked[i]);
            _counts.push(counts[i]);
        }
        standProposal(asked, counts, ruleOf(_needed, 4000));
    }

    function check_twoChambersDecideByTheirRule() public {
        uint256 vetoed = vetoes(_asked[0], _counts[0]) | vetoes(_asked[1], _counts[1]);
        uint256 agreeing = agrees(_asked[0], _counts[0]) + agrees(_asked[1], _counts[1]);
        assert(passes() == (one(vetoed == 0) & one(agreeing >= _needed)));
    }
}

contract EightChambersProperties is Decided {
    IConsortiumGovernor.ChamberRule private _asked;
    uint8 private _needed;

    /// @custom:halmos --solver-timeout-branching 1s
    function setUp() public {
        IConsortiumGovernor.ChamberRule[] memory asked = new IConsortiumGovernor.ChamberRule[](8);
        _asked = anyRule();
        for (uint256 i = 0; i < 8; ++i) asked[i] = _asked;
        _needed = uint8(svm.createUint(8, "needed"));
        vm.assume(one(_needed == 1) | one(_needed == 8) == 1);
        standProposal(asked, new Count[](8), ruleOf(_needed, 4000));
    }

    function check_eachOfEightChambersIsCounted(uint8 chamber, Count memory count) public {
        bool othersAgree = _needed == 8;
        Count[] memory counts = new Count[](8);
        for (uint256 i = 0; i < 8; ++i) counts[i] = Count(0, othersAgree ? 1 : 0, 0, 1);
        counts[below(8, chamber)] = count;
        putVotes(counts);
        uint256 agreeing = agrees(_asked, count) + (othersAgree ? 7 : 0);
        assert(passes() == (one(vetoes(_asked, count) == 0) & one(agreeing >= _needed)));
    }
}
