// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";
import {Network} from "./Network.sol";

/// @title Whatever is called in whatever order, the intended validators stay sound
contract ValidatorsInvariantTest is Network {
    ValidatorsHandler private _handler;

    function setUp() public override {
        found();
        _handler = new ValidatorsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_neverFewerThanFourNoneTwiceNoneZero() public view {
        address[] memory set = NODES.validators();
        vm.assertGe(set.length, 4);
        vm.assertEq(set.length, NODES.validatorCount());
        for (uint256 i = 0; i < set.length; ++i) {
            vm.assertTrue(set[i] != address(0));
            vm.assertTrue(NODES.node(set[i]).state == INodeRegistry.State.Active);
            for (uint256 j = 0; j < i; ++j) vm.assertTrue(set[i] != set[j]);
        }
    }

    function invariant_oneChangeInFlight() public view {
        vm.assertFalse(_handler.changedTwiceInFlight());
        vm.assertFalse(_handler.settledTooEarly());
    }

    function invariant_setMovedByTheChangesAndNothingElse() public view {
        vm.assertEq(NODES.validatorCount(), FOUNDERS + _handler.activated() - _handler.left());
    }

    /// @dev The handler does reach a settled change; else the invariants would hold of nothing.
    function test_theHandlerCarriesAChangeToItsEnd() public {
        _handler.register(0, false);
        _handler.sync(FOUNDERS);
        _handler.activate(1, FOUNDERS);
        vm.assertEq(_handler.activated(), 1);
        for (uint256 i = 0; i < 4; ++i) _handler.confirm(i);
        vm.assertEq(NODES.changeInFlight().node, address(0));
        _handler.retire(0);
        vm.assertEq(_handler.left(), 1);
    }
}

/// @title Members and decisions doing to nodes what they like, in any order
contract ValidatorsHandler is Network {
    bool public changedTwiceInFlight;
    bool public settledTooEarly;
    uint256 public activated;
    uint256 public left;
    uint256 private _made;
    address[] private _all;

    constructor() {
        for (uint256 i = 0; i < FOUNDERS; ++i) _all.push(vm.addr(nodeKey(i, 0)));
    }

    function setUp() public override {}

    /// @dev As the member registry would, once proofs are checked.
    function register(uint256 organisation, bool observer) external {
        organisation %= FOUNDERS;
        INodeRegistry.Node[] memory added = new INodeRegistry.Node[](1);
        added[0] = nodeNamed(1000 + _made++, "a");
        added[0].name = bytes32(
            abi.encodePacked("n", bytes1(uint8(97 + (_made % 26))), bytes1(uint8(97 + _made / 26)))
        );
        if (observer) added[0].duty = INodeRegistry.Duty.Observer;
        vm.prank(address(MEMBERS));
        try NODES.register(idOf(organisation), added) {
            _all.push(vm.addr(1000 + _made - 1));
        } catch {}
    }

    function sync(uint256 which) external {
        address node = _all[which % _all.length];
        address by = agent(numberOf(NODES.node(node).organisation));
        vm.prank(by);
        try NODES.markSynced(node) {} catch {}
    }

    function activate(uint256 by, uint256 which) external {
        address node = _all[which % _all.length];
        bool inFlight = NODES.changeInFlight().node != address(0);
        bool validator = NODES.node(node).duty == INodeRegistry.Duty.Validator;
        vm.prank(agent(by % FOUNDERS));
        try NODES.activate(node) {
            if (validator) ++activated;
            if (validator && inFlight) changedTwiceInFlight = true;
        } catch {}
    }

    function retire(uint256 which) external {
        address node = _all[which % _all.length];
        bool inFlight = NODES.changeInFlight().node != address(0);
        INodeRegistry.Registered memory before = NODES.node(node);
        bool counts = before.duty == INodeRegistry.Duty.Validator && before.state == INodeRegistry.State.Active;
        vm.prank(address(TIMELOCK));
        try NODES.retire(node) {
            if (counts) ++left;
            if (counts && inFlight) changedTwiceInFlight = true;
        } catch {}
    }

    function standDown(uint256 by, uint256 which) external {
        address node = _all[which % _all.length];
        bool inFlight = NODES.changeInFlight().node != address(0);
        vm.prank(agent(by % FOUNDERS));
        try NODES.standDown(node) {
            ++left;
            if (inFlight) changedTwiceInFlight = true;
        } catch {}
    }

    function confirm(uint256 by) external {
        INodeRegistry.Change memory before = NODES.changeInFlight();
        if (before.node == address(0)) return;
        vm.prank(agent(by % FOUNDERS));
        try NODES.confirmChange(before.node) {
            bool settled = NODES.changeInFlight().node == address(0);
            if (settled && before.confirmed + 1 < before.needed) settledTooEarly = true;
        } catch {}
    }

    function suspendOrReinstate(uint256 which, bool suspend) external {
        vm.prank(address(TIMELOCK));
        if (suspend) {
            try MEMBERS.suspend(idOf(which % FOUNDERS)) {} catch {}
        } else {
            try MEMBERS.reinstate(idOf(which % FOUNDERS)) {} catch {}
        }
    }
}
