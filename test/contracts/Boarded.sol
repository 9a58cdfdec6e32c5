// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Predeploys} from "../../contracts/governance/Predeploys.sol";
import {ICheckpointBoard} from "../../contracts/interfaces/ICheckpointBoard.sol";
import {ICommitmentRegistry} from "../../contracts/interfaces/ICommitmentRegistry.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {SignerSets} from "../../contracts/publicchain/SignerSets.sol";
import {Upgradeable} from "./Contracts.sol";
import {Network} from "./Network.sol";

interface Registry is ICommitmentRegistry, Upgradeable {
    function initialize() external;
}

/// @title The network with its first epoch of signers open, some windows after its founding
abstract contract Boarded is Network {
    Registry internal constant REGISTRY = Registry(Predeploys.COMMITMENT_REGISTRY);
    bytes32 internal constant NETWORK = keccak256("a network");
    uint64 internal constant CADENCE = 3600;
    bytes[] internal noSeals;

    function setUp() public virtual override {
        standBoard();
    }

    function standBoard() internal {
        found();
        vm.roll(0);
        stand(address(REGISTRY), vm.getCode("CommitmentRegistry"), abi.encodeCall(Registry.initialize, ()));
        vm.prank(address(TIMELOCK));
        BOARD.openFirstEpoch();
        vm.roll(10_000);
        vm.warp(FOUNDED_AT + 3 * CADENCE);
    }

    /// @dev The checkpoint that can follow now, of the newest block; `salt` tells attempts apart.
    function nextOne(uint256 salt) internal view returns (Checkpoints.Checkpoint memory next) {
        ICheckpointBoard.Decision memory head = BOARD.head();
        next.networkId = BOARD.networkId() == 0 ? NETWORK : BOARD.networkId();
        next.epoch = BOARD.currentEpoch();
        next.sequence = head.sequence + 1;
        next.blockNumber = uint64(block.number) - 1;
        next.blockTime = uint64(block.timestamp) - 2;
        next.window = BOARD.windowAt(next.blockTime);
        next.previous = head.structHash;
        next.blockHash = keccak256(abi.encode("block", next.blockNumber, salt));
        next.historyRoot = keccak256(abi.encode("history", next.blockNumber, salt));
        next.evidenceRoot = keccak256(abi.encode("evidence", next.blockNumber, salt));
        next.evidenceSize = 64 * next.sequence;
        next.validatorSetHash = keccak256("validators");
        next.notBefore = keccak256("reference");
    }

    function digestOf(Checkpoints.Checkpoint memory checkpoint) internal pure returns (bytes32) {
        bytes32 domain = Checkpoints.domainSeparator(checkpoint.networkId);
        return Checkpoints.digest(domain, Checkpoints.structHash(checkpoint));
    }

    /// @dev Time goes on by a window, and blocks with it.
    function passWindow() internal {
        vm.warp(block.timestamp + CADENCE);
        vm.roll(block.number + 720);
    }

    /// @dev To when everyone's turn has come.
    function passTurns() internal {
        vm.warp(block.timestamp + CADENCE / 2);
        vm.roll(block.number + 360);
    }

    function propose(uint256 i, Checkpoints.Checkpoint memory checkpoint) internal {
        vm.prank(agent(i));
        BOARD.propose(checkpoint, noSeals);
    }

    function agree(uint256 i, Checkpoints.Checkpoint memory checkpoint) internal {
        vm.prank(agent(i));
        BOARD.agree(checkpoint.sequence, digestOf(checkpoint));
    }

    function sign(uint256 i, Checkpoints.Checkpoint memory checkpoint) internal {
        SignerSets.Signature memory signature = compact(i * 100 + 3, digestOf(checkpoint));
        vm.prank(agent(i));
        BOARD.sign(checkpoint.sequence, digestOf(checkpoint), signature.r, signature.vs);
    }

    function compact(uint256 key, bytes32 digest) internal pure returns (SignerSets.Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return SignerSets.Signature(r, bytes32((uint256(v - 27) << 255) | uint256(s)));
    }

    /// @dev Proposed by 0 and agreed to by 1, 2, 3.
    function decideOne() internal returns (Checkpoints.Checkpoint memory decided) {
        passTurns();
        decided = nextOne(0);
        propose(0, decided);
        for (uint256 i = 1; i < 4; ++i) agree(i, decided);
    }
}
