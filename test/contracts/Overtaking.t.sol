// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IGoverned} from "../../contracts/interfaces/IGoverned.sol";
import {IGovernanceLog} from "../../contracts/interfaces/IGovernanceLog.sol";
import {Timelock, Upgradeable} from "./Contracts.sol";
import {Deciding} from "./Deciding.sol";

/// @dev What a proposal can call to have another one carried out in its midst.
contract Carrier {
    function go(address governor, bytes calldata execution) external {
        (bool done, bytes memory why) = governor.call(execution);
        if (done) return;
        assembly ("memory-safe") {
            revert(add(why, 32), mload(why))
        }
    }
}

/// @title New code takes the place of the code it was held against, and of no other
contract OvertakingTest is Deciding {
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    address private _first;
    address private _second;
    Carrier private _carrier;

    function setUp() public override {
        super.setUp();
        _first = address(uint160(address(NODES)) | 0x2000);
        _second = address(uint160(address(NODES)) | 0x3000);
        construct(_first, vm.getCode("NodeRegistry"));
        construct(_second, vm.getCode("NodeRegistry"));
        _carrier = new Carrier();
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

    function test_thereIsNoUpgradeOutsideOfAProposal() public {
        vm.expectRevert(refusal(address(NODES), 0, 0));
        vm.prank(address(TIMELOCK));
        Upgradeable(address(NODES)).upgradeToAndCall(_first, "");
    }

    function test_aRelayIsNoWayRound() public {
        bytes memory call_ = abi.encodeCall(Upgradeable.upgradeToAndCall, (_first, ""));
        bytes memory scheduled = abi.encodeCall(Timelock.schedule, (address(NODES), 0, call_, 0, 0, 0));
        bytes memory relayed = abi.encodeCall(GOVERNOR.relay, (address(TIMELOCK), 0, scheduled));
        Proposal memory made = propose(0, single(address(GOVERNOR), relayed, 1));
        carry(made);
        vm.warp(GOVERNOR.proposalEta(made.id));
        isRefused(made, abi.encodeWithSelector(IConsortiumGovernor.RelayRefused.selector));
    }

    function test_noProposalUpgradesOneContractTwice() public {
        Proposal memory twice = pair(upgrade(address(NODES), _first, 1), upgrade(address(NODES), _second, 1));
        twice = propose(0, twice);
        carry(twice);
        vm.warp(GOVERNOR.proposalEta(twice.id));
        isRefused(twice, refusal(address(NODES), block.timestamp, proposedAt(twice)));
    }

    function testFuzz_newCodeIsPutInPlaceWithNoCall(bytes memory call_) public {
        vm.assume(call_.length != 0);
        bytes memory nested = abi.encodeCall(Upgradeable.upgradeToAndCall, (_second, ""));
        isRefusedWithCall(nested, 1);
        isRefusedWithCall(call_, 2);
    }

    function test_aProposalCarriedOutInTheMidstOfAnotherIsSeenByIt() public {
        Proposal memory inner = propose(0, upgrade(address(NODES), _first, 1));
        Proposal memory outer = propose(1, pair(carrying(inner, 2), upgrade(address(NODES), _second, 2)));
        carryBoth(inner, outer);
        isRefused(outer, refusal(address(NODES), block.timestamp, proposedAt(outer)));
    }

    function test_norDoesTheInnerOneOvertakeTheOuter() public {
        Proposal memory inner = propose(0, upgrade(address(NODES), _first, 1));
        Proposal memory outer = propose(1, pair(upgrade(address(NODES), _second, 2), carrying(inner, 2)));
        carryBoth(inner, outer);
        isRefused(outer, refusal(address(NODES), block.timestamp, proposedAt(inner)));
    }

    /// @dev The inner one was made after the other code came, the outer one before.
    function test_aYoungerProposalInItsMidstMakesNoneYounger() public {
        Proposal memory inner = upgrade(address(AMENDMENTS), _first, 3);
        inner.id = GOVERNOR.getProposalId(
            inner.targets,
            inner.values,
            inner.calldatas,
            keccak256(bytes(inner.description))
        );
        Proposal memory first = propose(0, upgrade(address(NODES), _first, 1));
        Proposal memory outer = propose(1, pair(carrying(inner, 2), upgrade(address(NODES), _second, 2)));
        carryBoth(first, outer);
        execute(first);
        uint256 upgradedAt = block.timestamp;
        vm.warp(block.timestamp + 1);
        propose(2, inner);
        carry(inner);
        vm.warp(GOVERNOR.proposalEta(inner.id));
        isRefused(outer, refusal(address(NODES), upgradedAt, proposedAt(outer)));
        execute(inner);
    }

    function test_anotherInItsMidstTakesNothingFromIt() public {
        Proposal memory inner = propose(0, upgrade(address(AMENDMENTS), _first, 1));
        Proposal memory outer = propose(1, pair(carrying(inner, 2), upgrade(address(NODES), _second, 2)));
        carryBoth(inner, outer);
        execute(outer);
        runs(_second);
        vm.assertEq(LOG.upgradedAt(address(AMENDMENTS)), block.timestamp);
        vm.assertEq(GOVERNOR.executingProposedAt(), 0);
    }

    function test_itHoldsWhereGovernorAndLogAreUpgradedBefore() public {
        address governor = address(uint160(address(GOVERNOR)) | 0x2000);
        address log = address(uint160(address(LOG)) | 0x2000);
        construct(governor, vm.getCode("ConsortiumGovernor"));
        construct(log, vm.getCode("GovernanceLog.sol:GovernanceLog"));
        Proposal memory both = pair(upgrade(address(GOVERNOR), governor, 1), upgrade(address(LOG), log, 1));
        Proposal memory early = propose(0, upgrade(address(NODES), _first, 2));
        Proposal memory all = propose(1, pair(both, upgrade(address(NODES), _second, 1)));
        carryBoth(early, all);
        execute(all);
        runs(_second);
        isOvertaken(early, address(NODES));
        vm.warp(block.timestamp + 1);
        decide(propose(0, upgrade(address(NODES), _first, 3)));
        runs(_first);
    }

    function upgrade(address target, address code, uint256 nonce) private pure returns (Proposal memory) {
        return single(target, abi.encodeCall(Upgradeable.upgradeToAndCall, (code, "")), nonce);
    }

    function carrying(Proposal memory made, uint256 nonce) private view returns (Proposal memory) {
        bytes memory execution = abi.encodeCall(
            GOVERNOR.execute,
            (made.targets, made.values, made.calldatas, keccak256(bytes(made.description)))
        );
        return single(address(_carrier), abi.encodeCall(Carrier.go, (address(GOVERNOR), execution)), nonce);
    }

    /// @dev The actions of both, under the text of the first.
    function pair(Proposal memory a, Proposal memory b) private pure returns (Proposal memory both) {
        uint256 length = a.targets.length;
        both.targets = new address[](length + 1);
        both.values = new uint256[](length + 1);
        both.calldatas = new bytes[](length + 1);
        for (uint256 i = 0; i < length; ++i) (both.targets[i], both.calldatas[i]) = (a.targets[i], a.calldatas[i]);
        (both.targets[length], both.calldatas[length]) = (b.targets[0], b.calldatas[0]);
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
        isRefused(made, refusal(target, LOG.upgradedAt(target), proposedAt(made)));
    }

    function isRefusedWithCall(bytes memory call_, uint256 nonce) private {
        bytes memory data = abi.encodeCall(Upgradeable.upgradeToAndCall, (_first, call_));
        Proposal memory made = propose(0, single(address(NODES), data, nonce));
        carry(made);
        vm.warp(GOVERNOR.proposalEta(made.id));
        isRefused(made, abi.encodeWithSelector(IGoverned.UpgradeWithCall.selector));
    }

    function isRefused(Proposal memory made, bytes memory why) private {
        vm.expectRevert(why);
        GOVERNOR.execute(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function refusal(address target, uint256 upgraded, uint256 proposed_) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IGovernanceLog.UpgradeOvertaken.selector, target, upgraded, proposed_);
    }

    function proposedAt(Proposal memory made) private view returns (uint256) {
        return GOVERNOR.proposalSnapshot(made.id) - DELAY;
    }

    function runs(address code) private view {
        vm.assertEq(address(uint160(uint256(vm.load(address(NODES), IMPLEMENTATION)))), code);
    }
}
