// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitmentRegistry} from "../../contracts/interfaces/ICommitmentRegistry.sol";
import {Boarded} from "./Boarded.sol";
import {Logs} from "./Anchored.sol";

/// @title Batches on record
contract CommitmentsTest is Boarded {
    function testFuzz_aBatchIsNumberedAndNamesItsOrganisation(bytes32 root, uint256 by) public {
        vm.assume(root != 0);
        Logs(address(vm)).recordLogs();
        vm.assertEq(commit(by % 6, root), 1);
        Logs.Log[] memory all = Logs(address(vm)).getRecordedLogs();
        vm.assertEq(all.length, 1);
        vm.assertEq(all[0].topics[0], ICommitmentRegistry.BatchCommitted.selector);
        vm.assertEq(address(uint160(uint256(all[0].topics[1]))), idOf(by % 6));
        vm.assertEq(uint256(all[0].topics[2]), 1);
        vm.assertEq(keccak256(all[0].data), keccak256(abi.encode(root)));
        vm.assertEq(commit(by % 6, keccak256(abi.encode(root))), 2);
        vm.assertEq(REGISTRY.count(), 2);
        vm.assertEq(REGISTRY.numberOf(idOf(by % 6), root), 1);
    }

    function testFuzz_aRootIsCommittedOnceAndNeverZero(bytes32 root) public {
        vm.assume(root != 0);
        commit(0, root);
        bytes memory why = abi.encodeWithSelector(ICommitmentRegistry.RootCommitted.selector, root, 1);
        refuses(agent(0), address(REGISTRY), abi.encodeCall(REGISTRY.commit, (root)), why);
        why = abi.encodeWithSelector(ICommitmentRegistry.EmptyRoot.selector);
        refuses(agent(0), address(REGISTRY), abi.encodeCall(REGISTRY.commit, (bytes32(0))), why);
        vm.assertEq(REGISTRY.count(), 1);
    }

    /// @dev Who copies a root out of the pool and is first does not keep its owner out, nor become its owner.
    function testFuzz_aCopiedRootKeepsNobodyOut(bytes32 root) public {
        vm.assume(root != 0);
        commit(5, root);
        vm.assertEq(commit(0, root), 2);
        vm.assertEq(REGISTRY.numberOf(idOf(0), root), 2);
    }

    function testFuzz_onlyAgentsOfActiveOrganisationsCommit(address anyone, uint256 who, bytes32 root) public {
        for (uint256 i = 0; i < 6; ++i) vm.assume(anyone != agent(i));
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(4));
        address[4] memory callers = [anyone, officer(who % 6), vm.addr((who % 6) * 100 + 3), agent(4)];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory why = abi.encodeWithSelector(ICommitmentRegistry.CallerNotAgent.selector, callers[i]);
            refuses(callers[i], address(REGISTRY), abi.encodeCall(REGISTRY.commit, (root)), why);
        }
    }

    function test_whatIsNewFitsEip170Too() public view {
        address[2] memory behind = [address(REGISTRY), address(BOARD)];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 size = address(uint160(behind[i]) | 0x1000).code.length;
            vm.assertTrue(size > 0 && size <= 24_576);
        }
    }

    function commit(uint256 i, bytes32 root) private returns (uint64) {
        vm.prank(agent(i));
        return REGISTRY.commit(root);
    }
}
