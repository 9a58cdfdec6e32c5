// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Predeploys} from "../../contracts/governance/Predeploys.sol";
import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";
import {IEmergencyCouncil} from "../../contracts/interfaces/IEmergencyCouncil.sol";
import {Amending, Board, Council, Governor, Log, Members, Nodes, Timelock} from "./Contracts.sol";
import {Secp256k1} from "./Secp256k1.sol";
import {Cheats} from "./Vm.sol";

/// @title A network as genesis makes it: six founders in three chambers, a validator each
/// @notice 0, 1, 2 are hospitals, 3, 4 manufacturers, 5 the regulator. Keys of organisation i: i * 100 + 1 officer, + 2
/// agent, + 3 checkpoint, + 10 and up nodes. Three chambers needed for an admission, two otherwise; the regulator has a veto.
abstract contract Network is Cheats {
    Members internal constant MEMBERS = Members(Predeploys.MEMBER_REGISTRY);
    Governor internal constant GOVERNOR = Governor(Predeploys.GOVERNOR);
    Timelock internal constant TIMELOCK = Timelock(Predeploys.TIMELOCK);
    Nodes internal constant NODES = Nodes(Predeploys.NODE_REGISTRY);
    Board internal constant BOARD = Board(Predeploys.CHECKPOINT_BOARD);
    Amending internal constant AMENDMENTS = Amending(Predeploys.AMENDMENTS);
    Council internal constant COUNCIL = Council(Predeploys.EMERGENCY_COUNCIL);
    Log internal constant LOG = Log(Predeploys.GOVERNANCE_LOG);

    uint256 internal constant FOUNDED_AT = 1_788_220_800;
    uint256 internal constant FOUNDERS = 6;
    bytes32 internal constant FOUNDING_ID = keccak256("a founding");
    bytes32 internal constant SPEC_DIGEST = keccak256("a description");
    uint32 internal constant DELAY = 60;
    uint32 internal constant PERIOD = 400;
    uint32 internal constant WAIT = 120;
    uint32 internal constant GRACE = 1000;

    uint16 internal constant SIGNERS = 3;
    uint32 internal constant LAPSE = 2000;
    uint32 internal constant REST = 5000;

    function setUp() public virtual {
        found();
    }

    function found() internal {
        vm.roll(0);
        vm.warp(FOUNDED_AT);
        stand(address(LOG), vm.getCode("GovernanceLog"), abi.encodeCall(Log.initialize, ()));
        stand(
            address(MEMBERS),
            vm.getCode("MemberRegistry"),
            abi.encodeCall(Members.initialize, (FOUNDING_ID, SPEC_DIGEST, chambers()))
        );
        stand(address(GOVERNOR), vm.getCode("ConsortiumGovernor"), abi.encodeCall(Governor.initialize, (rules())));
        stand(address(TIMELOCK), vm.getCode("ConsortiumTimelock"), abi.encodeWithSignature("initialize()"));
        stand(address(NODES), vm.getCode("NodeRegistry"), abi.encodeCall(Nodes.initialize, ()));
        stand(address(BOARD), vm.getCode("CheckpointBoard"), abi.encodeCall(Board.initialize, (4, 3600)));
        stand(address(AMENDMENTS), vm.getCode("Amendments.sol:Amendments"), abi.encodeCall(Amending.initialize, ()));
        IEmergencyCouncil.Settings memory settings = IEmergencyCouncil.Settings(SIGNERS, LAPSE, REST);
        stand(address(COUNCIL), vm.getCode("EmergencyCouncil"), abi.encodeCall(Council.initialize, (settings)));
        for (uint256 i = 0; i < founders(); ++i) {
            admitNow(cardOf(i, 1));
            vm.prank(address(TIMELOCK));
            NODES.activate(vm.addr(i * 100 + 10));
        }
        vm.roll(1);
        vm.warp(FOUNDED_AT + 2);
    }

    function founders() internal pure virtual returns (uint256) {
        return FOUNDERS;
    }

    function rehearsed() internal pure virtual returns (bool) {
        return false;
    }

    function chambers() internal pure virtual returns (bytes32[] memory names) {
        names = new bytes32[](3);
        (names[0], names[1], names[2]) = ("hospitals", "manufacturers", "regulators");
    }

    /// @dev As genesis does: constructors run at the fixed addresses, the proxy's with the call that initialises.
    function stand(address proxy, bytes memory creation, bytes memory call_) internal {
        address implementation = address(uint160(proxy) | 0x1000);
        construct(implementation, creation);
        construct(proxy, abi.encodePacked(type(ERC1967Proxy).creationCode, abi.encode(implementation, call_)));
    }

    function construct(address place, bytes memory creation) internal {
        vm.etch(place, creation);
        (bool done, bytes memory runtime) = place.call("");
        require(done, "constructor reverted");
        vm.etch(place, runtime);
    }

    function rules() internal pure returns (IConsortiumGovernor.Rule[] memory all) {
        all = new IConsortiumGovernor.Rule[](8);
        for (uint256 i = 0; i < 8; ++i) all[i] = rule(i == 0 ? 3 : 2);
    }

    function rule(uint8 chambersNeeded) internal pure returns (IConsortiumGovernor.Rule memory) {
        IConsortiumGovernor.ChamberRule[] memory asked = new IConsortiumGovernor.ChamberRule[](chambers().length);
        for (uint256 i = 0; i < asked.length; ++i) asked[i] = IConsortiumGovernor.ChamberRule(5000, 5000, i == 2);
        return IConsortiumGovernor.Rule(DELAY, PERIOD, WAIT, GRACE, chambersNeeded, asked);
    }

    function idOf(uint256 i) internal pure returns (address) {
        return address(bytes20(abi.encodePacked("member-", bytes1(uint8(97 + i)))));
    }

    function officer(uint256 i) internal pure returns (address) {
        return vm.addr(i * 100 + 1);
    }

    function agent(uint256 i) internal pure returns (address) {
        return vm.addr(i * 100 + 2);
    }

    function nodeKey(uint256 i, uint256 n) internal pure returns (uint256) {
        return i * 100 + 10 + n;
    }

    function chamberOf(uint256 i) internal pure virtual returns (bytes32) {
        if (i % 6 < 3) return "hospitals";
        return i % 6 < 5 ? bytes32("manufacturers") : bytes32("regulators");
    }

    function cardOf(uint256 i, uint256 nodes) internal view returns (IMemberRegistry.Card memory) {
        INodeRegistry.Node[] memory own = new INodeRegistry.Node[](nodes);
        for (uint256 n = 0; n < nodes; ++n) own[n] = nodeNamed(nodeKey(i, n), bytes1(uint8(97 + n)));
        return
            IMemberRegistry.Card({
                organisation: idOf(i),
                chamber: chamberOf(i),
                officer: officer(i),
                agent: agent(i),
                checkpoint: vm.addr(i * 100 + 3),
                nodes: own,
                issuedAt: uint64(FOUNDED_AT - 100),
                expiresAt: uint64(FOUNDED_AT + 1_000_000),
                rehearsal: rehearsed()
            });
    }

    function nodeNamed(uint256 key, bytes1 letter) internal view returns (INodeRegistry.Node memory) {
        bytes32 name = bytes32(abi.encodePacked("node-", letter));
        return INodeRegistry.Node(name, INodeRegistry.Duty.Validator, Secp256k1.publicKey(key));
    }

    /// @dev Proofs by the keys that {cardOf} gives organisation i.
    function proofsOf(uint256 i, bytes32 digest, uint256 nodes) internal pure returns (IMemberRegistry.Proofs memory) {
        bytes[] memory own = new bytes[](nodes);
        for (uint256 n = 0; n < nodes; ++n) own[n] = signed(nodeKey(i, n), digest);
        return
            IMemberRegistry.Proofs(
                signed(i * 100 + 1, digest),
                signed(i * 100 + 2, digest),
                signed(i * 100 + 3, digest),
                own
            );
    }

    function proofsFor(IMemberRegistry.Card memory card) internal view returns (IMemberRegistry.Proofs memory) {
        return proofsOf(numberOf(card.organisation), MEMBERS.cardDigest(card), card.nodes.length);
    }

    function numberOf(address id) internal pure returns (uint256) {
        return uint8(bytes20(id)[7]) - 97;
    }

    function signed(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function admitNow(IMemberRegistry.Card memory card) internal {
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        vm.prank(address(TIMELOCK));
        MEMBERS.admit(card, proofs);
    }

    function refuses(address caller, address target, bytes memory call_, bytes memory why) internal {
        vm.prank(caller);
        (bool done, bytes memory result) = target.call(call_);
        vm.assertFalse(done);
        vm.assertEq(keccak256(result), keccak256(why));
    }
}
