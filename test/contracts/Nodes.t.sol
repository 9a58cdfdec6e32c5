// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";
import {Network} from "./Network.sol";

/// @title A node's way from candidate to retirement, and changes of validators one at a time
contract NodesTest is Network {
    address private _new;

    function setUp() public override {
        found();
        admitNow(cardOf(6, 1));
        _new = vm.addr(nodeKey(6, 0));
    }

    function test_onlyItsOwnAgentSaysThatANodeIsSynced() public {
        reverts(agent(0), abi.encodeCall(NODES.markSynced, (_new)), INodeRegistry.CallerNotAgent.selector);
        reverts(officer(6), abi.encodeCall(NODES.markSynced, (_new)), INodeRegistry.CallerNotAgent.selector);
        markSynced();
        vm.assertTrue(NODES.node(_new).state == INodeRegistry.State.Synced);
        reverts(agent(6), abi.encodeCall(NODES.markSynced, (_new)), INodeRegistry.UnexpectedNodeState.selector);
    }

    function testFuzz_onlyAgentsAnnounceEndpoints(address caller, uint16 length) public {
        for (uint256 i = 0; i < 7; ++i) vm.assume(caller != agent(i));
        bytes memory call = abi.encodeCall(NODES.announceEndpoints, (idOf(6), new bytes(length)));
        reverts(caller, call, INodeRegistry.CallerNotAgent.selector);
        if (length > 8192) reverts(agent(0), call, INodeRegistry.EndpointsTooLong.selector);
        else {
            vm.prank(agent(0));
            NODES.announceEndpoints(idOf(6), new bytes(length));
        }
    }

    function testFuzz_strangersActivateNothing(address caller) public {
        for (uint256 i = 0; i < 7; ++i) vm.assume(caller != agent(i));
        markSynced();
        reverts(caller, abi.encodeCall(NODES.activate, (_new)), INodeRegistry.CallerNotAgent.selector);
        reverts(caller, abi.encodeCall(NODES.markSynced, (_new)), INodeRegistry.UnexpectedNodeState.selector);
    }

    function test_aCandidateThatIsNotSyncedIsNotActivated() public {
        reverts(agent(0), abi.encodeCall(NODES.activate, (_new)), INodeRegistry.UnexpectedNodeState.selector);
    }

    function test_aSuspendedMembersNodeIsNotActivated() public {
        markSynced();
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(6));
        reverts(agent(0), abi.encodeCall(NODES.activate, (_new)), INodeRegistry.OwnerNotActive.selector);
    }

    /// @dev Six organisations had a validator before the change: four must confirm; the newcomer is not one of them.
    function test_aChangeIsSettledByTwoThirdsOfThoseThatValidatedBefore() public {
        markSynced();
        vm.prank(agent(1));
        NODES.activate(_new);
        INodeRegistry.Change memory change = NODES.changeInFlight();
        vm.assertEq(change.node, _new);
        vm.assertEq(change.needed, 4);
        reverts(agent(6), abi.encodeCall(NODES.confirmChange, (_new)), INodeRegistry.NotConcerned.selector);
        reverts(officer(0), abi.encodeCall(NODES.confirmChange, (_new)), INodeRegistry.CallerNotAgent.selector);
        reverts(address(TIMELOCK), abi.encodeCall(NODES.retire, (_new)), INodeRegistry.ChangeInFlight.selector);
        for (uint256 i = 0; i < 3; ++i) confirm(i, _new);
        reverts(agent(0), abi.encodeCall(NODES.confirmChange, (_new)), INodeRegistry.AlreadyConfirmed.selector);
        vm.assertEq(NODES.changeInFlight().node, _new);
        confirm(3, _new);
        vm.assertEq(NODES.changeInFlight().node, address(0));
        vm.assertEq(NODES.validators().length, 7);
        reverts(agent(4), abi.encodeCall(NODES.confirmChange, (_new)), INodeRegistry.NoSuchChange.selector);
    }

    /// @dev Its member never starts it: every other change and every lease would wait for it. One decision takes it out.
    function test_whatComesInAndNeverRunsIsSettledAndRetiredByOneDecision() public {
        markSynced();
        vm.prank(agent(1));
        NODES.activate(_new);
        vm.prank(address(TIMELOCK));
        NODES.settleChange(_new);
        vm.prank(address(TIMELOCK));
        NODES.retire(_new);
        vm.assertEq(NODES.changeInFlight().node, _new);
        vm.assertEq(NODES.validators().length, 6);
        for (uint256 i = 0; i < 5; ++i) confirm(i, _new);
        vm.assertEq(NODES.changeInFlight().node, address(0));
        vm.assertEq(NODES.liveNodesOf(idOf(6)), 0);
    }

    function test_whoLosesItsLastValidatorStillConfirms() public {
        address node = vm.addr(nodeKey(0, 0));
        vm.prank(address(TIMELOCK));
        NODES.retire(node);
        for (uint256 i = 0; i < 4; ++i) confirm(i, node);
        vm.assertEq(NODES.changeInFlight().node, address(0));
        vm.assertEq(NODES.validators().length, 5);
    }

    function test_anObserversChangeIsNoneOfTheValidators() public {
        IMemberRegistry.Card memory card = cardOf(7, 1);
        card.nodes[0].duty = INodeRegistry.Duty.Observer;
        admitNow(card);
        address observer = vm.addr(nodeKey(7, 0));
        vm.prank(agent(7));
        NODES.markSynced(observer);
        vm.prank(agent(0));
        NODES.activate(observer);
        vm.assertEq(NODES.changeInFlight().node, address(0));
        vm.assertEq(NODES.validators().length, 6);
        vm.prank(address(TIMELOCK));
        NODES.retire(observer);
        vm.assertEq(NODES.liveNodesOf(idOf(7)), 0);
    }

    function test_aSuspendedMembersValidatorIsStoodDownAndComesBackWithIt() public {
        address node = vm.addr(nodeKey(0, 0));
        suspend(0);
        vm.prank(agent(1));
        NODES.standDown(node);
        vm.assertTrue(NODES.node(node).state == INodeRegistry.State.Candidate);
        vm.assertEq(NODES.validators().length, 5);
        vm.assertEq(NODES.changeInFlight().node, node);
        for (uint256 i = 1; i < 5; ++i) confirm(i, node);
        vm.assertEq(NODES.changeInFlight().node, address(0));
        vm.assertEq(NODES.liveNodesOf(idOf(0)), 1);
        reverts(agent(0), abi.encodeCall(NODES.markSynced, (node)), INodeRegistry.CallerNotAgent.selector);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(0));
        // It may have been off for weeks: its own agent says again that it follows the chain.
        reverts(agent(1), abi.encodeCall(NODES.activate, (node)), INodeRegistry.UnexpectedNodeState.selector);
        vm.prank(agent(0));
        NODES.markSynced(node);
        vm.prank(agent(1));
        NODES.activate(node);
        vm.assertEq(NODES.validators().length, 6);
    }

    function testFuzz_onlyAgentsStandDown(address caller) public {
        for (uint256 i = 1; i < 7; ++i) vm.assume(caller != agent(i));
        suspend(0);
        bytes memory call_ = abi.encodeCall(NODES.standDown, (vm.addr(nodeKey(0, 0))));
        reverts(caller, call_, INodeRegistry.CallerNotAgent.selector);
        reverts(agent(0), call_, INodeRegistry.CallerNotAgent.selector);
    }

    function test_noOtherMembersValidatorIsStoodDown() public {
        suspend(0);
        bytes memory call_ = abi.encodeCall(NODES.standDown, (vm.addr(nodeKey(1, 0))));
        reverts(agent(2), call_, INodeRegistry.OwnerNotSuspended.selector);
        call_ = abi.encodeCall(NODES.standDown, (_new));
        reverts(agent(2), call_, INodeRegistry.UnexpectedNodeState.selector);
    }

    function test_ofFourNoneIsStoodDown() public {
        retireSettled(0);
        retireSettled(1);
        suspend(2);
        bytes memory call_ = abi.encodeCall(NODES.standDown, (vm.addr(nodeKey(2, 0))));
        reverts(agent(3), call_, INodeRegistry.TooFewValidators.selector);
    }

    /// @dev It would stay in flight, and keep every other change and every lease out, until a decision ends it.
    function test_nothingIsStoodDownThatTooFewCanConfirm() public {
        retireSettled(5);
        suspend(0);
        suspend(1);
        bytes memory call_ = abi.encodeCall(NODES.standDown, (vm.addr(nodeKey(0, 0))));
        reverts(agent(2), call_, INodeRegistry.TooFewToConfirm.selector);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(1));
        vm.prank(agent(2));
        NODES.standDown(vm.addr(nodeKey(0, 0)));
        for (uint256 i = 1; i < 5; ++i) confirm(i, vm.addr(nodeKey(0, 0)));
        vm.assertEq(NODES.changeInFlight().node, address(0));
    }

    /// @dev Retired meanwhile it would be counted out twice, and its member be expelled while it validates.
    function test_whatIsBeingStoodDownIsNotRetiredBeforeThatIsSettled() public {
        address node = vm.addr(nodeKey(0, 0));
        suspend(0);
        vm.prank(agent(1));
        NODES.standDown(node);
        bytes memory retired = abi.encodeCall(NODES.retire, (node));
        reverts(address(TIMELOCK), retired, INodeRegistry.ChangeInFlight.selector);
        reverts(agent(2), abi.encodeCall(NODES.standDown, (node)), INodeRegistry.UnexpectedNodeState.selector);
        for (uint256 i = 1; i < 5; ++i) confirm(i, node);
        vm.prank(address(TIMELOCK));
        NODES.retire(node);
        vm.assertEq(NODES.liveNodesOf(idOf(0)), 0);
        vm.assertEq(NODES.validators().length, 5);
        vm.prank(address(TIMELOCK));
        MEMBERS.expel(idOf(0));
    }

    /// @dev A few members would take a validator out, with no vote of all.
    function test_anEmergencyStandsNothingDown() public {
        vm.prank(address(COUNCIL));
        MEMBERS.bar(idOf(0), uint48(block.timestamp + 100));
        vm.assertFalse(MEMBERS.isActive(idOf(0)));
        bytes memory call_ = abi.encodeCall(NODES.standDown, (vm.addr(nodeKey(0, 0))));
        reverts(agent(1), call_, INodeRegistry.OwnerNotSuspended.selector);
    }

    function test_ofFourValidatorsNoneIsRetired() public {
        retireSettled(0);
        retireSettled(1);
        address third = vm.addr(nodeKey(2, 0));
        reverts(address(TIMELOCK), abi.encodeCall(NODES.retire, (third)), INodeRegistry.TooFewValidators.selector);
        vm.assertEq(NODES.validators().length, 4);
    }

    function test_aDecisionEndsAChangeThatTooFewAreLeftToConfirm() public {
        address node = vm.addr(nodeKey(0, 0));
        vm.prank(address(TIMELOCK));
        NODES.retire(node);
        reverts(address(TIMELOCK), abi.encodeCall(NODES.settleChange, (_new)), INodeRegistry.NoSuchChange.selector);
        vm.prank(address(TIMELOCK));
        NODES.settleChange(node);
        vm.assertEq(NODES.changeInFlight().node, address(0));
    }

    function test_aRetiredNodeNeverComesBack() public {
        retireSettled(0);
        address node = vm.addr(nodeKey(0, 0));
        reverts(agent(0), abi.encodeCall(NODES.markSynced, (node)), INodeRegistry.UnexpectedNodeState.selector);
        reverts(agent(0), abi.encodeCall(NODES.activate, (node)), INodeRegistry.UnexpectedNodeState.selector);
        reverts(address(TIMELOCK), abi.encodeCall(NODES.retire, (node)), INodeRegistry.UnexpectedNodeState.selector);
        IMemberRegistry.Card memory card = cardOf(0, 1);
        card.issuedAt += 1;
        card.nodes[0].name = "another-name";
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.NodeKnown.selector, node));
        MEMBERS.addNodes(card, proofs);
    }

    function test_aNodesNameIsItsOrganisationsOnce() public {
        IMemberRegistry.Card memory card = cardOf(7, 2);
        card.nodes[1].name = card.nodes[0].name;
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.NodeNameTaken.selector, idOf(7), card.nodes[0].name));
        MEMBERS.admit(card, proofs);
    }

    function testFuzz_aPublicKeyHas64Bytes(bytes calldata key) public {
        vm.assume(key.length != 64);
        INodeRegistry.Node[] memory added = new INodeRegistry.Node[](1);
        added[0] = INodeRegistry.Node("node", INodeRegistry.Duty.Validator, key);
        vm.prank(address(MEMBERS));
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.InvalidPublicKey.selector, key.length));
        NODES.register(idOf(0), added);
    }

    function suspend(uint256 i) private {
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(i));
    }

    function markSynced() private {
        vm.prank(agent(6));
        NODES.markSynced(_new);
    }

    function confirm(uint256 i, address node) private {
        vm.prank(agent(i));
        NODES.confirmChange(node);
    }

    function retireSettled(uint256 i) private {
        address node = vm.addr(nodeKey(i, 0));
        vm.prank(address(TIMELOCK));
        NODES.retire(node);
        vm.prank(address(TIMELOCK));
        NODES.settleChange(node);
    }

    function reverts(address caller, bytes memory call_, bytes4 why) private {
        vm.prank(caller);
        (bool done, bytes memory result) = address(NODES).call(call_);
        vm.assertFalse(done);
        vm.assertEq(bytes32(bytes4(result)), bytes32(why));
    }
}
