// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {AnyRoll} from "./AnyRoll.sol";
import {Symbolic} from "./Symbolic.sol";

/// @title Validators change one at a time, by two thirds, and are four at least
/// @notice One call from any state of the registry, so after any number of them.
contract ChangeProperties is Symbolic {
    AnyRoll private constant ROLL = AnyRoll(Predeploys.MEMBER_REGISTRY);
    address private constant AGENT = address(0x1001);
    /// @dev Slot of the two counts: validators, and above 32 bits the organisations that have one.
    bytes32 private constant COUNTS = bytes32(uint256(13));

    function setUp() public {
        standAnyhow(address(NODES), "NodeRegistry.sol:NodeRegistry");
        stand(address(LOG), "GovernanceLog.sol:GovernanceLog");
        vm.etch(address(ROLL), type(AnyRoll).runtimeCode);
    }

    function check_aChangeAsksForTwoThirds(address node, address organisation, bool activation, bool decided) public {
        uint256 counts = uint256(vm.load(address(NODES), COUNTS));
        assert(NODES.validatorCount() == uint32(counts));
        uint256 n = uint32(counts >> 32);
        INodeRegistry.Change memory before = NODES.changeInFlight();
        change(node, organisation, activation, decided);
        INodeRegistry.Change memory started = NODES.changeInFlight();
        if (started.number == before.number) return;
        assert(
            started.confirmed == 0 && 3 * uint256(started.needed) >= 2 * n && 3 * uint256(started.needed) < 2 * n + 3
        );
        assert(started.activation == activation);
        assert(n == 0 ? started.node == address(0) : started.node == node);
    }

    function check_oneChangeAtATime(address node, address organisation, bool activation, bool decided) public {
        INodeRegistry.Change memory before = NODES.changeInFlight();
        vm.assume(before.node != address(0));
        uint256 validators = NODES.validatorCount();
        change(node, organisation, activation, decided);
        assert(keccak256(abi.encode(NODES.changeInFlight())) == keccak256(abi.encode(before)));
        assert(NODES.validatorCount() == validators);
    }

    function check_fourValidatorsStay(address node, address organisation, bool activation, bool decided) public {
        uint256 before = NODES.validatorCount();
        change(node, organisation, activation, decided);
        uint256 left = NODES.validatorCount();
        assert(left >= 4 || left >= before);
        assert(left <= before + 1 && before <= left + 1);
    }

    function check_aChangeEndsWhenEnoughHaveConfirmedIt(address node, address organisation, address other) public {
        INodeRegistry.Change memory before = NODES.changeInFlight();
        bool had = NODES.hasConfirmed(before.number, organisation);
        bool others = NODES.hasConfirmed(before.number, other);
        vm.assume(before.confirmed < before.needed);
        ROLL.speaksFor(AGENT, organisation, AnyRoll.Seat(0, 0, 1));
        vm.prank(AGENT);
        NODES.confirmChange(node);
        INodeRegistry.Change memory left = NODES.changeInFlight();
        assert(before.node == node && node != address(0) && organisation != address(0) && !had);
        assert(left.confirmed == before.confirmed + 1 && left.number == before.number);
        assert(left.node == (left.confirmed == left.needed ? address(0) : node));
        assert(NODES.hasConfirmed(before.number, organisation));
        if (other != organisation) assert(NODES.hasConfirmed(before.number, other) == others);
    }

    /// @dev The three calls that change who validates; which fail says nothing.
    function change(address node, address organisation, bool activation, bool decided) private {
        anyTime();
        vm.roll(1);
        ROLL.speaksFor(AGENT, organisation, AnyRoll.Seat(0, 0, 1));
        if (activation) {
            vm.prank(AGENT);
            NODES.activate(node);
        } else if (decided) {
            vm.prank(Predeploys.TIMELOCK);
            NODES.retire(node);
        } else {
            vm.prank(AGENT);
            NODES.standDown(node);
        }
    }
}
