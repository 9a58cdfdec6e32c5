// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../contracts/interfaces/INodeRegistry.sol";
import {Secp256k1} from "./Secp256k1.sol";
import {Network} from "./Network.sol";

/// @title What no card gets past admission, however careless the voters
contract CardsTest is Network {
    uint256 private constant ROGUE = 9999;

    function test_everyForgedProofIsRefused() public {
        IMemberRegistry.Card memory card = cardOf(6, 2);
        bytes32 digest = MEMBERS.cardDigest(card);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        proofs.officer = signed(ROGUE, digest);
        refused(card, proofs, invalidProof(card.officer));
        proofs = proofsFor(card);
        proofs.agent = signed(ROGUE, digest);
        refused(card, proofs, invalidProof(card.agent));
        proofs = proofsFor(card);
        proofs.checkpoint = signed(ROGUE, digest);
        refused(card, proofs, invalidProof(card.checkpoint));
        proofs = proofsFor(card);
        proofs.nodes[1] = signed(ROGUE, digest);
        refused(card, proofs, invalidProof(vm.addr(nodeKey(6, 1))));
    }

    function test_missingProofsAreRefused() public {
        IMemberRegistry.Card memory card = cardOf(6, 2);
        IMemberRegistry.Proofs memory proofs = proofsOf(6, MEMBERS.cardDigest(card), 1);
        refused(card, proofs, abi.encodeWithSelector(IMemberRegistry.ProofsMissing.selector, 2, 1));
    }

    function testFuzz_aGarbledProofIsRefused(bytes calldata garbage) public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        proofs.checkpoint = garbage;
        refused(card, proofs, invalidProof(card.checkpoint));
    }

    /// @dev The other s of the same signature is the same proof to ecrecover, but not to us.
    function test_aMalleatedProofIsRefused() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(6 * 100 + 3, MEMBERS.cardDigest(card));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        proofs.checkpoint = abi.encodePacked(r, order - uint256(s), v == 27 ? uint8(28) : uint8(27));
        refused(card, proofs, invalidProof(card.checkpoint));
    }

    function test_anyChangedFieldBreaksTheProofs() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        card.chamber = "regulators";
        refused(card, proofs, invalidProof(card.officer));
        card = cardOf(6, 1);
        card.nodes[0].duty = INodeRegistry.Duty.Observer;
        refused(card, proofs, invalidProof(card.officer));
        card = cardOf(6, 1);
        card.expiresAt += 1;
        refused(card, proofs, invalidProof(card.officer));
        card = cardOf(6, 1);
        card.organisation = idOf(7);
        refused(card, proofs, invalidProof(card.officer));
    }

    /// @dev One member more in one chamber, and a vote of all would run over into the next lane of the count.
    function test_theRegistryIsFullWhereALaneOfACountIs() public {
        bytes32 members = bytes32(uint256(51));
        vm.assertEq(uint256(vm.load(address(MEMBERS), members)), FOUNDERS);
        vm.store(address(MEMBERS), members, bytes32(uint256(65_534)));
        admitNow(cardOf(6, 1));
        (, uint16 index) = MEMBERS.seatOf(idOf(6));
        vm.assertEq(index, 65_534);
        IMemberRegistry.Card memory card = cardOf(7, 1);
        bytes4 over = SafeCast.SafeCastOverflowedUintDowncast.selector;
        refused(card, proofsFor(card), abi.encodeWithSelector(over, 16, 65_536));
    }

    function test_anExpiredCardIsRefusedFromTheNextSecond() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        vm.warp(card.expiresAt + 1);
        refused(card, proofs, abi.encodeWithSelector(IMemberRegistry.CardExpired.selector, card.expiresAt));
        vm.warp(card.expiresAt);
        admit(card, proofs);
        vm.assertTrue(MEMBERS.isActive(idOf(6)));
    }

    function test_aCardSignedForTheDescriptionIsGoodInTheGenesisBlockOnly() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        vm.roll(0);
        bytes32 genesisDigest = MEMBERS.cardDigest(card);
        vm.roll(1);
        vm.assertTrue(genesisDigest != MEMBERS.cardDigest(card));
        refused(card, proofsOf(6, genesisDigest, 1), invalidProof(card.officer));
    }

    function testFuzz_aCardForAnotherFoundingOrChainIsRefused(bytes32 salt, uint64 chainId) public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        bytes32 foreign = digestUnder(card, chainId, salt);
        vm.assume(salt != FOUNDING_ID || chainId != block.chainid);
        refused(card, proofsOf(6, foreign, 1), invalidProof(card.officer));
    }

    /// @dev An independent writing of the digest, so that the contract's is not compared with itself.
    function test_theDigestIsEip712() public view {
        IMemberRegistry.Card memory card = cardOf(6, 2);
        vm.assertEq(MEMBERS.cardDigest(card), digestUnder(card, block.chainid, FOUNDING_ID));
    }

    function test_aCardCannotBeUsedTwice() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        admit(card, proofs);
        refused(card, proofs, abi.encodeWithSelector(IMemberRegistry.OrganisationKnown.selector, idOf(6)));
    }

    function test_noKeyOfAnotherOrganisationIsTakenInAnyRole() public {
        uint256[4] memory taken = [uint256(1), 2, 3, 10];
        for (uint256 i = 0; i < taken.length; ++i) {
            IMemberRegistry.Card memory card = cardOf(6, 1);
            card.officer = vm.addr(taken[i]);
            IMemberRegistry.Proofs memory proofs = proofsFor(card);
            proofs.officer = signed(taken[i], MEMBERS.cardDigest(card));
            refused(card, proofs, keyUsed(card.officer));

            card = cardOf(6, 1);
            card.nodes[0].publicKey = Secp256k1.publicKey(taken[i]);
            proofs = proofsFor(card);
            proofs.nodes[0] = signed(taken[i], MEMBERS.cardDigest(card));
            bytes memory why =
                taken[i] == 10
                    ? abi.encodeWithSelector(INodeRegistry.NodeKnown.selector, vm.addr(10))
                    : keyUsed(vm.addr(taken[i]));
            refused(card, proofs, why);
        }
    }

    function test_oneKeyCannotHaveTwoRolesInACard() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        card.agent = card.officer;
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        proofs.agent = proofs.officer;
        refused(card, proofs, keyUsed(card.officer));
        card = cardOf(6, 2);
        card.nodes[1].publicKey = card.nodes[0].publicKey;
        proofs = proofsFor(card);
        proofs.nodes[1] = proofs.nodes[0];
        refused(card, proofs, abi.encodeWithSelector(INodeRegistry.NodeKnown.selector, vm.addr(nodeKey(6, 0))));
    }

    function test_aKeyOnceReplacedNeverComesBack() public {
        IMemberRegistry.Card memory first = cardOf(0, 0);
        first.officer = vm.addr(ROGUE);
        first.issuedAt += 1;
        IMemberRegistry.Proofs memory proofs = proofsFor(first);
        proofs.officer = signed(ROGUE, MEMBERS.cardDigest(first));
        vm.prank(address(TIMELOCK));
        MEMBERS.replaceKeys(first, proofs);
        IMemberRegistry.Card memory back = cardOf(0, 0);
        back.issuedAt += 2;
        proofs = proofsFor(back);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(keyUsed(officer(0)));
        MEMBERS.replaceKeys(back, proofs);
    }

    function test_aRenewalThatIsNotLaterIsRefused() public {
        IMemberRegistry.Card memory card = cardOf(0, 0);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.CardStale.selector, card.issuedAt, card.issuedAt));
        MEMBERS.replaceKeys(card, proofs);
    }

    function test_nodesAreAddedWithProofsAndUnchangedKeysOnly() public {
        IMemberRegistry.Card memory card = cardOf(0, 1);
        card.nodes[0] = nodeNamed(nodeKey(0, 5), "z");
        card.issuedAt += 1;
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(invalidProof(vm.addr(nodeKey(0, 5))));
        MEMBERS.addNodes(card, proofs);
        proofs.nodes[0] = signed(nodeKey(0, 5), MEMBERS.cardDigest(card));
        vm.prank(address(TIMELOCK));
        MEMBERS.addNodes(card, proofs);
        vm.assertEq(NODES.nodesOf(idOf(0)).length, 2);
        card.officer = vm.addr(ROGUE);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.CardNamesOtherKeys.selector, idOf(0)));
        MEMBERS.addNodes(card, proofs);
    }

    function test_aRehearsalCardIsRefusedHere() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        card.rehearsal = true;
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        refused(card, proofs, abi.encodeWithSelector(IMemberRegistry.CardForOtherKindOfNetwork.selector, true));
    }

    function testFuzz_anIdThatIsNoSlugIsRefused(bytes20 id) public {
        vm.assume(!isSlug(bytes32(id), 2));
        IMemberRegistry.Card memory card = cardOf(6, 1);
        card.organisation = address(id);
        IMemberRegistry.Proofs memory proofs = proofsOf(6, MEMBERS.cardDigest(card), 1);
        refused(card, proofs, abi.encodeWithSelector(IMemberRegistry.InvalidOrganisation.selector, address(id)));
    }

    function testFuzz_freeTextIsNoNodesName(bytes32 text) public {
        refusedAsNodesName(text);
    }

    function testFuzz_oneLetterMakesFreeTextOfANodesName(uint256 place, bytes1 letter) public {
        bytes memory name = bytes("a-node-of-32-letters-and-digits9");
        name[place % 32] = letter;
        refusedAsNodesName(bytes32(name));
    }

    function test_slugsAtTheEdges() public {
        bytes20[6] memory bad = [bytes20("a"), "-a", "1a", "aB", "a b", bytes20(hex"610062")];
        for (uint256 i = 0; i < bad.length; ++i) {
            IMemberRegistry.Card memory card = cardOf(6, 1);
            card.organisation = address(bad[i]);
            IMemberRegistry.Proofs memory proofs = proofsOf(6, MEMBERS.cardDigest(card), 1);
            refused(
                card,
                proofs,
                abi.encodeWithSelector(IMemberRegistry.InvalidOrganisation.selector, address(bad[i]))
            );
        }
        IMemberRegistry.Card memory longest = cardOf(6, 1);
        longest.organisation = address(bytes20("abcdefghij-123456789"));
        admit(longest, proofsOf(6, MEMBERS.cardDigest(longest), 1));
        vm.assertTrue(MEMBERS.isActive(longest.organisation));
    }

    function test_aChamberThatIsNotThereIsRefused() public {
        IMemberRegistry.Card memory card = cardOf(6, 1);
        card.chamber = "patients";
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        refused(card, proofs, abi.encodeWithSelector(IMemberRegistry.UnknownChamber.selector, card.chamber));
    }

    function test_anOfficerMayBeAContract() public {
        Multisig multisig = new Multisig(vm.addr(6 * 100 + 1));
        IMemberRegistry.Card memory card = cardOf(6, 1);
        card.officer = address(multisig);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        admit(card, proofs);
        vm.assertEq(MEMBERS.organisationOf(address(multisig)), idOf(6));
        card = cardOf(7, 1);
        card.officer = address(new Multisig(vm.addr(1)));
        refused(card, proofsFor(card), invalidProof(card.officer));
    }

    function test_noChamberIsEmptiedAndNobodyLeavesWithNodes() public {
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.LastOfChamber.selector, bytes32("regulators")));
        MEMBERS.suspend(idOf(5));
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.NodesRemain.selector, idOf(0), 1));
        MEMBERS.expel(idOf(0));
        vm.prank(address(TIMELOCK));
        NODES.retire(vm.addr(nodeKey(5, 0)));
        vm.prank(address(TIMELOCK));
        NODES.settleChange(vm.addr(nodeKey(5, 0)));
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.LastOfChamber.selector, bytes32("regulators")));
        MEMBERS.expel(idOf(5));
    }

    function test_nobodyIsExpelledWhileItsNodeMayStillValidate() public {
        address node = vm.addr(nodeKey(0, 0));
        vm.prank(address(TIMELOCK));
        NODES.retire(node);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.NodesRemain.selector, idOf(0), 1));
        MEMBERS.expel(idOf(0));
        for (uint256 i = 1; i < 5; ++i) {
            vm.prank(agent(i));
            NODES.confirmChange(node);
        }
        vm.prank(address(TIMELOCK));
        MEMBERS.expel(idOf(0));
        vm.assertFalse(MEMBERS.isActive(idOf(0)));
    }

    function test_theExpelledAreGoneForEver() public {
        vm.prank(address(TIMELOCK));
        NODES.retire(vm.addr(nodeKey(0, 0)));
        vm.prank(address(TIMELOCK));
        NODES.settleChange(vm.addr(nodeKey(0, 0)));
        vm.prank(address(TIMELOCK));
        MEMBERS.expel(idOf(0));
        vm.assertEq(MEMBERS.organisationOf(officer(0)), address(0));
        vm.assertEq(MEMBERS.getVotes(idOf(0)), 0);
        vm.assertEq(MEMBERS.accounts().length, 2 * (FOUNDERS - 1));
        IMemberRegistry.Card memory card = cardOf(0, 1);
        refused(card, proofsFor(card), abi.encodeWithSelector(IMemberRegistry.OrganisationKnown.selector, idOf(0)));
    }

    function digestUnder(
        IMemberRegistry.Card memory card,
        uint256 chainId,
        bytes32 salt
    ) private pure returns (bytes32) {
        string memory node = "Node(bytes32 name,uint8 duty,bytes publicKey)";
        string memory form =
            "Card(address organisation,bytes32 chamber,address officer,address agent,address checkpoint,Node[] nodes,uint64 issuedAt,uint64 expiresAt,bool rehearsal)";
        bytes memory nodes;
        for (uint256 i = 0; i < card.nodes.length; ++i) {
            bytes32 key = keccak256(card.nodes[i].publicKey);
            nodes = abi.encodePacked(
                nodes,
                keccak256(abi.encode(keccak256(bytes(node)), card.nodes[i].name, card.nodes[i].duty, key))
            );
        }
        bytes memory head = abi.encode(
            keccak256(abi.encodePacked(form, node)),
            card.organisation,
            card.chamber,
            card.officer,
            card.agent,
            card.checkpoint
        );
        bytes memory tail = abi.encode(keccak256(nodes), card.issuedAt, card.expiresAt, card.rehearsal);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,bytes32 salt)"),
                keccak256("quorate"),
                keccak256("1"),
                chainId,
                salt
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(bytes.concat(head, tail))));
    }

    function isSlug(bytes32 value, uint256 least) private pure returns (bool) {
        bool ended;
        for (uint256 i = 0; i < 32; ++i) {
            uint8 c = uint8(value[i]);
            if (c == 0) ended = true;
            else if (ended) return false;
            else if ((c < 97 || c > 122) && (i == 0 || ((c < 48 || c > 57) && c != 45))) return false;
        }
        return value[least - 1] != 0;
    }

    function refusedAsNodesName(bytes32 name) private {
        vm.assume(!isSlug(name, 1));
        IMemberRegistry.Card memory card = cardOf(6, 1);
        card.nodes[0].name = name;
        refused(card, proofsFor(card), abi.encodeWithSelector(INodeRegistry.InvalidNodeName.selector, name));
    }

    function admit(IMemberRegistry.Card memory card, IMemberRegistry.Proofs memory proofs) private {
        vm.prank(address(TIMELOCK));
        MEMBERS.admit(card, proofs);
    }

    function refused(IMemberRegistry.Card memory card, IMemberRegistry.Proofs memory proofs, bytes memory why) private {
        vm.prank(address(TIMELOCK));
        vm.expectRevert(why);
        MEMBERS.admit(card, proofs);
    }

    function invalidProof(address key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMemberRegistry.InvalidProof.selector, key);
    }

    function keyUsed(address key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMemberRegistry.KeyUsed.selector, key);
    }
}

/// @dev The smallest ERC-1271 account.
contract Multisig {
    address private immutable _signer;

    constructor(address signer) {
        _signer = signer;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        bool good = ecrecover(hash, uint8(signature[64]), r, s) == _signer;
        return good ? this.isValidSignature.selector : bytes4(0);
    }
}
