// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";
import {Network} from "./Network.sol";

/// @title The network as it stands after its genesis
contract FoundingTest is Network {
    function test_foundersAreMembersWithKeysVotesAndValidators() public view {
        vm.assertEq(MEMBERS.organisations().length, FOUNDERS);
        vm.assertEq(MEMBERS.accounts().length, 2 * FOUNDERS);
        vm.assertEq(NODES.validators().length, FOUNDERS);
        vm.assertEq(NODES.changeInFlight().node, address(0));
        for (uint256 i = 0; i < FOUNDERS; ++i) {
            IMemberRegistry.Organisation memory member = MEMBERS.organisation(idOf(i));
            vm.assertTrue(member.status == IMemberRegistry.Status.Active);
            vm.assertEq(MEMBERS.chambers()[member.chamber], chamberOf(i));
            vm.assertEq(member.delegate, idOf(i));
            vm.assertEq(MEMBERS.getPastVotes(idOf(i), FOUNDED_AT), 1);
            vm.assertEq(MEMBERS.organisationOf(officer(i)), idOf(i));
            vm.assertEq(MEMBERS.organisationOf(agent(i)), idOf(i));
            vm.assertEq(MEMBERS.organisationOf(vm.addr(i * 100 + 3)), address(0));
        }
    }

    function test_chambersHaveTheirVotes() public view {
        uint256[] memory sizes = MEMBERS.chamberSizesAt(FOUNDED_AT);
        vm.assertEq(sizes[0], 3);
        vm.assertEq(sizes[1], 2);
        vm.assertEq(sizes[2], 1);
        vm.assertEq(MEMBERS.getPastTotalSupply(FOUNDED_AT), FOUNDERS);
    }

    function test_nodesKeepTheirPublicKeys() public view {
        INodeRegistry.Registered[] memory all = NODES.nodes();
        for (uint256 i = 0; i < FOUNDERS; ++i) {
            vm.assertEq(keccak256(all[i].publicKey), keccak256(nodeNamed(nodeKey(i, 0), "a").publicKey));
            vm.assertEq(all[i].node, vm.addr(nodeKey(i, 0)));
            vm.assertTrue(all[i].state == INodeRegistry.State.Active);
        }
    }

    function test_rulesAreThoseOfTheDescription() public view {
        (IConsortiumGovernor.Rule memory admission, uint32 version) = GOVERNOR.ruleFor(
            IConsortiumGovernor.Class.Admission
        );
        vm.assertEq(keccak256(abi.encode(admission)), keccak256(abi.encode(rule(3))));
        vm.assertEq(version, 1);
    }

    function test_timelockHasNoRolesButTheGovernorsAndItsOwn() public view {
        vm.assertTrue(TIMELOCK.hasRole(TIMELOCK.PROPOSER_ROLE(), address(GOVERNOR)));
        vm.assertTrue(TIMELOCK.hasRole(TIMELOCK.EXECUTOR_ROLE(), address(GOVERNOR)));
        vm.assertTrue(TIMELOCK.hasRole(TIMELOCK.CANCELLER_ROLE(), address(GOVERNOR)));
        vm.assertTrue(TIMELOCK.hasRole(TIMELOCK.DEFAULT_ADMIN_ROLE(), address(TIMELOCK)));
        vm.assertFalse(TIMELOCK.hasRole(TIMELOCK.EXECUTOR_ROLE(), address(0)));
    }

    function test_everyContractFitsEip170() public view {
        for (uint160 i = 1; i <= 5; ++i) {
            address implementation = address((uint160(address(MEMBERS)) - 1 + i) | 0x1000);
            vm.assertTrue(implementation.code.length > 0 && implementation.code.length <= 24_576);
        }
    }
}
