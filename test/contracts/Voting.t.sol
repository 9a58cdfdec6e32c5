// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Commitment} from "../../contracts/governance/Commitment.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Deciding} from "./Deciding.sol";

/// @title One organisation, one vote in its chamber, by the roll at the snapshot
contract VotingTest is Deciding {
    Proposal private _made;

    function setUp() public override {
        found();
        _made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
    }

    /// @dev ERC-6372: what wallets and tools read of both is what both go by.
    function test_governorAndRollTellTimeInSeconds() public view {
        IERC6372 roll = IERC6372(address(MEMBERS));
        bytes32 mode = keccak256("mode=timestamp");
        vm.assertEq(keccak256(bytes(GOVERNOR.CLOCK_MODE())), mode);
        vm.assertEq(keccak256(bytes(roll.CLOCK_MODE())), mode);
        vm.assertEq(GOVERNOR.clock(), block.timestamp);
        vm.assertEq(roll.clock(), block.timestamp);
    }

    /// @dev Who stole it chose who votes for the member; its own new key votes for it.
    function test_aDelegationEndsWithTheKeyThatMadeIt() public {
        delegateTo(0, 1);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 2);
        replaceOfficer(0, 777);
        vm.assertEq(MEMBERS.delegates(idOf(0)), idOf(0));
        vm.assertEq(MEMBERS.getVotes(idOf(0)), 1);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 1);
    }

    function test_theAgentKeyHasNoSecondVote() public {
        openVote(_made);
        vote(0, _made, FOR);
        refused(agent(0), IConsortiumGovernor.OnlyOfficer.selector);
        refused(officer(0), IGovernor.GovernorAlreadyCastVote.selector);
    }

    function test_aReplacedKeyHasNoSecondVote() public {
        openVote(_made);
        vote(0, _made, FOR);
        uint256 newKey = 777;
        replaceOfficer(0, newKey);
        refused(vm.addr(newKey), IGovernor.GovernorAlreadyCastVote.selector);
        refused(officer(0), IConsortiumGovernor.OnlyOfficer.selector);
    }

    function test_aReplacedKeyHasTheVoteOfItsOrganisation() public {
        openVote(_made);
        uint256 newKey = 777;
        replaceOfficer(0, newKey);
        vm.prank(vm.addr(newKey));
        vm.assertEq(GOVERNOR.castVote(_made.id, FOR), 1);
        vm.assertTrue(GOVERNOR.hasVoted(_made.id, idOf(0)));
    }

    function test_aSuspendedOrganisationCannotVoteThoughOnTheRoll() public {
        openVote(_made);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(0));
        refused(officer(0), IConsortiumGovernor.OnlyOfficer.selector);
    }

    function test_whoWasAdmittedAfterTheSnapshotIsNotOnTheRoll() public {
        openVote(_made);
        admitNow(cardOf(6, 1));
        refused(officer(6), IConsortiumGovernor.NotOnRoll.selector);
        (, , , uint256 size) = GOVERNOR.tally(_made.id, 0);
        vm.assertEq(size, 3);
    }

    function test_whoDelegatedItsVoteAwayHasNone() public {
        delegateTo(0, 1);
        openVote(_made);
        refused(officer(0), IConsortiumGovernor.NotOnRoll.selector);
        vm.prank(officer(1));
        vm.assertEq(GOVERNOR.castVote(_made.id, FOR), 2);
        (uint256 inFavour, , , ) = GOVERNOR.tally(_made.id, 0);
        vm.assertEq(inFavour, 2);
    }

    function test_aDelegationAfterTheSnapshotDoesNotCount() public {
        openVote(_made);
        delegateTo(0, 1);
        vm.prank(officer(1));
        vm.assertEq(GOVERNOR.castVote(_made.id, FOR), 1);
        vm.prank(officer(0));
        vm.assertEq(GOVERNOR.castVote(_made.id, FOR), 1);
    }

    function testFuzz_delegationStaysInItsChamber(uint256 from, uint256 to) public {
        from = bound(from, 0, FOUNDERS - 1);
        to = bound(to, 0, FOUNDERS - 1);
        if (chamberOf(from) != chamberOf(to)) {
            vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.DelegateOutsideChamber.selector, idOf(to)));
        }
        vm.prank(officer(from));
        MEMBERS.delegate(idOf(to));
        vm.assertEq(MEMBERS.delegates(idOf(from)), chamberOf(from) == chamberOf(to) ? idOf(to) : idOf(from));
    }

    function testFuzz_noRawAccountTakesADelegation(address raw) public {
        for (uint256 i = 0; i < FOUNDERS; ++i) vm.assume(raw != idOf(i));
        vm.prank(officer(0));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.DelegateOutsideChamber.selector, raw));
        MEMBERS.delegate(raw);
    }

    function test_onlyAnOfficerDelegatesAndNeverBySignature() public {
        vm.prank(agent(0));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.CallerNotOfficer.selector, agent(0)));
        MEMBERS.delegate(idOf(1));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.DelegationBySignatureRefused.selector));
        MEMBERS.delegateBySig(idOf(1), 0, type(uint256).max, 27, bytes32(uint256(1)), bytes32(uint256(1)));
    }

    function test_aSuspendedOrganisationTakesNoDelegationAndComesBackWithItsOwnVote() public {
        delegateTo(0, 1);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(0));
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 1);
        vm.prank(officer(2));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.DelegateOutsideChamber.selector, idOf(0)));
        MEMBERS.delegate(idOf(0));
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(0));
        vm.assertEq(MEMBERS.getVotes(idOf(0)), 1);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 1);
    }

    function test_aQuorumReachedLateLeavesTheOthersAQuarter() public {
        openVote(_made);
        vote(0, _made, FOR);
        uint256 announced = GOVERNOR.proposalDeadline(_made.id);
        vm.warp(announced - 10);
        vote(1, _made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), announced);
        vote(3, _made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), announced - 10 + PERIOD / 4);
        vm.warp(announced + 50);
        vote(5, _made, AGAINST);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), announced - 10 + PERIOD / 4);
        closeVote(_made);
        isIn(_made, IGovernor.ProposalState.Defeated);
    }

    /// @dev Two chambers turned out early, one of them against: the quorum was there before the vote that decides.
    function test_theChamberThatDecidesLateLeavesAQuarterThough() public {
        openVote(_made);
        vote(5, _made, FOR);
        vote(0, _made, AGAINST);
        vote(1, _made, AGAINST);
        uint256 announced = GOVERNOR.proposalDeadline(_made.id);
        vm.warp(announced);
        vote(3, _made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), announced + PERIOD / 4);
        vm.warp(announced + 1);
        vote(4, _made, AGAINST);
        closeVote(_made);
        isIn(_made, IGovernor.ProposalState.Defeated);
    }

    /// @dev Who has another vote in hand would else answer the answer, and be answered by nobody.
    function test_whoeverLetsItPassLateAgainLeavesAQuarterAgain() public {
        openVote(_made);
        vote(5, _made, FOR);
        uint256 announced = GOVERNOR.proposalDeadline(_made.id);
        vm.warp(announced);
        vote(3, _made, FOR);
        vote(4, _made, AGAINST);
        uint256 moved = GOVERNOR.proposalDeadline(_made.id);
        vm.assertEq(moved, announced + PERIOD / 4);
        vm.warp(moved);
        vote(0, _made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), moved);
        vote(1, _made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), moved + PERIOD / 4);
        vm.warp(moved + PERIOD / 4);
        vote(2, _made, AGAINST);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), moved + PERIOD / 4);
        closeVote(_made);
        isIn(_made, IGovernor.ProposalState.Succeeded);
    }

    function test_aQuorumReachedInTimeExtendsNothing() public {
        openVote(_made);
        voteAllBut5();
        uint256 announced = GOVERNOR.proposalDeadline(_made.id);
        vm.warp(announced);
        vote(5, _made, FOR);
        vm.assertEq(GOVERNOR.proposalDeadline(_made.id), announced);
    }

    function test_aSignedVoteCountsOnceAndOnlyForThisFounding() public {
        openVote(_made);
        bytes memory foreign = ballot(0, FOR, keccak256("another founding"));
        vm.expectPartialRevert(IGovernor.GovernorInvalidSignature.selector);
        GOVERNOR.castVoteBySig(_made.id, FOR, officer(0), foreign);
        bytes memory own = ballot(0, FOR, FOUNDING_ID);
        vm.assertEq(GOVERNOR.castVoteBySig(_made.id, FOR, officer(0), own), 1);
        vm.expectPartialRevert(IGovernor.GovernorInvalidSignature.selector);
        GOVERNOR.castVoteBySig(_made.id, FOR, officer(0), own);
    }

    function testFuzz_noFreeTextEnters(string calldata text) public {
        vm.assume(bytes(text).length != 0);
        openVote(_made);
        vm.prank(officer(0));
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.FreeText.selector));
        GOVERNOR.castVoteWithReason(_made.id, FOR, text);
        vm.prank(officer(0));
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.FreeText.selector));
        GOVERNOR.propose(_made.targets, _made.values, _made.calldatas, text);
    }

    function test_aCommitmentInCapitalsOrCutShortIsFreeText() public {
        string[3] memory texts = [
            "0xAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "1xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        ];
        for (uint256 i = 0; i < texts.length; ++i) {
            vm.prank(officer(0));
            vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.FreeText.selector));
            GOVERNOR.propose(_made.targets, _made.values, _made.calldatas, texts[i]);
        }
    }

    /// @dev At the ends of both words in which they are looked at.
    function test_aCommitmentHasNoCharacterButItsDigits() public pure {
        uint8[4] memory places = [2, 33, 34, 65];
        for (uint256 i = 0; i < places.length; ++i) {
            for (uint256 value = 0; value < 256; ++value) {
                bytes memory text = bytes("0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
                text[places[i]] = bytes1(uint8(value));
                bool digit = (value >= 0x30 && value <= 0x39) || (value >= 0x61 && value <= 0x66);
                vm.assertTrue(Commitment.isCommitment(string(text)) == digit);
            }
        }
    }

    function test_aReasonIsACommitmentAndParametersAreRefused() public {
        openVote(_made);
        vm.prank(officer(0));
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.ParamsNotEmpty.selector));
        GOVERNOR.castVoteWithReasonAndParams(_made.id, FOR, "", hex"00");
        vm.prank(officer(0));
        vm.assertEq(GOVERNOR.castVoteWithReason(_made.id, FOR, commitment(9)), 1);
    }

    function testFuzz_onlyOfficersOfActiveOrganisationsPropose(address caller) public {
        for (uint256 i = 0; i < FOUNDERS; ++i) vm.assume(caller != officer(i));
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.OnlyOfficer.selector, caller));
        GOVERNOR.propose(_made.targets, _made.values, _made.calldatas, commitment(3));
    }

    function test_aSupportThatIsNoneIsRefused() public {
        openVote(_made);
        vm.prank(officer(0));
        vm.expectPartialRevert(IGovernor.GovernorInvalidVoteType.selector);
        GOVERNOR.castVote(_made.id, 3);
    }

    function voteAllBut5() private {
        for (uint256 i = 0; i < 5; ++i) vote(i, _made, FOR);
    }

    function refused(address voter, bytes4 why) private {
        vm.prank(voter);
        vm.expectPartialRevert(why);
        GOVERNOR.castVote(_made.id, FOR);
    }

    function delegateTo(uint256 from, uint256 to) private {
        vm.prank(officer(from));
        MEMBERS.delegate(idOf(to));
    }

    function replaceOfficer(uint256 i, uint256 newKey) private {
        IMemberRegistry.Card memory card = cardOf(i, 0);
        card.officer = vm.addr(newKey);
        card.issuedAt = uint64(FOUNDED_AT);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        proofs.officer = signed(newKey, MEMBERS.cardDigest(card));
        vm.prank(address(TIMELOCK));
        MEMBERS.replaceKeys(card, proofs);
    }

    function ballot(uint256 i, uint8 support, bytes32 salt) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
                ),
                keccak256("ConsortiumGovernor"),
                keccak256("1"),
                block.chainid,
                address(GOVERNOR),
                salt
            )
        );
        bytes32 form = keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
        bytes32 vote_ = keccak256(abi.encode(form, _made.id, support, officer(i), GOVERNOR.nonces(officer(i))));
        return signed(i * 100 + 1, keccak256(abi.encodePacked(hex"1901", domain, vote_)));
    }
}
