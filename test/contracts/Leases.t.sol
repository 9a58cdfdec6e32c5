// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";
import {Network} from "./Network.sol";

/// @title One validator at a time may be taken down on purpose, and nobody can keep that from others
contract LeasesTest is Network {
    uint32 private constant DURATION = 600;

    function test_anAgentTakesItsOwnValidatorDownAndGivesTheLeaseBack() public {
        take(0);
        INodeRegistry.Lease memory held = NODES.lease();
        vm.assertEq(held.node, validator(0));
        vm.assertEq(held.organisation, idOf(0));
        vm.assertEq(held.until, block.timestamp + DURATION);
        giveBack(0);
        vm.assertEq(NODES.lease().node, address(0));
        take(1);
        vm.assertEq(NODES.lease().node, validator(1));
    }

    function testFuzz_nobodyElseTakesIt(address caller) public {
        vm.assume(caller != agent(0));
        bytes memory call_ = abi.encodeCall(NODES.takeLease, (validator(0), DURATION));
        bool isAgent;
        for (uint256 i = 1; i < FOUNDERS; ++i) isAgent = isAgent || caller == agent(i);
        reverts(caller, call_, isAgent ? INodeRegistry.NotItsOwn.selector : INodeRegistry.CallerNotAgent.selector);
    }

    function test_neitherOfficersNorTheTimelockNorForeignAgentsTakeIt() public {
        bytes memory call_ = abi.encodeCall(NODES.takeLease, (validator(0), DURATION));
        reverts(officer(0), call_, INodeRegistry.CallerNotAgent.selector);
        reverts(address(TIMELOCK), call_, INodeRegistry.CallerNotAgent.selector);
        reverts(agent(1), call_, INodeRegistry.NotItsOwn.selector);
        call_ = abi.encodeCall(NODES.takeLease, (address(0xdead), DURATION));
        reverts(agent(0), call_, INodeRegistry.UnexpectedNodeState.selector);
    }

    function test_oneOverAllMembers() public {
        take(0);
        refuses(1, INodeRegistry.LeaseRuns.selector);
        vm.warp(block.timestamp + DURATION - 1);
        refuses(1, INodeRegistry.LeaseRuns.selector);
        vm.warp(block.timestamp + 1);
        take(1);
        refuses(0, INodeRegistry.LeaseRuns.selector);
    }

    function test_oneOverAllNodesOfOneMemberToo() public {
        addSecond(INodeRegistry.Duty.Validator);
        activateSecond();
        take(0);
        bytes memory call_ = abi.encodeCall(NODES.takeLease, (vm.addr(nodeKey(0, 1)), DURATION));
        reverts(agent(0), call_, INodeRegistry.LeaseRuns.selector);
    }

    function testFuzz_itLastsNoLongerThanItMay(uint32 duration) public {
        bytes memory call_ = abi.encodeCall(NODES.takeLease, (validator(0), duration));
        if (duration == 0 || duration > 900) return reverts(agent(0), call_, INodeRegistry.InvalidLease.selector);
        vm.prank(agent(0));
        NODES.takeLease(validator(0), duration);
        vm.warp(block.timestamp + duration);
        vm.assertEq(NODES.lease().node, address(0));
        reverts(agent(0), abi.encodeCall(NODES.returnLease, (validator(0))), INodeRegistry.NoSuchLease.selector);
    }

    /// @dev Renewed as often as one likes, it ends an hour after it was taken.
    function test_renewalsEnd() public {
        uint256 since = block.timestamp;
        take(0);
        while (NODES.lease().node != address(0)) {
            vm.assertGe(since + 3600, block.timestamp);
            vm.warp(block.timestamp + DURATION / 2);
            if (NODES.lease().node != address(0)) take(0);
        }
        vm.assertGe(block.timestamp, since + 3600);
        refuses(0, INodeRegistry.LeaseRests.selector);
        take(1);
    }

    function test_whoGaveOneBackLetsOthersComeFirst() public {
        take(0);
        giveBack(0);
        refuses(0, INodeRegistry.LeaseRests.selector);
        vm.warp(block.timestamp + 89);
        refuses(0, INodeRegistry.LeaseRests.selector);
        vm.warp(block.timestamp + 1);
        take(0);
    }

    /// @dev A validator that waits is activated in the time between two leases of one member.
    function test_aChangeStartsBetweenTwoLeasesOfOneMember() public {
        addSecond(INodeRegistry.Duty.Validator);
        take(0);
        address second = vm.addr(nodeKey(0, 1));
        vm.prank(agent(0));
        NODES.markSynced(second);
        reverts(agent(1), abi.encodeCall(NODES.activate, (second)), INodeRegistry.LeaseRuns.selector);
        reverts(address(TIMELOCK), abi.encodeCall(NODES.retire, (validator(0))), INodeRegistry.LeaseRuns.selector);
        reverts(address(TIMELOCK), abi.encodeCall(NODES.retire, (validator(1))), INodeRegistry.LeaseRuns.selector);
        vm.warp(block.timestamp + DURATION);
        refuses(0, INodeRegistry.LeaseRests.selector);
        vm.prank(agent(1));
        NODES.activate(second);
        vm.assertEq(NODES.changeInFlight().node, second);
    }

    function test_noLeaseWhileAChangeIsInFlight() public {
        vm.prank(address(TIMELOCK));
        NODES.retire(validator(5));
        refuses(0, INodeRegistry.ChangeInFlight.selector);
        reverts(
            agent(5),
            abi.encodeCall(NODES.takeLease, (validator(5), DURATION)),
            INodeRegistry.ChangeInFlight.selector
        );
        vm.prank(address(TIMELOCK));
        NODES.settleChange(validator(5));
        take(0);
        refuses(5, INodeRegistry.UnexpectedNodeState.selector);
    }

    /// @dev A lease that was renewed into a change would keep a validator down while the quorum rises.
    function test_aLeaseIsNotRenewedIntoAChange() public {
        vm.prank(agent(0));
        NODES.takeLease(validator(0), 1);
        vm.warp(block.timestamp + 1);
        vm.prank(address(TIMELOCK));
        NODES.retire(validator(5));
        refuses(0, INodeRegistry.ChangeInFlight.selector);
    }

    function test_observersAndCandidatesNeedNone() public {
        addSecond(INodeRegistry.Duty.Observer);
        address observer = vm.addr(nodeKey(0, 1));
        bytes memory call_ = abi.encodeCall(NODES.takeLease, (observer, DURATION));
        reverts(agent(0), call_, INodeRegistry.UnexpectedNodeState.selector);
        vm.prank(agent(0));
        NODES.markSynced(observer);
        vm.prank(agent(0));
        NODES.activate(observer);
        reverts(agent(0), call_, INodeRegistry.NotAValidator.selector);
        take(0);
        vm.prank(address(TIMELOCK));
        NODES.retire(observer);
    }

    function test_aSuspendedMemberTakesNoneAndItsLeaseEnds() public {
        take(0);
        suspend(0);
        vm.assertEq(NODES.lease().node, address(0));
        reverts(agent(0), abi.encodeCall(NODES.returnLease, (validator(0))), INodeRegistry.CallerNotAgent.selector);
        refuses(0, INodeRegistry.CallerNotAgent.selector);
        take(1);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(0));
        vm.assertEq(NODES.lease().node, validator(1));
        refuses(0, INodeRegistry.LeaseRuns.selector);
        reverts(agent(0), abi.encodeCall(NODES.returnLease, (validator(0))), INodeRegistry.NoSuchLease.selector);
    }

    /// @dev Else a validator would be down on purpose while the set changes.
    function test_whatASuspensionEndedDoesNotComeBackIntoAChange() public {
        take(0);
        suspend(0);
        vm.prank(address(TIMELOCK));
        NODES.retire(validator(5));
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(0));
        vm.assertEq(NODES.changeInFlight().node, validator(5));
        vm.assertEq(NODES.lease().node, address(0));
        reverts(agent(0), abi.encodeCall(NODES.returnLease, (validator(0))), INodeRegistry.NoSuchLease.selector);
    }

    function test_whatAnEmergencyEndedDoesNotComeBackWhenItIsOver() public {
        take(0);
        uint256 begun = block.timestamp;
        vm.prank(address(COUNCIL));
        MEMBERS.bar(idOf(0), uint48(begun + 10));
        vm.assertEq(NODES.lease().node, address(0));
        vm.warp(begun + 10);
        vm.assertTrue(MEMBERS.isActive(idOf(0)));
        vm.assertEq(NODES.lease().node, address(0));
        vm.warp(begun + 89);
        refuses(0, INodeRegistry.LeaseRests.selector);
        vm.warp(begun + 90);
        take(0);
    }

    function test_whoIsSuspendedEndsNobodyElsesLease() public {
        take(0);
        suspend(1);
        vm.assertEq(NODES.lease().node, validator(0));
    }

    function testFuzz_nobodyElseGivesItBack(address caller) public {
        vm.assume(caller != agent(0));
        take(0);
        vm.prank(caller);
        (bool done, ) = address(NODES).call(abi.encodeCall(NODES.returnLease, (validator(0))));
        vm.assertFalse(done);
        vm.assertEq(NODES.lease().node, validator(0));
    }

    function test_itIsGivenBackOnce() public {
        take(0);
        reverts(agent(0), abi.encodeCall(NODES.returnLease, (validator(1))), INodeRegistry.NoSuchLease.selector);
        giveBack(0);
        reverts(agent(0), abi.encodeCall(NODES.returnLease, (validator(0))), INodeRegistry.NoSuchLease.selector);
    }

    /// @dev Its new agent goes on where the old key left off.
    function test_itIsTheOrganisationsAndNotTheKeys() public {
        take(0);
        IMemberRegistry.Card memory card = cardOf(0, 0);
        card.issuedAt += 1;
        card.agent = vm.addr(77_777);
        bytes32 digest = MEMBERS.cardDigest(card);
        IMemberRegistry.Proofs memory proofs = proofsOf(0, digest, 0);
        proofs.agent = signed(77_777, digest);
        vm.prank(address(TIMELOCK));
        MEMBERS.replaceKeys(card, proofs);
        reverts(agent(0), abi.encodeCall(NODES.returnLease, (validator(0))), INodeRegistry.CallerNotAgent.selector);
        vm.prank(vm.addr(77_777));
        NODES.returnLease(validator(0));
    }

    function validator(uint256 i) private pure returns (address) {
        return vm.addr(nodeKey(i, 0));
    }

    function take(uint256 i) private {
        vm.prank(agent(i));
        NODES.takeLease(validator(i), DURATION);
    }

    function giveBack(uint256 i) private {
        vm.prank(agent(i));
        NODES.returnLease(validator(i));
    }

    function refuses(uint256 i, bytes4 why) private {
        reverts(agent(i), abi.encodeCall(NODES.takeLease, (validator(i), DURATION)), why);
    }

    function suspend(uint256 i) private {
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(i));
    }

    /// @dev A second node of the first member, a candidate.
    function addSecond(INodeRegistry.Duty duty) private {
        INodeRegistry.Node[] memory added = new INodeRegistry.Node[](1);
        added[0] = nodeNamed(nodeKey(0, 1), "b");
        added[0].duty = duty;
        vm.prank(address(MEMBERS));
        NODES.register(idOf(0), added);
    }

    function activateSecond() private {
        address second = vm.addr(nodeKey(0, 1));
        vm.prank(agent(0));
        NODES.markSynced(second);
        vm.prank(agent(0));
        NODES.activate(second);
        vm.prank(address(TIMELOCK));
        NODES.settleChange(second);
    }

    function reverts(address caller, bytes memory call_, bytes4 why) private {
        vm.prank(caller);
        (bool done, bytes memory result) = address(NODES).call(call_);
        vm.assertFalse(done);
        vm.assertEq(bytes32(bytes4(result)), bytes32(why));
    }
}
