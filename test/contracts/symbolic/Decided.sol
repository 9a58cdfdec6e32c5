// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {ICheckpointBoard} from "../../../contracts/interfaces/ICheckpointBoard.sol";
import {AnyRoll} from "./AnyRoll.sol";
import {Symbolic} from "./Symbolic.sol";

/// @title A proposal made under any rule, with any count of votes
/// @notice The rule is enacted and the proposal made by the governor itself; the votes are put where it keeps them.
abstract contract Decided is Symbolic {
    struct Count {
        uint16 against;
        uint16 inFavour;
        uint16 abstaining;
        uint16 size;
    }

    /// @dev Slot of the polls in the governor; a tally that says anything else than was put there fails the property.
    uint256 private constant POLLS = 50;
    uint256 private constant MADE_AT = 1_000_000;
    string internal constant TEXT = "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    uint256 internal constant WHOLE = 10_000;
    address internal constant OFFICER = address(0x1001);
    AnyRoll internal constant ROLL = AnyRoll(Predeploys.MEMBER_REGISTRY);

    uint256 internal id;

    function standProposal(
        IConsortiumGovernor.ChamberRule[] memory asked,
        Count[] memory counts,
        IConsortiumGovernor.Rule memory rule
    ) internal {
        stand(address(GOVERNOR), "ConsortiumGovernor.sol:ConsortiumGovernor");
        stand(address(LOG), "GovernanceLog.sol:GovernanceLog");
        vm.etch(address(ROLL), type(AnyRoll).runtimeCode);
        ROLL.speaksFor(OFFICER, address(0x1002), AnyRoll.Seat(0, 0, 1));
        countRoll(counts);
        vm.warp(MADE_AT);
        rule.chambers = asked;
        IConsortiumGovernor.Rule[] memory rules = new IConsortiumGovernor.Rule[](8);
        for (uint256 i = 0; i < 8; ++i) rules[i] = rule;
        GOVERNOR.initialize(rules);
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = actions();
        vm.prank(OFFICER);
        id = GOVERNOR.propose(targets, values, calldatas, TEXT);
        putVotes(counts);
    }

    function anyRule() internal pure returns (IConsortiumGovernor.ChamberRule memory asked) {
        asked.quorum = uint16(svm.createUint(16, "quorum"));
        asked.majority = uint16(svm.createUint(16, "majority"));
        asked.veto = svm.createBool("veto");
        vm.assume(asked.quorum <= WHOLE);
        vm.assume(asked.majority >= WHOLE / 2);
        vm.assume(asked.majority < WHOLE);
    }

    function anyCount() internal pure returns (Count memory count) {
        count.against = uint16(svm.createUint(16, "against"));
        count.inFavour = uint16(svm.createUint(16, "for"));
        count.abstaining = uint16(svm.createUint(16, "abstain"));
        count.size = uint16(svm.createUint(16, "size"));
    }

    /// @dev The words of {IConsortiumGovernor-ChamberRule}, without a branch: each would double the paths of what is proven.
    function agrees(IConsortiumGovernor.ChamberRule memory asked, Count memory count) internal pure returns (uint256) {
        unchecked {
            uint256 decisive = uint256(count.against) + count.inFavour;
            uint256 cast = decisive + count.abstaining;
            uint256 turnedOut = one(cast > 0) & one(cast * WHOLE >= uint256(asked.quorum) * count.size);
            return turnedOut & one(count.inFavour * WHOLE > asked.majority * decisive);
        }
    }

    function vetoes(IConsortiumGovernor.ChamberRule memory asked, Count memory count) internal pure returns (uint256) {
        return one(asked.veto) & one(count.against > count.inFavour);
    }

    /// @dev Whether the proposal is, after its vote, to be carried out.
    function passes() internal returns (uint256) {
        vm.warp(GOVERNOR.proposalDeadline(id) + 1);
        IGovernor.ProposalState state = GOVERNOR.state(id);
        assert(state == IGovernor.ProposalState.Succeeded || state == IGovernor.ProposalState.Defeated);
        return one(state == IGovernor.ProposalState.Succeeded);
    }

    function putVotes(Count[] memory counts) internal {
        countRoll(counts);
        uint192[2] memory words;
        for (uint256 i = 0; i < counts.length; ++i) {
            uint192 lanes =
                counts[i].against | (uint192(counts[i].inFavour) << 16) | (uint192(counts[i].abstaining) << 32);
            words[i / 4] |= lanes << uint192((i % 4) * 48);
        }
        uint256 slot = uint256(keccak256(abi.encode(id, POLLS)));
        uint256 ruleId = uint32(uint256(vm.load(address(GOVERNOR), bytes32(slot))));
        vm.store(address(GOVERNOR), bytes32(slot), bytes32(ruleId | (uint256(words[0]) << 64)));
        vm.store(address(GOVERNOR), bytes32(slot + 1), bytes32(uint256(words[1])));
        for (uint8 i = 0; i < counts.length; ++i) {
            (uint256 inFavour, uint256 against, uint256 abstaining, ) = GOVERNOR.tally(id, i);
            Count memory count = counts[i];
            assert(inFavour == count.inFavour && against == count.against && abstaining == count.abstaining);
        }
    }

    function countRoll(Count[] memory counts) private {
        uint256[] memory sizes = new uint256[](counts.length);
        for (uint256 i = 0; i < sizes.length; ++i) sizes[i] = counts[i].size;
        ROLL.counts(sizes, sizes);
    }

    /// @dev Every rule is this one, with the chambers' as asked.
    function ruleOf(uint8 needed, uint32 period) internal pure returns (IConsortiumGovernor.Rule memory rule) {
        (rule.votingDelay, rule.votingPeriod, rule.timelock, rule.grace) = (60, period, 120, 1000);
        rule.chambersNeeded = needed;
    }

    function actions()
        internal
        pure
        virtual
        returns (address[] memory targets, uint256[] memory values, bytes[] memory calldatas)
    {
        targets = new address[](1);
        values = new uint256[](1);
        calldatas = new bytes[](1);
        (targets[0], calldatas[0]) = (address(BOARD), abi.encodeCall(ICheckpointBoard.setThreshold, (5)));
    }
}
