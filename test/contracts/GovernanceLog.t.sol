// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernanceLog} from "../../contracts/interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Upgradeable} from "./Contracts.sol";
import {Acting} from "./Acting.sol";

/// @title Every action is appended, by its contract and nobody else
contract GovernanceLogTest is Acting {
    function testFuzz_nobodyElseAppends(address caller, bytes calldata data) public {
        vm.assume(uint160(caller) >> 8 != uint160(address(LOG)) >> 8);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IGovernanceLog.OnlyGovernance.selector, caller));
        LOG.append(IGovernanceLog.Kind.Expelled, data);
    }

    function test_norDoTheImplementations() public {
        address behind = address(uint160(address(MEMBERS)) | 0x1000);
        vm.prank(behind);
        vm.expectRevert(abi.encodeWithSelector(IGovernanceLog.OnlyGovernance.selector, behind));
        LOG.append(IGovernanceLog.Kind.Expelled, abi.encode(idOf(0)));
    }

    function testFuzz_theHeadIsTheChainOfAllThatWasAppended(bytes[] calldata data) public {
        (bytes32 expected, uint64 count) = LOG.head();
        for (uint256 i = 0; i < data.length && i < 10; ++i) {
            vm.prank(address(BOARD));
            LOG.append(IGovernanceLog.Kind.ThresholdSet, data[i]);
            expected = keccak256(
                abi.encode(expected, ++count, uint256(15), address(BOARD), block.timestamp, keccak256(data[i]))
            );
            isAt(expected, count);
        }
    }

    function test_everythingThatGenesisDoesIsInIt() public view {
        (, uint64 count) = LOG.head();
        // 8 rules, threshold, cadence, emergency settings; and of each founder admission, node, activation.
        vm.assertEq(count, 11 + 3 * FOUNDERS);
    }

    function test_eachActionIsOneEntry() public {
        decide(proposed(address(BOARD), abi.encodeCall(BOARD.setThreshold, (5))));
        adds(2);
        address next = address(uint160(address(NODES)) | 0x2000);
        construct(next, vm.getCode("NodeRegistry"));
        decide(proposed(address(NODES), abi.encodeCall(Upgradeable.upgradeToAndCall, (next, ""))));
        adds(2);
        vm.prank(officer(0));
        MEMBERS.delegate(idOf(1));
        adds(1);
        suspendBy(4, three(0, 2, 5));
        adds(1);
        vm.warp(COUNCIL.running().until);
        COUNCIL.lapse();
        adds(1);
        replaceOfficer(3, 777);
        adds(1);
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(1));
        adds(1);
        vm.prank(address(TIMELOCK));
        MEMBERS.reinstate(idOf(1));
        adds(1);
    }

    function test_whatRevertsIsNotInIt() public {
        (bytes32 before, ) = LOG.head();
        bytes memory why = abi.encodeWithSelector(IMemberRegistry.LastOfChamber.selector, MEMBERS.chambers()[2]);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(why);
        MEMBERS.suspend(idOf(5));
        (bytes32 after_, ) = LOG.head();
        vm.assertEq(before, after_);
    }

    uint64 private _seen = uint64(11 + 3 * FOUNDERS);

    function adds(uint64 more) private {
        (, uint64 count) = LOG.head();
        _seen += more;
        vm.assertEq(count, _seen);
    }

    function isAt(bytes32 expected, uint64 expectedCount) private view {
        (bytes32 found, uint64 count) = LOG.head();
        vm.assertEq(found, expected);
        vm.assertEq(count, expectedCount);
    }
}
