// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEmergencyCouncil} from "../../contracts/interfaces/IEmergencyCouncil.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Deciding} from "./Deciding.sol";

/// @title Emergency actions, signed as their signers sign them: apart from the contract
abstract contract Acting is Deciding {
    struct Action {
        address organisation;
        uint64 number;
        uint64 notAfter;
    }

    struct Domain {
        string name;
        string version;
        uint256 chainId;
        address verifyingContract;
        bytes32 salt;
    }

    function action(uint256 about) internal view returns (Action memory) {
        return Action(idOf(about), COUNCIL.count() + 1, uint64(block.timestamp + 50));
    }

    function three(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory signers) {
        signers = new uint256[](3);
        (signers[0], signers[1], signers[2]) = (a, b, c);
    }

    function domain() internal view returns (Domain memory) {
        return Domain("EmergencyCouncil", "1", block.chainid, address(COUNCIL), FOUNDING_ID);
    }

    function digestOf(Action memory made, Domain memory within) internal pure returns (bytes32) {
        bytes32 form = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
        );
        (bytes32 name, bytes32 version) = (keccak256(bytes(within.name)), keccak256(bytes(within.version)));
        bytes32 separator = keccak256(
            abi.encode(form, name, version, within.chainId, within.verifyingContract, within.salt)
        );
        bytes32 what = keccak256("Suspension(address organisation,uint64 number,uint64 notAfter)");
        bytes32 message = keccak256(abi.encode(what, made.organisation, made.number, made.notAfter));
        return keccak256(abi.encodePacked(hex"1901", separator, message));
    }

    function signaturesOf(
        Action memory made,
        uint256[] memory signers,
        Domain memory within
    ) internal pure returns (IEmergencyCouncil.Signature[] memory given) {
        given = new IEmergencyCouncil.Signature[](signers.length);
        for (uint256 i = 0; i < signers.length; ++i) {
            bytes memory signature = signed(signers[i] * 100 + 1, digestOf(made, within));
            given[i] = IEmergencyCouncil.Signature(idOf(signers[i]), signature);
        }
    }

    function bring(Action memory made, IEmergencyCouncil.Signature[] memory given) internal {
        COUNCIL.suspend(made.organisation, made.number, made.notAfter, given);
    }

    function suspendBy(uint256 about, uint256[] memory signers) internal {
        Action memory made = action(about);
        bring(made, signaturesOf(made, signers, domain()));
    }

    function refusedWith(Action memory made, IEmergencyCouncil.Signature[] memory given, bytes memory why) internal {
        vm.expectRevert(why);
        bring(made, given);
    }

    function refused(uint256 about, uint256[] memory signers, bytes memory why) internal {
        Action memory made = action(about);
        refusedWith(made, signaturesOf(made, signers, domain()), why);
    }

    function isSuspended(uint256 i, bool expected) internal view {
        IMemberRegistry.Status status = MEMBERS.organisation(idOf(i)).status;
        vm.assertTrue((status == IMemberRegistry.Status.Suspended) == expected);
        vm.assertTrue(MEMBERS.isActive(idOf(i)) == !expected);
    }

    function replaceOfficer(uint256 i, uint256 newKey) internal {
        IMemberRegistry.Card memory card = cardOf(i, 0);
        card.officer = vm.addr(newKey);
        card.issuedAt = uint64(FOUNDED_AT);
        IMemberRegistry.Proofs memory proofs = proofsFor(card);
        proofs.officer = signed(newKey, MEMBERS.cardDigest(card));
        vm.prank(address(TIMELOCK));
        MEMBERS.replaceKeys(card, proofs);
    }
}
