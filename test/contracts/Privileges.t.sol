// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Panic} from "@openzeppelin/contracts/utils/Panic.sol";
import {Predeploys} from "../../contracts/governance/Predeploys.sol";
import {IEmergencyCouncil} from "../../contracts/interfaces/IEmergencyCouncil.sol";
import {IGoverned} from "../../contracts/interfaces/IGoverned.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";
import {Registry} from "./Boarded.sol";
import {Upgradeable} from "./Contracts.sol";
import {Fleets} from "./Fleets.sol";

/// @title No address has power alone
contract PrivilegesTest is Fleets {
    error TimelockUnauthorizedCaller(address caller);
    error InvalidInitialization();
    error UUPSUnauthorizedCallContext();

    Registry private constant REGISTRY = Registry(Predeploys.COMMITMENT_REGISTRY);

    function setUp() public override {
        super.setUp();
        stand(address(REGISTRY), vm.getCode("CommitmentRegistry"), abi.encodeCall(Registry.initialize, ()));
    }

    function testFuzz_membersAnswerToTheTimelockAlone(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        IMemberRegistry.Card memory card = cardOf(6, 1);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        onlyTimelock(caller, address(MEMBERS), abi.encodeCall(IMemberRegistry.admit, (card, proofs)));
        onlyTimelock(caller, address(MEMBERS), abi.encodeCall(IMemberRegistry.addNodes, (card, proofs)));
        onlyTimelock(caller, address(MEMBERS), abi.encodeCall(IMemberRegistry.replaceKeys, (card, proofs)));
        onlyTimelock(caller, address(MEMBERS), abi.encodeCall(IMemberRegistry.suspend, (idOf(0))));
        onlyTimelock(caller, address(MEMBERS), abi.encodeCall(IMemberRegistry.reinstate, (idOf(0))));
        onlyTimelock(caller, address(MEMBERS), abi.encodeCall(IMemberRegistry.expel, (idOf(0))));
    }

    function testFuzz_nodesAnswerToTheirMastersAlone(address caller) public {
        address node = vm.addr(nodeKey(0, 0));
        vm.assume(caller != address(TIMELOCK));
        onlyTimelock(caller, address(NODES), abi.encodeCall(INodeRegistry.retire, (node)));
        onlyTimelock(caller, address(NODES), abi.encodeCall(INodeRegistry.settleChange, (node)));
        vm.roll(0);
        onlyTimelock(caller, address(NODES), abi.encodeCall(INodeRegistry.activate, (node)));
        vm.roll(1);
        vm.assume(caller != address(MEMBERS));
        bytes memory why = abi.encodeWithSelector(INodeRegistry.OnlyMemberRegistry.selector, caller);
        bytes memory call_ = abi.encodeCall(INodeRegistry.register, (idOf(0), cardOf(6, 1).nodes));
        reverts(caller, address(NODES), call_, why);
        reverts(caller, address(NODES), abi.encodeCall(INodeRegistry.endLeaseOf, (idOf(0))), why);
    }

    /// @dev Not even the timelock gets a node in past the proofs, nor activates one after genesis.
    function test_theTimelockHasNoOtherDoorsToNodes() public {
        bytes memory call_ = abi.encodeCall(INodeRegistry.register, (idOf(0), cardOf(6, 1).nodes));
        bytes memory why = abi.encodeWithSelector(INodeRegistry.OnlyMemberRegistry.selector, address(TIMELOCK));
        reverts(address(TIMELOCK), address(NODES), call_, why);
        admitNow(cardOf(6, 1));
        call_ = abi.encodeCall(INodeRegistry.activate, (vm.addr(nodeKey(6, 0))));
        why = abi.encodeWithSelector(INodeRegistry.CallerNotAgent.selector, address(TIMELOCK));
        reverts(address(TIMELOCK), address(NODES), call_, why);
    }

    function testFuzz_boardAndUpgradesAnswerToTheTimelockAlone(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        onlyTimelock(caller, address(BOARD), abi.encodeCall(BOARD.setThreshold, (1)));
        onlyTimelock(caller, address(BOARD), abi.encodeCall(BOARD.setCadence, (1)));
        onlyTimelock(caller, address(DEVICES), abi.encodeCall(DEVICES.offer, (PUMPS, idOf(3), idOf(4))));
        address[11] memory all = predeploys();
        for (uint256 i = 0; i < all.length; ++i) {
            address other = address(uint160(all[i]) | 0x1000);
            onlyTimelock(caller, all[i], abi.encodeCall(Upgradeable.upgradeToAndCall, (other, "")));
        }
    }

    function testFuzz_theGovernorAnswersToDecisionsAlone(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        reverts(
            caller,
            address(GOVERNOR),
            abi.encodeCall(GOVERNOR.setRule, (GOVERNOR.classOf(address(MEMBERS), hex"00000000"), rule(1))),
            abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, caller)
        );
    }

    function testFuzz_theGovernorRelaysForNobody(address caller) public {
        reverts(
            caller,
            address(GOVERNOR),
            abi.encodeCall(GOVERNOR.relay, (address(MEMBERS), 0, abi.encodeCall(IMemberRegistry.suspend, (idOf(0))))),
            abi.encodeWithSelector(IConsortiumGovernor.RelayRefused.selector)
        );
    }

    /// @dev The governor remembers which calls to itself a decision contains; the timelock alone cannot make others.
    function test_theTimelockCannotCallTheGovernorWithoutADecision() public {
        bytes memory call_ = abi.encodeCall(GOVERNOR.setRule, (IConsortiumGovernor.Class.Upgrade, rule(1)));
        bytes memory why = abi.encodeWithSignature("Panic(uint256)", Panic.EMPTY_ARRAY_POP);
        reverts(address(TIMELOCK), address(GOVERNOR), call_, why);
        call_ = abi.encodeCall(GOVERNOR.updateTimelock, (address(this)));
        why = abi.encodeWithSelector(IConsortiumGovernor.TimelockFixed.selector);
        reverts(address(TIMELOCK), address(GOVERNOR), call_, why);
    }

    function testFuzz_theTimelockAnswersToTheGovernorAlone(address caller) public {
        vm.assume(caller != address(GOVERNOR) && caller != address(TIMELOCK));
        bytes memory steal = abi.encodeCall(IMemberRegistry.suspend, (idOf(0)));
        address[] memory targets = new address[](1);
        bytes[] memory calls = new bytes[](1);
        (targets[0], calls[0]) = (address(MEMBERS), steal);
        uint256[] memory none = new uint256[](1);
        denied(caller, abi.encodeCall(TIMELOCK.schedule, (targets[0], 0, steal, 0, 0, 0)), TIMELOCK.PROPOSER_ROLE());
        denied(
            caller,
            abi.encodeCall(TIMELOCK.scheduleBatch, (targets, none, calls, 0, 0, 0)),
            TIMELOCK.PROPOSER_ROLE()
        );
        denied(caller, abi.encodeCall(TIMELOCK.execute, (targets[0], 0, steal, 0, 0)), TIMELOCK.EXECUTOR_ROLE());
        denied(caller, abi.encodeCall(TIMELOCK.executeBatch, (targets, none, calls, 0, 0)), TIMELOCK.EXECUTOR_ROLE());
        denied(caller, abi.encodeCall(TIMELOCK.cancel, (bytes32(0))), TIMELOCK.CANCELLER_ROLE());
        denied(caller, abi.encodeCall(IAccessControl.grantRole, (TIMELOCK.PROPOSER_ROLE(), caller)), 0);
        denied(caller, abi.encodeCall(IAccessControl.revokeRole, (TIMELOCK.PROPOSER_ROLE(), address(GOVERNOR))), 0);
        bytes memory why = abi.encodeWithSelector(TimelockUnauthorizedCaller.selector, caller);
        reverts(caller, address(TIMELOCK), abi.encodeCall(TIMELOCK.updateDelay, (1)), why);
    }

    function testFuzz_nobodyHoldsARoleOfTheTimelock(address anyone, bytes32 role) public view {
        bool governors =
            anyone == address(GOVERNOR) &&
                (role == TIMELOCK.PROPOSER_ROLE() ||
                    role == TIMELOCK.EXECUTOR_ROLE() ||
                    role == TIMELOCK.CANCELLER_ROLE());
        bool own = anyone == address(TIMELOCK) && role == TIMELOCK.DEFAULT_ADMIN_ROLE();
        vm.assertTrue(TIMELOCK.hasRole(role, anyone) == (governors || own));
        vm.assertFalse(TIMELOCK.hasRole(TIMELOCK.DEFAULT_ADMIN_ROLE(), address(GOVERNOR)));
    }

    function testFuzz_nothingIsInitialisedTwice(address caller) public {
        bytes memory why = abi.encodeWithSelector(InvalidInitialization.selector);
        address[] memory roles = new address[](1);
        roles[0] = caller;
        bytes memory takeover = abi.encodeWithSignature(
            "initialize(uint256,address[],address[],address)",
            0,
            roles,
            roles,
            caller
        );
        for (uint160 bits = 0; bits <= 0x1000; bits += 0x1000) {
            reverts(
                caller,
                address(uint160(address(MEMBERS)) | bits),
                abi.encodeCall(MEMBERS.initialize, (0, 0, new bytes32[](0))),
                why
            );
            reverts(
                caller,
                address(uint160(address(GOVERNOR)) | bits),
                abi.encodeCall(GOVERNOR.initialize, (rules())),
                why
            );
            reverts(caller, address(uint160(address(TIMELOCK)) | bits), abi.encodeWithSignature("initialize()"), why);
            reverts(caller, address(uint160(address(TIMELOCK)) | bits), takeover, why);
            reverts(caller, address(uint160(address(NODES)) | bits), abi.encodeCall(NODES.initialize, ()), why);
            reverts(caller, address(uint160(address(BOARD)) | bits), abi.encodeCall(BOARD.initialize, (1, 1)), why);
            reverts(caller, address(uint160(address(REGISTRY)) | bits), abi.encodeCall(REGISTRY.initialize, ()), why);
            reverts(
                caller,
                address(uint160(address(AMENDMENTS)) | bits),
                abi.encodeCall(AMENDMENTS.initialize, ()),
                why
            );
            reverts(caller, address(uint160(address(LOG)) | bits), abi.encodeCall(LOG.initialize, ()), why);
            reverts(
                caller,
                address(uint160(address(COUNCIL)) | bits),
                abi.encodeCall(COUNCIL.initialize, (IEmergencyCouncil.Settings(2, 1, 1))),
                why
            );
            reverts(caller, address(uint160(address(DEVICES)) | bits), abi.encodeCall(DEVICES.initialize, ()), why);
            reverts(caller, address(uint160(address(PASSES)) | bits), abi.encodeCall(PASSES.initialize, ()), why);
        }
    }

    function test_aDecisionUpgradesEachThroughItsProxyOnly() public {
        address[11] memory all = predeploys();
        string[11] memory names = [
            "MemberRegistry",
            "ConsortiumGovernor",
            "ConsortiumTimelock",
            "NodeRegistry",
            "CheckpointBoard",
            "CommitmentRegistry",
            "Amendments.sol:Amendments",
            "EmergencyCouncil",
            "GovernanceLog.sol:GovernanceLog",
            "DeviceRegistry",
            "AccessPass"
        ];
        for (uint256 i = 0; i < all.length; ++i) {
            address next = address(uint160(all[i]) | 0x2000);
            construct(next, vm.getCode(names[i]));
            decide(proposed(all[i], abi.encodeCall(Upgradeable.upgradeToAndCall, (next, ""))));
            bytes32 slot = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
            vm.assertEq(vm.load(all[i], slot), bytes32(uint256(uint160(next))));
            bytes memory direct = abi.encodeCall(Upgradeable.upgradeToAndCall, (next, ""));
            reverts(address(TIMELOCK), next, direct, abi.encodeWithSelector(UUPSUnauthorizedCallContext.selector));
        }
        vm.assertEq(MEMBERS.organisations().length, FOUNDERS);
    }

    /// @dev In the order of their numbers; all that stand in genesis.
    function predeploys() private pure returns (address[11] memory) {
        return
            [
                address(MEMBERS),
                address(GOVERNOR),
                address(TIMELOCK),
                address(NODES),
                address(BOARD),
                address(REGISTRY),
                address(AMENDMENTS),
                address(COUNCIL),
                address(LOG),
                address(DEVICES),
                address(PASSES)
            ];
    }

    function onlyTimelock(address caller, address target, bytes memory call_) private {
        reverts(caller, target, call_, abi.encodeWithSelector(IGoverned.OnlyTimelock.selector, caller));
    }

    function denied(address caller, bytes memory call_, bytes32 role) private {
        bytes memory why = abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector,
            caller,
            role
        );
        reverts(caller, address(TIMELOCK), call_, why);
    }

    function reverts(address caller, address target, bytes memory call_, bytes memory why) private {
        vm.prank(caller);
        (bool done, bytes memory result) = target.call(call_);
        vm.assertFalse(done);
        vm.assertEq(keccak256(result), keccak256(why));
    }
}
