// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @title The checkpoint: what members say of their history, and the digest they sign
/// @notice The EIP-712 domain is {name, version, salt = networkId}: no chain and no contract in it, so that one set of
/// signatures serves the board and every public chain, and none serves another network.
library Checkpoints {
    /// @param networkId SHA-256("quorate/network/1" ‖ u64be chain id ‖ genesis hash)
    /// @param epoch number of the signer set, from 1
    /// @param sequence number of the checkpoint, from 1, without gaps
    /// @param window index of the cadence slot of the block; a missed one stays visible
    /// @param blockNumber of the last block covered; the history log has one leaf more
    /// @param blockTime seconds
    /// @param previous struct hash of the checkpoint before; zero for the first
    /// @param evidenceSize leaves of the evidence log, since a proof needs its tree's size
    /// @param validatorSetHash keccak256 of the sorted addresses, 20 bytes each
    /// @param notBefore hash of a final block of the reference chain
    struct Checkpoint {
        bytes32 networkId;
        uint64 epoch;
        uint64 sequence;
        uint64 window;
        uint64 blockNumber;
        uint64 blockTime;
        bytes32 previous;
        bytes32 blockHash;
        bytes32 historyRoot;
        bytes32 evidenceRoot;
        uint64 evidenceSize;
        bytes32 validatorSetHash;
        bytes32 notBefore;
    }

    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,bytes32 salt)");
    bytes32 private constant NAME = keccak256("quorate checkpoint");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant CHECKPOINT_TYPE = keccak256(
        "Checkpoint(bytes32 networkId,uint64 epoch,uint64 sequence,uint64 window,uint64 blockNumber,uint64 blockTime,bytes32 previous,bytes32 blockHash,bytes32 historyRoot,bytes32 evidenceRoot,uint64 evidenceSize,bytes32 validatorSetHash,bytes32 notBefore)"
    );

    /// @notice EIP-712 struct hash; what the next checkpoint names as `previous`.
    function structHash(Checkpoint memory checkpoint) internal pure returns (bytes32) {
        return keccak256(abi.encode(CHECKPOINT_TYPE, checkpoint));
    }

    /// @notice {structHash} of a checkpoint in calldata. A number of more than 64 bits there hashes like no checkpoint.
    function structHashCalldata(Checkpoint calldata checkpoint) internal pure returns (bytes32 result) {
        bytes32 type_ = CHECKPOINT_TYPE;
        // A struct of words is its own encoding; to decode and encode it again would cost a public submission 2,000 gas.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            mstore(encoded, type_)
            calldatacopy(add(encoded, 32), checkpoint, 416)
            result := keccak256(encoded, 448)
        }
    }

    /// @notice The domain of everything signed by checkpoint keys of a network.
    function domainSeparator(bytes32 networkId) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, networkId));
    }

    /// @notice What is signed: EIP-712 digest of a struct in a domain.
    function digest(bytes32 domain, bytes32 struct_) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, struct_);
    }
}
