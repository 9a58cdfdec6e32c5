// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IGoverned} from "../../contracts/interfaces/IGoverned.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Deciding} from "./Deciding.sol";

/// @title What a member, or who got hold of one, would try on a decision under way
/// @notice The table of every attack and where it is tried: README.md beside this file.
contract AttacksTest is Deciding {
    uint256 private constant ROGUE = 9999;

    Proposal private _made;

    function setUp() public override {
        found();
        _made = proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5)));
    }

    function test_whatWasVotedOnIsNotSwappedForOtherCalls() public {
        carry(_made);
        vm.warp(GOVERNOR.proposalEta(_made.id));
        Proposal memory swapped = single(address(BOARD), abi.encodeCall(BOARD.setThreshold, (1)), 0);
        isUnknown(swapped);
        swapped = single(address(MEMBERS), _made.calldatas[0], 0);
        isUnknown(swapped);
        swapped = single(address(BOARD), _made.calldatas[0], 0);
        swapped.values[0] = 1;
        isUnknown(swapped);
        execute(_made);
        vm.assertEq(BOARD.threshold(), 5);
    }

    /// @dev The timelock has nothing to send, and whoever reads a proposal takes all values to be zero.
    function testFuzz_noProposalSendsValue(uint256 value, bool first) public {
        vm.assume(value != 0);
        Proposal memory made = single(address(BOARD), _made.calldatas[0], 1);
        made.targets = new address[](2);
        made.values = new uint256[](2);
        made.calldatas = new bytes[](2);
        (made.targets[0], made.targets[1]) = (address(BOARD), address(BOARD));
        (made.calldatas[0], made.calldatas[1]) = (_made.calldatas[0], _made.calldatas[0]);
        made.values[first ? 0 : 1] = value;
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.ValueNotZero.selector, value));
        propose(0, made);
    }

    function test_aTextIsNotSwappedAfterTheVote() public {
        carry(_made);
        isUnknown(single(address(BOARD), _made.calldatas[0], 1));
    }

    function test_anActionIsNotAddedAfterTheVote() public {
        carry(_made);
        Proposal memory more = single(address(BOARD), _made.calldatas[0], 0);
        more.targets = new address[](2);
        more.values = new uint256[](2);
        more.calldatas = new bytes[](2);
        (more.targets[0], more.targets[1]) = (address(BOARD), address(MEMBERS));
        (more.calldatas[0], more.calldatas[1]) = (
            _made.calldatas[0],
            abi.encodeCall(IMemberRegistry.suspend, (idOf(1)))
        );
        isUnknown(more);
    }

    function test_whoWasExpelledHasNoVoteThoughOnTheRoll() public {
        openVote(_made);
        letGo(0);
        refused(officer(0), IConsortiumGovernor.OnlyOfficer.selector);
        refusedBySignature(
            0,
            signedBallot(1, officer(0), block.chainid, FOR),
            IConsortiumGovernor.OnlyOfficer.selector
        );
    }

    function test_whoLeftProposesQueuesNoMoreThanAStrangerAndCancelsNothing() public {
        letGo(0);
        bytes32 hash = keccak256(bytes(_made.description));
        vm.prank(officer(0));
        vm.expectPartialRevert(IGovernor.GovernorUnableToCancel.selector);
        GOVERNOR.cancel(_made.targets, _made.values, _made.calldatas, hash);
        vm.prank(officer(0));
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.OnlyOfficer.selector, officer(0)));
        GOVERNOR.propose(_made.targets, _made.values, _made.calldatas, commitment(2));
    }

    function test_theRollDoesNotShrinkWhenAMemberIsSuspendedAfterTheSnapshot() public {
        openVote(_made);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(0));
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(1));
        (, , , uint256 size) = GOVERNOR.tally(_made.id, 0);
        vm.assertEq(size, 3);
        vote(2, _made, FOR);
        closeVote(_made);
        isIn(_made, IGovernor.ProposalState.Defeated);
    }

    function test_whoWasReinstatedAfterTheSnapshotIsNotOnTheRoll() public {
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(0));
        openVote(_made);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(0));
        refused(officer(0), IConsortiumGovernor.NotOnRoll.selector);
    }

    function test_aVoteDelegatedToWhoIsSuspendedIsCastByNobody() public {
        vm.prank(officer(1));
        MEMBERS.delegate(idOf(0));
        openVote(_made);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(0));
        refused(officer(0), IConsortiumGovernor.OnlyOfficer.selector);
        refused(officer(1), IConsortiumGovernor.NotOnRoll.selector);
    }

    function test_aForgedVoteIsRefused() public {
        openVote(_made);
        bytes4 why = IGovernor.GovernorInvalidSignature.selector;
        refusedBySignature(0, signedBallot(ROGUE, officer(0), block.chainid, FOR), why);
        refusedBySignature(0, signedBallot(102, officer(0), block.chainid, FOR), why);
        refusedBySignature(0, signedBallot(1, officer(0), block.chainid, AGAINST), why);
        refusedBySignature(0, signedBallot(1, officer(1), block.chainid, FOR), why);
    }

    function testFuzz_aVoteSignedForAnotherChainIsRefused(uint64 chainId) public {
        vm.assume(chainId != block.chainid);
        openVote(_made);
        bytes memory foreign = signedBallot(1, officer(0), chainId, FOR);
        refusedBySignature(0, foreign, IGovernor.GovernorInvalidSignature.selector);
    }

    function test_aVoteSignedForOneProposalIsNotOneForAnother() public {
        Proposal memory other = propose(1, single(address(BOARD), _made.calldatas[0], 1));
        openVote(other);
        bytes memory signature = signedBallot(1, officer(0), block.chainid, FOR);
        vm.expectPartialRevert(IGovernor.GovernorInvalidSignature.selector);
        GOVERNOR.castVoteBySig(other.id, FOR, officer(0), signature);
    }

    function test_aSignedVoteThatComesTooLateIsRefused() public {
        bytes memory signature = signedBallot(1, officer(0), block.chainid, FOR);
        closeVote(_made);
        refusedBySignature(0, signature, IGovernor.GovernorUnexpectedProposalState.selector);
    }

    function test_aReplacedKeysSignedVoteIsRefused() public {
        bytes memory signature = signedBallot(1, officer(0), block.chainid, FOR);
        openVote(_made);
        IMemberRegistry.Card memory card = cardOf(0, 0);
        card.officer = vm.addr(777);
        card.issuedAt = uint64(FOUNDED_AT);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        proofs.officer = signed(777, MEMBERS.cardDigest(card));
        vm.prank(address(TIMELOCK));
        MEMBERS.replaceKeys(card, proofs);
        refusedBySignature(0, signature, IConsortiumGovernor.OnlyOfficer.selector);
    }

    /// @dev A call that a decision makes can neither vote nor decide itself, nor do what only the timelock may.
    function test_aDecisionUnderWayCannotDecideMore() public {
        Proposal memory open = propose(1, single(address(BOARD), _made.calldatas[0], 1));
        Meddler meddler = new Meddler();
        Proposal memory run = propose(1, single(address(meddler), abi.encodeCall(Meddler.run, ()), 2));
        vm.warp(GOVERNOR.proposalSnapshot(run.id) + 1);
        bytes32 hash = keccak256(bytes(open.description));
        meddler.add(address(GOVERNOR), abi.encodeCall(IGovernor.castVote, (open.id, FOR)));
        meddler.add(
            address(GOVERNOR),
            abi.encodeCall(IGovernor.propose, (open.targets, open.values, open.calldatas, commitment(3)))
        );
        meddler.add(
            address(GOVERNOR),
            abi.encodeCall(IGovernor.execute, (open.targets, open.values, open.calldatas, hash))
        );
        meddler.add(address(MEMBERS), abi.encodeCall(IMemberRegistry.suspend, (idOf(1))));
        decide(run);
        bytes4[4] memory why = [
            IConsortiumGovernor.OnlyOfficer.selector,
            IConsortiumGovernor.OnlyOfficer.selector,
            IGovernor.GovernorUnexpectedProposalState.selector,
            IGoverned.OnlyTimelock.selector
        ];
        for (uint256 i = 0; i < why.length; ++i) vm.assertEq(bytes32(meddler.refusals(i)), bytes32(why[i]));
    }

    function isUnknown(Proposal memory swapped) private {
        bytes32 hash = keccak256(bytes(swapped.description));
        vm.expectPartialRevert(IGovernor.GovernorNonexistentProposal.selector);
        GOVERNOR.queue(swapped.targets, swapped.values, swapped.calldatas, hash);
        vm.expectPartialRevert(IGovernor.GovernorNonexistentProposal.selector);
        GOVERNOR.execute(swapped.targets, swapped.values, swapped.calldatas, hash);
    }

    function letGo(uint256 i) private {
        vm.prank(address(TIMELOCK));
        NODES.retire(vm.addr(nodeKey(i, 0)));
        vm.prank(address(TIMELOCK));
        NODES.settleChange(vm.addr(nodeKey(i, 0)));
        vm.prank(address(TIMELOCK));
        MEMBERS.expel(idOf(i));
    }

    function refused(address voter, bytes4 why) private {
        vm.prank(voter);
        vm.expectPartialRevert(why);
        GOVERNOR.castVote(_made.id, FOR);
    }

    function refusedBySignature(uint256 i, bytes memory signature, bytes4 why) private {
        vm.expectPartialRevert(why);
        GOVERNOR.castVoteBySig(_made.id, FOR, officer(i), signature);
    }

    function signedBallot(
        uint256 key,
        address voter,
        uint256 chainId,
        uint8 support
    ) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
                ),
                keccak256("ConsortiumGovernor"),
                keccak256("1"),
                chainId,
                address(GOVERNOR),
                FOUNDING_ID
            )
        );
        bytes32 form = keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
        bytes32 ballot = keccak256(abi.encode(form, _made.id, support, voter, GOVERNOR.nonces(voter)));
        return signed(key, keccak256(abi.encodePacked(hex"1901", domain, ballot)));
    }
}

/// @dev Does what it is told while a decision runs, and keeps what it is refused with.
contract Meddler {
    address[] private _targets;
    bytes[] private _calls;
    bytes4[] public refusals;

    function add(address target, bytes calldata call_) external {
        _targets.push(target);
        _calls.push(call_);
    }

    function run() external {
        for (uint256 i = 0; i < _calls.length; ++i) {
            (bool done, bytes memory answer) = _targets[i].call(_calls[i]);
            refusals.push(done ? bytes4(0) : bytes4(answer));
        }
    }
}
