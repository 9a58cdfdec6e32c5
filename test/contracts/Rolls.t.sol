// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Network} from "./Network.sol";

/// @title Whoever comes, goes and delegates in whatever order, votes are neither made nor lost
contract RollsInvariantTest is Network {
    RollsHandler private _handler;

    function setUp() public override {
        found();
        _handler = new RollsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev Those of a chamber hold as many votes as it has active members: so no vote left its chamber, either.
    function invariant_aChambersVotesAreItsActiveMembers() public view {
        address[] memory ids = MEMBERS.organisations();
        uint256[3] memory held;
        uint256[3] memory active;
        for (uint256 i = 0; i < ids.length; ++i) {
            IMemberRegistry.Organisation memory one = MEMBERS.organisation(ids[i]);
            held[one.chamber] += MEMBERS.getVotes(ids[i]);
            if (one.status == IMemberRegistry.Status.Active) ++active[one.chamber];
        }
        for (uint256 c = 0; c < 3; ++c) {
            vm.assertEq(held[c], active[c], "votes of a chamber");
            vm.assertGe(active[c], 1);
        }
    }

    function invariant_aDelegateIsOfTheSameChamber() public view {
        address[] memory ids = MEMBERS.organisations();
        for (uint256 i = 0; i < ids.length; ++i) {
            IMemberRegistry.Organisation memory one = MEMBERS.organisation(ids[i]);
            vm.assertEq(one.chamber, MEMBERS.organisation(one.delegate).chamber);
        }
    }

    /// @dev What the past was, it stays, whatever is done later.
    function invariant_thePastStands() public view {
        for (uint256 n = 0; n < _handler.seen(); ++n) {
            (uint256 time, uint256 size, uint256 votes, address id) = _handler.past(n);
            vm.assertEq(MEMBERS.chamberSizeAt(uint8(n % 3), time), size, "size of a chamber then");
            vm.assertEq(MEMBERS.getPastVotes(id, time), votes, "votes of a member then");
        }
    }

    /// @dev Suspended or gone is so everywhere at once.
    function invariant_onlyTheActiveAct() public view {
        address[] memory ids = MEMBERS.organisations();
        address[] memory accounts = MEMBERS.accounts();
        uint256 active;
        for (uint256 i = 0; i < ids.length; ++i) {
            IMemberRegistry.Organisation memory one = MEMBERS.organisation(ids[i]);
            address expected = MEMBERS.isActive(ids[i]) ? ids[i] : address(0);
            if (expected != address(0)) ++active;
            vm.assertEq(MEMBERS.organisationOf(one.officer), expected);
            vm.assertEq(MEMBERS.organisationOf(one.agent), expected);
            vm.assertEq(MEMBERS.actingFor(one.officer, IMemberRegistry.Role.Officer), expected);
            vm.assertEq(MEMBERS.actingFor(one.agent, IMemberRegistry.Role.Officer), address(0));
            vm.assertEq(MEMBERS.actingFor(one.checkpoint, IMemberRegistry.Role.Agent), address(0));
        }
        vm.assertEq(accounts.length, 2 * active);
        for (uint256 i = 0; i < accounts.length; ++i) vm.assertTrue(MEMBERS.organisationOf(accounts[i]) != address(0));
    }

    /// @dev The handler does come to each deed; else the invariants would hold of nothing.
    function test_theHandlerDelegatesSuspendsReinstatesAndExpels() public {
        _handler.delegate(0, 1);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 2);
        _handler.suspend(0);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 1);
        _handler.reinstate(0);
        vm.assertEq(MEMBERS.getVotes(idOf(0)), 1);
        _handler.expel(0);
        vm.assertFalse(MEMBERS.isActive(idOf(0)));
        _handler.admit();
        vm.assertTrue(MEMBERS.isActive(idOf(FOUNDERS)));
        _handler.look(0);
        vm.assertEq(_handler.seen(), 3);
    }
}

/// @title Members and decisions doing to memberships what they like
contract RollsHandler is Network {
    struct Past {
        uint256 time;
        uint256 size;
        uint256 votes;
        address id;
    }

    Past[] public past;
    uint256 private _admitted = FOUNDERS;

    function setUp() public override {}

    function seen() external view returns (uint256) {
        return past.length;
    }

    /// @dev Writes down what the moment before now was.
    function look(uint256 later) external {
        vm.warp(block.timestamp + bound(later, 1, 50));
        if (past.length > 30) return;
        uint256 time = block.timestamp - 1;
        for (uint8 c = 0; c < 3; ++c) {
            address id = idOf(past.length % FOUNDERS);
            past.push(Past(time, MEMBERS.chamberSizeAt(c, time), MEMBERS.getPastVotes(id, time), id));
        }
    }

    function delegate(uint256 from, uint256 to) external {
        vm.prank(officer(from % _admitted));
        try MEMBERS.delegate(idOf(to % _admitted)) {} catch {}
    }

    function suspend(uint256 which) external {
        vm.prank(address(TIMELOCK));
        try MEMBERS.suspend(idOf(which % _admitted)) {} catch {}
    }

    function reinstate(uint256 which) external {
        vm.prank(address(TIMELOCK));
        try MEMBERS.reinstate(idOf(which % _admitted)) {} catch {}
    }

    function expel(uint256 which) external {
        address node = vm.addr(nodeKey(which % _admitted, 0));
        vm.prank(address(TIMELOCK));
        try NODES.retire(node) {} catch {}
        if (NODES.changeInFlight().node == node) {
            vm.prank(address(TIMELOCK));
            NODES.settleChange(node);
        }
        vm.prank(address(TIMELOCK));
        try MEMBERS.expel(idOf(which % _admitted)) {} catch {}
    }

    function admit() external {
        if (_admitted == 10) return;
        admitNow(cardOf(_admitted, 1));
        ++_admitted;
    }
}
