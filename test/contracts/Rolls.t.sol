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

    /// @dev Those of a chamber hold as many votes as it has seats taken: so no vote left its chamber, either.
    function invariant_aChambersVotesAreItsSeats() public view {
        uint256[3] memory held;
        uint256[3] memory seats;
        uint256[3] memory acting;
        for (uint256 i = 0; i < _handler.admitted(); ++i) {
            uint8 chamber = MEMBERS.organisation(idOf(i)).chamber;
            held[chamber] += MEMBERS.getVotes(idOf(i));
            if (_handler.hasSeat(i)) ++seats[chamber];
            if (_handler.acts(i)) ++acting[chamber];
        }
        for (uint256 c = 0; c < 3; ++c) {
            vm.assertEq(held[c], seats[c], "votes of a chamber");
            vm.assertGe(acting[c], 1);
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

    /// @dev Suspended, barred or gone, as what was done to it says, is so everywhere at once.
    function invariant_onlyTheActiveAct() public view {
        address[] memory accounts = MEMBERS.accounts();
        uint256 acting;
        for (uint256 i = 0; i < _handler.admitted(); ++i) {
            (address id, bool acts) = (idOf(i), _handler.acts(i));
            if (acts) ++acting;
            else vm.assertEq(MEMBERS.getVotes(id), _handler.hasSeat(i) ? 1 : 0, "votes of one that does not act");
            vm.assertTrue(MEMBERS.isActive(id) == acts, "active");
            vm.assertTrue((MEMBERS.organisation(id).status == IMemberRegistry.Status.Active) == acts, "status");
            onlyItsKeysAct(i, acts ? id : address(0));
        }
        vm.assertEq(accounts.length, 2 * acting);
        for (uint256 i = 0; i < accounts.length; ++i) vm.assertTrue(MEMBERS.organisationOf(accounts[i]) != address(0));
    }

    function onlyItsKeysAct(uint256 i, address expected) private view {
        (address officer_, address agent_, address checkpoint) = _handler.keysOf(i, 0);
        vm.assertEq(MEMBERS.organisationOf(officer_), expected);
        vm.assertEq(MEMBERS.organisationOf(agent_), expected);
        vm.assertEq(MEMBERS.organisationOf(checkpoint), address(0));
        vm.assertEq(MEMBERS.actingFor(officer_, IMemberRegistry.Role.Officer), expected);
        vm.assertEq(MEMBERS.actingFor(agent_, IMemberRegistry.Role.Agent), expected);
        vm.assertEq(MEMBERS.actingFor(agent_, IMemberRegistry.Role.Officer), address(0));
        vm.assertEq(MEMBERS.actingFor(checkpoint, IMemberRegistry.Role.Agent), address(0));
        if (_handler.replaced(i) == 0) return;
        (officer_, agent_, ) = _handler.keysOf(i, 1);
        vm.assertEq(MEMBERS.organisationOf(officer_), address(0));
        vm.assertEq(MEMBERS.organisationOf(agent_), address(0));
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

    function test_theHandlerBarsReplacesKeysAndDelegatesForATime() public {
        _handler.delegateUntil(0, 1, 20);
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 2);
        _handler.bar(1, 60);
        vm.assertFalse(_handler.acts(1));
        vm.assertEq(MEMBERS.getVotes(idOf(1)), 1);
        _handler.replaceKeys(1);
        vm.assertEq(_handler.replaced(1), 1);
        invariant_onlyTheActiveAct();
        _handler.settle(true);
        vm.assertFalse(_handler.hasSeat(1));
        _handler.bar(3, 0);
        vm.assertFalse(MEMBERS.isActive(idOf(3)));
        _handler.look(0);
        vm.assertTrue(_handler.acts(3));
        _handler.bar(0, 60);
        _handler.settle(false);
        vm.assertTrue(MEMBERS.isActive(idOf(0)));
        invariant_onlyTheActiveAct();
    }
}

/// @title Members, decisions and emergencies doing to memberships what they like
/// @notice What became of each is kept here, apart from the contracts, which are not asked.
contract RollsHandler is Network {
    struct Past {
        uint256 time;
        uint256 size;
        uint256 votes;
        address id;
    }

    Past[] public past;
    uint256 public admitted;
    mapping(uint256 which => uint256) public replaced;
    mapping(uint256 which => IMemberRegistry.Status) private _status;
    uint256 private _barred;
    uint256 private _until;

    constructor() {
        for (; admitted < FOUNDERS; ++admitted) _status[admitted] = IMemberRegistry.Status.Active;
    }

    function setUp() public override {}

    function seen() external view returns (uint256) {
        return past.length;
    }

    function hasSeat(uint256 i) public view returns (bool) {
        return _status[i] == IMemberRegistry.Status.Active;
    }

    function acts(uint256 i) public view returns (bool) {
        return hasSeat(i) && !_isBarred(i);
    }

    /// @param ago how many replacements
    function keysOf(uint256 i, uint256 ago) public view returns (address officer_, address agent_, address checkpoint) {
        uint256 first = _firstKey(i, replaced[i] - ago);
        return (vm.addr(first), vm.addr(first + 1), vm.addr(first + 2));
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
        (from, to) = (from % admitted, to % admitted);
        if (_does(_officerOf(from), abi.encodeCall(MEMBERS.delegate, (idOf(to)))))
            vm.assertTrue(acts(from) && acts(to));
    }

    function delegateUntil(uint256 from, uint256 to, uint256 lasts) external {
        (from, to) = (from % admitted, to % admitted);
        bytes memory call_ = abi.encodeCall(MEMBERS.delegateUntil, (idOf(to), _after(lasts)));
        if (_does(_officerOf(from), call_)) vm.assertTrue(acts(from) && acts(to));
    }

    function suspend(uint256 which) external {
        which %= admitted;
        if (_does(address(TIMELOCK), abi.encodeCall(MEMBERS.suspend, (idOf(which))))) _suspended(which);
    }

    function reinstate(uint256 which) external {
        which %= admitted;
        if (!_does(address(TIMELOCK), abi.encodeCall(MEMBERS.reinstate, (idOf(which))))) return;
        if (_isBarred(which)) return _endBar();
        vm.assertTrue(_status[which] == IMemberRegistry.Status.Suspended);
        _status[which] = IMemberRegistry.Status.Active;
    }

    function expel(uint256 which) external {
        which %= admitted;
        address node = vm.addr(nodeKey(which, 0));
        vm.prank(address(TIMELOCK));
        try NODES.retire(node) {} catch {}
        if (NODES.changeInFlight().node == node) {
            vm.prank(address(TIMELOCK));
            NODES.settleChange(node);
        }
        if (!_does(address(TIMELOCK), abi.encodeCall(MEMBERS.expel, (idOf(which))))) return;
        vm.assertTrue(_status[which] != IMemberRegistry.Status.Expelled);
        _status[which] = IMemberRegistry.Status.Expelled;
        if (_barred == which) _endBar();
    }

    function admit() external {
        if (admitted == 10) return;
        admitNow(cardOf(admitted, 1));
        _status[admitted++] = IMemberRegistry.Status.Active;
    }

    /// @dev What is over is booked first, as the council does.
    function bar(uint256 which, uint256 lasts) external {
        which %= admitted;
        if (_until != 0 && block.timestamp >= _until) settle(false);
        uint48 until = _after(lasts);
        if (!_does(address(COUNCIL), abi.encodeCall(MEMBERS.bar, (idOf(which), until)))) return;
        vm.assertTrue(acts(which) && _until == 0);
        (_barred, _until) = (which, until);
    }

    /// @dev Kept while it runs, or with nothing changed.
    function settle(bool kept) public {
        if (_until == 0) return;
        kept = kept && _isBarred(_barred);
        if (!_does(address(COUNCIL), abi.encodeCall(MEMBERS.settleEmergency, (idOf(_barred), kept)))) return;
        if (kept) _suspended(_barred);
        else _endBar();
    }

    function replaceKeys(uint256 which) external {
        which %= admitted;
        uint256 first = _firstKey(which, replaced[which] + 1);
        IMemberRegistry.Card memory card = cardOf(which, 0);
        (card.officer, card.agent, card.checkpoint) = (vm.addr(first), vm.addr(first + 1), vm.addr(first + 2));
        card.issuedAt += uint64(replaced[which] + 1);
        bytes32 digest = MEMBERS.cardDigest(card);
        IMemberRegistry.Proofs memory proofs = IMemberRegistry.Proofs(
            signed(first, digest),
            signed(first + 1, digest),
            signed(first + 2, digest),
            new bytes[](0)
        );
        if (!_does(address(TIMELOCK), abi.encodeCall(MEMBERS.replaceKeys, (card, proofs)))) return;
        vm.assertTrue(hasSeat(which));
        ++replaced[which];
    }

    function _does(address by, bytes memory call_) private returns (bool done) {
        vm.prank(by);
        (done, ) = address(MEMBERS).call(call_);
    }

    function _suspended(uint256 which) private {
        vm.assertTrue(hasSeat(which));
        _status[which] = IMemberRegistry.Status.Suspended;
        if (_barred == which) _endBar();
    }

    function _endBar() private {
        (_barred, _until) = (0, 0);
    }

    function _isBarred(uint256 i) private view returns (bool) {
        return i == _barred && block.timestamp < _until;
    }

    function _officerOf(uint256 i) private view returns (address officer_) {
        (officer_, , ) = keysOf(i, 0);
    }

    function _after(uint256 lasts) private view returns (uint48) {
        return uint48(block.timestamp + bound(lasts, 1, 100));
    }

    /// @dev Three in a row; those of the card that it came with at first.
    function _firstKey(uint256 i, uint256 generation) private pure returns (uint256) {
        return generation == 0 ? i * 100 + 1 : 100_000 + i * 1000 + 3 * generation;
    }
}
