// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {IConsortiumGovernor} from "../../../contracts/interfaces/IConsortiumGovernor.sol";
import {AnyTimelock} from "./AnyTimelock.sol";
import {Decided} from "./Decided.sol";

/// @title What passed runs in its time, and once
/// @notice For every timelock and grace of its rule, and every time at which it is queued and executed.
contract TimingProperties is Decided {
    uint32 private _timelock;
    uint32 private _grace;

    /// @custom:halmos --solver-timeout-branching 1s
    function setUp() public {
        vm.etch(Predeploys.TIMELOCK, type(AnyTimelock).runtimeCode);
        IConsortiumGovernor.ChamberRule[] memory asked = new IConsortiumGovernor.ChamberRule[](1);
        Count[] memory counts = new Count[](1);
        asked[0].majority = 5000;
        counts[0] = Count(0, 1, 0, 1);
        IConsortiumGovernor.Rule memory rule = ruleOf(1, 4000);
        rule.timelock = uint32(svm.createUint(32, "timelock"));
        rule.grace = uint32(svm.createUint(32, "grace"));
        vm.assume(rule.grace > 0);
        standProposal(asked, counts, rule);
        (_timelock, _grace) = (rule.timelock, rule.grace);
    }

    function check_nothingRunsOutsideItsTime(uint40 queued, uint40 executed) public {
        uint256 ended = GOVERNOR.proposalDeadline(id);
        queue(queued);
        assert(queued > ended && queued <= ended + _grace);
        execute(executed);
        uint256 eta = uint256(queued) + _timelock;
        assert(executed >= eta && executed <= eta + _grace);
        assert(GOVERNOR.state(id) == IGovernor.ProposalState.Executed);
    }

    function check_whatIsInTimeRuns(uint40 queued, uint40 executed) public {
        uint256 ended = GOVERNOR.proposalDeadline(id);
        vm.assume(queued > ended);
        vm.assume(queued <= ended + _grace);
        vm.assume(executed >= uint256(queued) + _timelock);
        vm.assume(executed <= uint256(queued) + _timelock + _grace);
        queue(queued);
        assert(runs(executed));
    }

    function check_nothingRunsTwice(uint40 queued, uint40 executed, uint40 again) public {
        queue(queued);
        execute(executed);
        assert(!runs(again));
    }

    function queue(uint40 at) private {
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = actions();
        vm.warp(at);
        GOVERNOR.queue(targets, values, calldatas, keccak256(bytes(TEXT)));
    }

    function execute(uint40 at) private {
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = actions();
        vm.warp(at);
        GOVERNOR.execute(targets, values, calldatas, keccak256(bytes(TEXT)));
    }

    function runs(uint40 at) private returns (bool) {
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = actions();
        vm.warp(at);
        try GOVERNOR.execute(targets, values, calldatas, keccak256(bytes(TEXT))) {
            return true;
        } catch {
            return false;
        }
    }
}
