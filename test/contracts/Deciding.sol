// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Network} from "./Network.sol";

/// @title Proposals of one action, and how they are carried
abstract contract Deciding is Network {
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    struct Proposal {
        uint256 id;
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
    }

    function commitment(uint256 nonce) internal pure returns (string memory) {
        return Strings.toHexString(uint256(keccak256(abi.encode("commitment", nonce))), 32);
    }

    function single(address target, bytes memory data, uint256 nonce) internal pure returns (Proposal memory made) {
        made.targets = new address[](1);
        made.values = new uint256[](1);
        made.calldatas = new bytes[](1);
        made.targets[0] = target;
        made.calldatas[0] = data;
        made.description = commitment(nonce);
    }

    function propose(uint256 by, Proposal memory made) internal returns (Proposal memory) {
        vm.prank(officer(by));
        made.id = GOVERNOR.propose(made.targets, made.values, made.calldatas, made.description);
        return made;
    }

    function proposed(address target, bytes memory data) internal returns (Proposal memory) {
        return propose(0, single(target, data, 0));
    }

    function proposedAdmission(uint256 newcomer) internal returns (Proposal memory) {
        IMemberRegistry.Card memory card = cardOf(newcomer, 1);
        return proposed(address(MEMBERS), abi.encodeCall(IMemberRegistry.admit, (card, proofsFor(card))));
    }

    function openVote(Proposal memory made) internal {
        vm.warp(GOVERNOR.proposalSnapshot(made.id) + 1);
    }

    function closeVote(Proposal memory made) internal {
        vm.warp(GOVERNOR.proposalDeadline(made.id) + 1);
    }

    function vote(uint256 by, Proposal memory made, uint8 support) internal {
        vm.prank(officer(by));
        GOVERNOR.castVote(made.id, support);
    }

    function voteAll(Proposal memory made, uint8 support) internal {
        for (uint256 i = 0; i < FOUNDERS; ++i) vote(i, made, support);
    }

    function queue(Proposal memory made) internal {
        GOVERNOR.queue(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function execute(Proposal memory made) internal {
        GOVERNOR.execute(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function carry(Proposal memory made) internal {
        openVote(made);
        voteAll(made, FOR);
        closeVote(made);
        queue(made);
    }

    function decide(Proposal memory made) internal {
        carry(made);
        vm.warp(GOVERNOR.proposalEta(made.id));
        execute(made);
    }

    function cannotRun(Proposal memory made) internal {
        bytes32 hash = keccak256(bytes(made.description));
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        GOVERNOR.queue(made.targets, made.values, made.calldatas, hash);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        GOVERNOR.execute(made.targets, made.values, made.calldatas, hash);
    }

    function isIn(Proposal memory made, IGovernor.ProposalState expected) internal view {
        vm.assertEq(uint256(GOVERNOR.state(made.id)), uint256(expected));
    }
}
