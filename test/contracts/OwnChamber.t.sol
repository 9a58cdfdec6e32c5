// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Deciding} from "./Deciding.sol";

/// @title Nobody gives a member other keys over the head of its own chamber
/// @notice Two of three chambers are needed. 0, 1, 2 are hospitals, 3, 4 manufacturers, 5 alone the regulator, with a veto.
contract OwnChamberTest is Deciding {
    uint256 private constant NEW = 9001;

    function test_otherChambersAreNotEnough() public {
        Proposal memory made = propose(3, replacing(0, 1));
        openVote(made);
        forAll(made, 3, 6);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
        cannotRun(made);
    }

    function test_norWhereItsOwnTurnsOutAndRefuses() public {
        Proposal memory made = propose(3, replacing(0, 1));
        openVote(made);
        forAll(made, 3, 6);
        vote(0, made, FOR);
        vote(1, made, AGAINST);
        vote(2, made, ABSTAIN);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
    }

    function test_itsOwnIsOneOfThoseNeededAndNotAllOfThem() public {
        Proposal memory made = propose(0, replacing(0, 1));
        openVote(made);
        forAll(made, 0, 3);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
    }

    /// @dev Its officer's key is lost: it does not vote at all.
    function test_othersOfItsChamberGiveBackWhatItLost() public {
        Proposal memory made = propose(1, replacing(0, 1));
        openVote(made);
        forAll(made, 1, 5);
        closeVote(made);
        queue(made);
        vm.warp(GOVERNOR.proposalEta(made.id));
        execute(made);
        vm.assertEq(MEMBERS.organisation(idOf(0)).officer, vm.addr(NEW));
    }

    /// @dev Else nobody could, once its key is lost.
    function test_whoIsAloneInItsChamberIsGivenThemByOthers() public {
        Proposal memory made = propose(0, replacing(5, 1));
        openVote(made);
        forAll(made, 0, 5);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Succeeded);
    }

    /// @dev Who can suspend the others of a chamber would else be asked by nobody in it.
    function test_norWhereTheOthersOfItsChamberWereSuspendedBefore() public {
        suspend(1);
        suspend(2);
        Proposal memory made = propose(3, replacing(0, 1));
        openVote(made);
        forAll(made, 3, 6);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
    }

    function test_whoIsLeftAloneByExpulsionsIsGivenThemByOthers() public {
        suspend(3);
        Proposal memory asked = replacing(4, 1);
        vm.assertEq(MEMBERS.chamberConcerned(asked.calldatas[0]), 2);
        vm.prank(address(TIMELOCK));
        NODES.retire(vm.addr(nodeKey(3, 0)));
        vm.prank(address(TIMELOCK));
        NODES.settleChange(vm.addr(nodeKey(3, 0)));
        vm.prank(address(TIMELOCK));
        MEMBERS.expel(idOf(3));
        vm.assertEq(MEMBERS.chamberConcerned(asked.calldatas[0]), 0);
        Proposal memory made = propose(0, asked);
        openVote(made);
        forAll(made, 0, 3);
        vote(5, made, FOR);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Succeeded);
    }

    /// @dev Of two the one that is left is asked, whichever holds the other's vote.
    function test_ofTwoTheOtherIsAsked() public {
        vm.prank(officer(3));
        MEMBERS.delegate(idOf(4));
        vm.warp(block.timestamp + 1);
        Proposal memory made = propose(0, replacing(3, 1));
        openVote(made);
        forAll(made, 0, 3);
        vote(5, made, FOR);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
    }

    /// @dev The first's chamber would be asked, and the second's not.
    function test_keysOfTwoMembersAreNotReplacedAtOnce() public {
        Proposal memory both = pair(replacing(0, 1), replacing(3, 1));
        refused(both, mixed());
    }

    function test_norBehindAChangeOfTheirOwnRule() public {
        bytes memory data = abi.encodeCall(IConsortiumGovernor.setRule, (IConsortiumGovernor.Class.Keys, rule(1)));
        refused(pair(single(address(GOVERNOR), data, 1), replacing(3, 1)), mixed());
    }

    /// @dev Calldata that is no encoder's: another card stands where encoders put the only one.
    function test_theCardIsReadWhereExecutionReadsIt() public {
        Proposal memory made = replacing(0, 1);
        bytes memory decoy = tail(replacing(5, 2).calldatas[0]);
        bytes memory real = tail(made.calldatas[0]);
        uint256 behind = 64 + decoy.length;
        uint256 proofs = word(made.calldatas[0], 36) - 64 + behind;
        made.calldatas[0] = abi.encodePacked(IMemberRegistry.replaceKeys.selector, behind, proofs, decoy, real);
        made = propose(1, made);
        openVote(made);
        forAll(made, 3, 6);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
        vm.assertEq(MEMBERS.chamberConcerned(made.calldatas[0]), 1);
        vm.prank(address(TIMELOCK));
        (bool done, ) = address(MEMBERS).call(made.calldatas[0]);
        vm.assertTrue(done);
        vm.assertEq(MEMBERS.organisation(idOf(0)).officer, vm.addr(NEW));
    }

    /// @dev It may be admitted to another chamber before the proposal is carried out.
    function test_whoIsNoMemberYetHasNoKeysToReplace() public {
        refused(replacing(6, 1), unexpected(6, IMemberRegistry.Status.None));
    }

    function test_norWhoIsSuspended() public {
        suspend(0);
        Proposal memory made = replacing(0, 1);
        vm.expectRevert(unexpected(0, IMemberRegistry.Status.Suspended));
        propose(1, made);
    }

    /// @dev Shorter than a card's own fields, so that decoding it ends without a word.
    function testFuzz_whatIsNoCardIsRefused(bytes memory rest) public {
        vm.assume(rest.length < 288);
        Proposal memory made = single(
            address(MEMBERS),
            abi.encodePacked(IMemberRegistry.replaceKeys.selector, rest),
            1
        );
        vm.expectRevert("");
        propose(0, made);
    }

    /// @dev Other chambers would else empty it first: no quorum, a period of a moment, and one stolen key.
    function test_theRuleItselfChangesOnlyWhereEveryChamberAgrees() public {
        bytes memory data = abi.encodeCall(IConsortiumGovernor.setRule, (IConsortiumGovernor.Class.Keys, rule(1)));
        vm.assertEq(MEMBERS.chamberConcerned(data), 255);
        Proposal memory made = propose(0, single(address(GOVERNOR), data, 1));
        openVote(made);
        forAll(made, 3, 6);
        vote(0, made, FOR);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Defeated);
        made = propose(0, single(address(GOVERNOR), data, 2));
        openVote(made);
        forAll(made, 0, 2);
        forAll(made, 3, 6);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Succeeded);
    }

    function test_anotherRuleAsksNoChamberMoreThanOthers() public {
        bytes memory data = abi.encodeCall(IConsortiumGovernor.setRule, (IConsortiumGovernor.Class.Nodes, rule(1)));
        Proposal memory made = propose(0, single(address(GOVERNOR), data, 1));
        openVote(made);
        forAll(made, 3, 6);
        closeVote(made);
        isIn(made, IGovernor.ProposalState.Succeeded);
    }

    /// @dev The others turned out early; without an answer to its own chamber's late quorum nobody could object to it.
    function test_itsOwnChamberComingLateLeavesTheOthersAQuarter() public {
        Proposal memory made = propose(0, replacing(0, 1));
        openVote(made);
        forAll(made, 3, 6);
        uint256 announced = GOVERNOR.proposalDeadline(made.id);
        vm.warp(announced);
        vote(0, made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(made.id), announced);
        vote(1, made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(made.id), announced + PERIOD / 4);
        isIn(made, IGovernor.ProposalState.Active);
    }

    function suspend(uint256 i) private {
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(i));
    }

    function forAll(Proposal memory made, uint256 from, uint256 to) private {
        for (uint256 i = from; i < to; ++i) vote(i, made, FOR);
    }

    /// @dev `i`'s officer's key becomes another.
    function replacing(uint256 i, uint256 nonce) private view returns (Proposal memory) {
        IMemberRegistry.Card memory card = cardOf(i, 0);
        card.officer = vm.addr(NEW);
        card.issuedAt = uint64(FOUNDED_AT);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        proofs.officer = signed(NEW, MEMBERS.cardDigest(card));
        return single(address(MEMBERS), abi.encodeCall(IMemberRegistry.replaceKeys, (card, proofs)), nonce);
    }

    function pair(Proposal memory a, Proposal memory b) private pure returns (Proposal memory both) {
        both.description = a.description;
        (both.targets, both.values, both.calldatas) = (new address[](2), new uint256[](2), new bytes[](2));
        (both.targets[0], both.calldatas[0]) = (a.targets[0], a.calldatas[0]);
        (both.targets[1], both.calldatas[1]) = (b.targets[0], b.calldatas[0]);
    }

    function refused(Proposal memory made, bytes memory why) private {
        vm.expectRevert(why);
        propose(1, made);
    }

    function mixed() private pure returns (bytes memory) {
        IConsortiumGovernor.Class keys = IConsortiumGovernor.Class.Keys;
        return abi.encodeWithSelector(IConsortiumGovernor.MixedClasses.selector, keys, keys);
    }

    function unexpected(uint256 i, IMemberRegistry.Status status) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMemberRegistry.UnexpectedStatus.selector, idOf(i), status);
    }

    /// @dev A call without its selector and the two offsets.
    function tail(bytes memory call_) private pure returns (bytes memory rest) {
        rest = new bytes(call_.length - 68);
        for (uint256 i = 0; i < rest.length; ++i) rest[i] = call_[68 + i];
    }

    function word(bytes memory data, uint256 place) private pure returns (uint256 value) {
        for (uint256 i = 0; i < 32; ++i) value = (value << 8) | uint8(data[place + i]);
    }
}
