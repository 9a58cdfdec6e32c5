// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../../contracts/interfaces/IMemberRegistry.sol";
import {AnyRoll} from "./AnyRoll.sol";
import {Decided} from "./Decided.sol";

/// @title Keys are replaced only where the chamber of the member they are of is among those that pass
/// @notice For every rule that can be enacted, every count and size of two chambers, whichever of them is its own, or none.
contract OwnChamberProperties is Decided {
    uint32 private constant PERIOD = 4000;
    IConsortiumGovernor.ChamberRule[] private _asked;
    Count[] private _counts;
    uint8 private _needed;
    uint8 private _own;

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
        _own = uint8(svm.createUint(8, "own"));
        vm.assume(_own <= 2);
        vm.etch(address(ROLL), type(AnyRoll).runtimeCode);
        ROLL.concerns(_own);
        standProposal(asked, counts, ruleOf(_needed, PERIOD));
    }

    function check_keysNeedTheirOwnChamber() public {
        uint256 vetoed = vetoes(_asked[0], _counts[0]) | vetoes(_asked[1], _counts[1]);
        uint256 agreeing = agrees(_asked[0], _counts[0]) + agrees(_asked[1], _counts[1]);
        uint256 refused = (one(_own == 1) & refuses(0)) | (one(_own == 2) & refuses(1));
        assert(passes() == (one(vetoed == 0) & one(agreeing >= _needed) & one(refused == 0)));
    }

    function refuses(uint256 chamber) private view returns (uint256) {
        return one(agrees(_asked[chamber], _counts[chamber]) == 0);
    }

    function actions()
        internal
        pure
        override
        returns (address[] memory targets, uint256[] memory values, bytes[] memory calldatas)
    {
        (targets, values, calldatas) = super.actions();
        (targets[0], calldatas[0]) = (address(MEMBERS), abi.encodePacked(IMemberRegistry.replaceKeys.selector));
    }
}
