// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {Upgradeable} from "./Contracts.sol";
import {Deciding} from "./Deciding.sol";

/// @title New code takes the place of the code it was held against, and of no other
contract OvertakingTest is Deciding {
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    address private _first;
    address private _second;

    function setUp() public override {
        super.setUp();
        _first = address(uint160(address(NODES)) | 0x2000);
        _second = address(uint160(address(NODES)) | 0x3000);
        construct(_first, vm.getCode("NodeRegistry"));
        construct(_second, vm.getCode("NodeRegistry"));
    }

    function test_ofTwoThatWereVotedInOneRuns() public {
        Proposal memory early = propose(0, upgrade(address(NODES), _first, 1));
        Proposal memory late = propose(1, upgrade(address(NODES), _second, 2));
        carryBoth(early, late);
        execute(late);
        isOvertaken(early, address(NODES));
        runs(_second);
    }

    function testFuzz_itIsRefusedUnlessProposedAfterTheOther(uint256 wait) public {
        Proposal memory one = propose(0, upgrade(address(NODES), _first, 1));
        decide(one);
        vm.warp(block.timestamp + bound(wait, 0, 3));
        bool later = block.timestamp > LOG.upgradedAt(address(NODES));
        Proposal memory other = propose(1, upgrade(address(NODES), _second, 2));
        carry(other);
        vm.warp(GOVERNOR.proposalEta(other.id));
        if (later) execute(other);
        else isOvertaken(other, address(NODES));
        runs(later ? _second : _first);
    }

    function test_whatElseItsProposalDoesIsNotDoneEither() public {
        Proposal memory both = pair(upgrade(address(AMENDMENTS), _first, 1), upgrade(address(NODES), _first, 1));
        both = propose(0, both);
        Proposal memory late = propose(1, upgrade(address(NODES), _second, 2));
        carryBoth(both, late);
        execute(late);
        isOvertaken(both, address(NODES));
        vm.assertEq(LOG.upgradedAt(address(AMENDMENTS)), 0);
    }

    function test_anotherContractsNewCodeDoesNotStandInItsWay() public {
        Proposal memory one = propose(0, upgrade(address(NODES), _first, 1));
        Proposal memory other = propose(1, upgrade(address(AMENDMENTS), _second, 2));
        carryBoth(one, other);
        execute(other);
        execute(one);
        runs(_first);
    }

    /// @dev By whatever way the other code came there.
    function test_codeThatCameWithoutAnUpgradeInAProposalIsSeenAsWell() public {
        Proposal memory made = propose(0, upgrade(address(NODES), _first, 1));
        carry(made);
        vm.prank(address(TIMELOCK));
        Upgradeable(address(NODES)).upgradeToAndCall(_second, "");
        vm.warp(GOVERNOR.proposalEta(made.id));
        isOvertaken(made, address(NODES));
        runs(_second);
    }

    function upgrade(address target, address code, uint256 nonce) private pure returns (Proposal memory) {
        return single(target, abi.encodeCall(Upgradeable.upgradeToAndCall, (code, "")), nonce);
    }

    function pair(Proposal memory a, Proposal memory b) private pure returns (Proposal memory both) {
        both.targets = new address[](2);
        both.values = new uint256[](2);
        both.calldatas = new bytes[](2);
        (both.targets[0], both.targets[1]) = (a.targets[0], b.targets[0]);
        (both.calldatas[0], both.calldatas[1]) = (a.calldatas[0], b.calldatas[0]);
        both.description = a.description;
    }

    function carryBoth(Proposal memory a, Proposal memory b) private {
        openVote(a);
        voteAll(a, FOR);
        voteAll(b, FOR);
        closeVote(b);
        queue(a);
        queue(b);
        vm.warp(GOVERNOR.proposalEta(b.id));
    }

    function isOvertaken(Proposal memory made, address target) private {
        bytes32 hash = keccak256(bytes(made.description));
        vm.expectRevert(abi.encodeWithSelector(IConsortiumGovernor.UpgradeOvertaken.selector, made.id, target));
        GOVERNOR.execute(made.targets, made.values, made.calldatas, hash);
    }

    function runs(address code) private view {
        vm.assertEq(address(uint160(uint256(vm.load(address(NODES), IMPLEMENTATION)))), code);
    }
}
