// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";

/// @title Cards: their EIP-712 digest and the proofs of possession
library Cards {
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,bytes32 salt)"
    );
    bytes32 private constant NAME = keccak256("quorate");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant NODE_TYPE = keccak256("Node(bytes32 name,uint8 duty,bytes publicKey)");
    bytes32 private constant CARD_TYPE = keccak256(
        "Card(address organisation,bytes32 chamber,address officer,address agent,address checkpoint,Node[] nodes,uint64 issuedAt,uint64 expiresAt,bool rehearsal)Node(bytes32 name,uint8 duty,bytes publicKey)"
    );

    /// @notice EIP-712 digest of a card, on this chain, under this salt.
    function digest(IMemberRegistry.Card calldata card, bytes32 salt) internal view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, block.chainid, salt));
        return MessageHashUtils.toTypedDataHash(domain, _hash(card));
    }

    /// @notice Reverts unless every key the card names has signed the digest. Officer and agent may be contracts
    /// (ERC-1271); checkpoint and node keys are used where only ecrecover is, so they prove themselves by it.
    function verify(
        IMemberRegistry.Card calldata card,
        IMemberRegistry.Proofs calldata proofs,
        bytes32 signed
    ) internal view {
        if (proofs.nodes.length != card.nodes.length) {
            revert IMemberRegistry.ProofsMissing(card.nodes.length, proofs.nodes.length);
        }
        if (!SignatureChecker.isValidSignatureNowCalldata(card.officer, signed, proofs.officer)) {
            revert IMemberRegistry.InvalidProof(card.officer);
        }
        if (!SignatureChecker.isValidSignatureNowCalldata(card.agent, signed, proofs.agent)) {
            revert IMemberRegistry.InvalidProof(card.agent);
        }
        _recover(card.checkpoint, signed, proofs.checkpoint);
        for (uint256 i = 0; i < card.nodes.length; ++i) {
            _recover(nodeAddress(card.nodes[i].publicKey), signed, proofs.nodes[i]);
        }
    }

    /// @notice The address QBFT derives from a node's public key.
    function nodeAddress(bytes calldata publicKey) internal pure returns (address) {
        return address(uint160(uint256(keccak256(publicKey))));
    }

    function _recover(address key, bytes32 signed, bytes calldata signature) private pure {
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(signed, signature);
        if (problem != ECDSA.RecoverError.NoError || signer != key) revert IMemberRegistry.InvalidProof(key);
    }

    function _hash(IMemberRegistry.Card calldata card) private pure returns (bytes32) {
        bytes32[] memory nodes = new bytes32[](card.nodes.length);
        for (uint256 i = 0; i < nodes.length; ++i) {
            INodeRegistry.Node calldata node = card.nodes[i];
            nodes[i] = keccak256(abi.encode(NODE_TYPE, node.name, node.duty, keccak256(node.publicKey)));
        }
        return
            keccak256(
                abi.encode(
                    CARD_TYPE,
                    card.organisation,
                    card.chamber,
                    card.officer,
                    card.agent,
                    card.checkpoint,
                    keccak256(abi.encodePacked(nodes)),
                    card.issuedAt,
                    card.expiresAt,
                    card.rehearsal
                )
            );
    }
}
