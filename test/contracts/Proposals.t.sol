// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deciding} from "./Deciding.sol";
import {Network} from "./Network.sol";

/// @title Whatever is called in whatever order, only what was decided runs, and once
contract ProposalsInvariantTest is Network {
    ProposalsHandler private _handler;

    function setUp() public override {
        found();
        _handler = new ProposalsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_nothingRunsThatWasNotDecided() public view {
        vm.assertEq(_handler.wronglyRun(), 0, "ran though rejected, cancelled, unqueued, early or expired");
        vm.assertEq(_handler.wronglyRefused(), 0, "refused though due");
    }

    function invariant_everyDecisionRunsOnce() public view {
        for (uint256 i = 0; i < _handler.count(); ++i) {
            vm.assertEq(_handler.marks().count(i), _handler.ran(i) ? 1 : 0, "runs of one proposal");
        }
    }

    function invariant_oneOrganisationOneVote() public view {
        vm.assertFalse(_handler.votedTwice());
    }

    /// @dev The handler does reach the end of a decision; else the invariants would hold of nothing.
    function test_theHandlerCarriesADecisionToItsEnd() public {
        _handler.propose(0);
        _handler.pass(DELAY);
        _handler.voteForAll();
        _handler.pass(PERIOD - 1);
        _handler.queueOne(0);
        _handler.pass(WAIT - 1);
        _handler.executeOne(0);
        vm.assertEq(_handler.marks().count(0), 1);
    }
}

/// @title Members proposing, voting, queueing, executing and cancelling as they like, and a model that watches
contract ProposalsHandler is Deciding {
    /// @dev votes: organisation → 1 against, 2 for, 3 abstain
    struct Watched {
        Proposal made;
        uint8[6] votes;
        uint256 queuedAt;
        bool cancelled;
        bool ran;
    }

    uint256 public wronglyRun;
    uint256 public wronglyRefused;
    bool public votedTwice;
    Marks public immutable marks = new Marks();
    Watched[] private _watched;

    function setUp() public override {}

    function propose(uint256 by) external {
        if (_watched.length == 8) return;
        uint256 index = _watched.length;
        Proposal memory made = single(address(marks), abi.encodeCall(Marks.mark, (index)), index);
        Watched storage watched = _watched.push();
        watched.made = propose(by % FOUNDERS, made);
    }

    /// @dev Most votes are for, else hardly anything would ever run.
    function vote(uint256 which, uint256 by, uint256 choice) external {
        if (_watched.length == 0) return;
        Watched storage watched = _watched[which % _watched.length];
        uint8 support =
            choice % 8 == 0
                ? AGAINST
                : choice % 8 == 1
                    ? ABSTAIN
                    : FOR;
        vm.prank(officer(by % FOUNDERS));
        try GOVERNOR.castVote(watched.made.id, support) {
            if (watched.votes[by % FOUNDERS] != 0) votedTwice = true;
            watched.votes[by % FOUNDERS] = support + 1;
        } catch {}
    }

    /// @dev Everyone votes for what is open, so that runs reach what comes after a vote.
    function voteForAll() external {
        for (uint256 w = 0; w < _watched.length; ++w) {
            for (uint256 i = 0; i < FOUNDERS; ++i) this.vote(w, i, 2);
        }
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, PERIOD));
    }

    function queueOne(uint256 which) external {
        if (_watched.length == 0) return;
        Watched storage watched = _watched[which % _watched.length];
        if (!accepted(GOVERNOR.queue.selector, watched.made)) return;
        if (!passed(watched) || watched.queuedAt != 0) ++wronglyRun;
        watched.queuedAt = block.timestamp;
    }

    function executeOne(uint256 which) external {
        if (_watched.length == 0) return;
        Watched storage watched = _watched[which % _watched.length];
        uint256 eta = watched.queuedAt + WAIT;
        bool due = watched.queuedAt != 0 && !watched.ran && !watched.cancelled && passed(watched);
        due = due && block.timestamp >= eta && block.timestamp <= eta + GRACE;
        bool ran_ = accepted(GOVERNOR.execute.selector, watched.made);
        if (ran_ && !due) ++wronglyRun;
        if (!ran_ && due) ++wronglyRefused;
        if (ran_) watched.ran = true;
    }

    function cancelOne(uint256 which, uint256 by) external {
        if (_watched.length == 0) return;
        Watched storage watched = _watched[which % _watched.length];
        Proposal memory made = watched.made;
        vm.prank(officer(by % FOUNDERS));
        try GOVERNOR.cancel(made.targets, made.values, made.calldatas, keccak256(bytes(made.description))) {
            watched.cancelled = true;
        } catch {}
    }

    function count() external view returns (uint256) {
        return _watched.length;
    }

    function ran(uint256 index) external view returns (bool) {
        return _watched[index].ran;
    }

    function accepted(bytes4 step, Proposal memory made) private returns (bool done) {
        bytes32 hash = keccak256(bytes(made.description));
        (done, ) = address(GOVERNOR).call(
            abi.encodeWithSelector(step, made.targets, made.values, made.calldatas, hash)
        );
    }

    /// @dev The fixture's rule by hand: half of a chamber votes, more for than against, two chambers, the last may veto.
    function passed(Watched storage watched) private view returns (bool) {
        (uint256 hospitals, bool first) = side(watched, 0, 3);
        (uint256 manufacturers, bool second) = side(watched, 3, 5);
        (uint256 regulator, bool third) = side(watched, 5, 6);
        if (watched.votes[5] == 1) return false;
        uint256 chambersPassed =
            (hospitals >= 2 && first ? 1 : 0) +
                (manufacturers >= 1 && second ? 1 : 0) +
                (regulator >= 1 && third ? 1 : 0);
        return chambersPassed >= 2;
    }

    function side(Watched storage watched, uint256 from, uint256 to) private view returns (uint256 cast, bool agreed) {
        int256 balance;
        for (uint256 i = from; i < to; ++i) {
            if (watched.votes[i] != 0) ++cast;
            if (watched.votes[i] == 1) --balance;
            if (watched.votes[i] == 2) ++balance;
        }
        agreed = balance > 0;
    }
}

/// @dev What a proposal does when it runs.
contract Marks {
    mapping(uint256 index => uint256) private _marks;

    function mark(uint256 index) external {
        ++_marks[index];
    }

    function count(uint256 index) external view returns (uint256) {
        return _marks[index];
    }
}
