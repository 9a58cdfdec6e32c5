// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICheckpointAnchor} from "../../contracts/interfaces/ICheckpointAnchor.sol";
import {Checkpoints} from "../../contracts/publicchain/Checkpoints.sol";
import {Anchored} from "./Anchored.sol";
import {Rfc9162} from "./Rfc9162.sol";

/// @title The strict entry: both logs only grow
contract AnchorStrictTest is Anchored {
    Checkpoints.Checkpoint private _zero;
    Checkpoints.Checkpoint private _first;
    bytes32[] private _none;

    function setUp() public override {
        super.setUp();
        _first = logged(_zero, 12, 4, 0);
        accepts(strictly(_first, _zero, _none, _none));
    }

    function testFuzz_logsThatGrewAreTaken(uint256 blocks, uint256 leaves) public {
        (uint64 size, uint64 evidence) = grown(blocks, leaves);
        Checkpoints.Checkpoint memory next = logged(_first, size, evidence, 0);
        accepts(strictly(next, _first, Rfc9162.proof(13, size + 1), Rfc9162.proof(4, evidence)));
        vm.assertEq(anchor.head().structHash, Checkpoints.structHash(next));
    }

    function testFuzz_aRewrittenBlockIsRefused(uint256 blocks, uint256 leaves, uint256 which) public {
        (uint64 size, uint64 evidence) = grown(blocks, leaves);
        uint256 rewritten = bound(which, 1, 13);
        Checkpoints.Checkpoint memory next = logged(_first, size, evidence, 0);
        next.historyRoot = Rfc9162.tree(0, size + 1, rewritten);
        bytes32[] memory proof = Rfc9162.subproof(13, 0, size + 1, true, rewritten);
        refuses(
            strictly(next, _first, proof, Rfc9162.proof(4, evidence)),
            abi.encodeWithSelector(ICheckpointAnchor.InconsistentHistory.selector)
        );
    }

    function testFuzz_rewrittenEvidenceIsRefused(uint256 blocks, uint256 leaves, uint256 which) public {
        (uint64 size, uint64 evidence) = grown(blocks, leaves);
        uint256 rewritten = bound(which, 1, 4);
        Checkpoints.Checkpoint memory next = logged(_first, size, evidence, 0);
        next.evidenceRoot = Rfc9162.tree(0, evidence, rewritten);
        bytes32[] memory proof = Rfc9162.subproof(4, 0, evidence, true, rewritten);
        refuses(
            strictly(next, _first, Rfc9162.proof(13, size + 1), proof),
            abi.encodeWithSelector(ICheckpointAnchor.InconsistentEvidence.selector)
        );
    }

    function test_evidenceDoesNotShrink() public {
        Checkpoints.Checkpoint memory next = logged(_first, 20, 3, 0);
        refuses(
            strictly(next, _first, Rfc9162.proof(13, 21), _none),
            abi.encodeWithSelector(ICheckpointAnchor.InconsistentEvidence.selector)
        );
    }

    /// @dev Sizes are signed: a proof for other sizes, or another checkpoint before, proves nothing.
    function test_anotherCheckpointBeforeIsRefused() public {
        Checkpoints.Checkpoint memory next = logged(_first, 20, 8, 0);
        Checkpoints.Checkpoint memory other = logged(_zero, 11, 4, 0);
        bytes32[] memory history = Rfc9162.proof(12, 21);
        bytes32[] memory evidence = Rfc9162.proof(4, 8);
        bytes4 why = ICheckpointAnchor.WrongPrevious.selector;
        bytes32 head = anchor.head().structHash;
        refuses(
            strictly(next, other, history, evidence),
            abi.encodeWithSelector(why, head, Checkpoints.structHash(other))
        );
        refuses(strictly(next, _zero, _none, _none), abi.encodeWithSelector(why, head, Checkpoints.structHash(_zero)));
    }

    function test_theFirstHasNothingBeforeIt() public {
        ICheckpointAnchor.Statement memory statement = firstStatement();
        statement.cadenceSeconds = 60;
        anchor = deploy(statement);
        bytes32[] memory one = new bytes32[](1);
        refuses(
            strictly(_first, _zero, one, _none),
            abi.encodeWithSelector(ICheckpointAnchor.InconsistentHistory.selector)
        );
        refuses(
            strictly(_first, _first, _none, _none),
            abi.encodeWithSelector(ICheckpointAnchor.WrongPrevious.selector, bytes32(0), Checkpoints.structHash(_first))
        );
        accepts(strictly(_first, _zero, _none, _none));
    }

    function grown(uint256 blocks, uint256 leaves) private pure returns (uint64 size, uint64 evidence) {
        return (uint64(bound(blocks, 13, 90)), uint64(bound(leaves, 4, 90)));
    }

    /// @dev The checkpoint of two logs of so many leaves.
    function logged(
        Checkpoints.Checkpoint memory last,
        uint64 blockNumber,
        uint64 evidenceSize,
        uint256 rewritten
    ) private pure returns (Checkpoints.Checkpoint memory next) {
        next = following(last, 0);
        next.blockNumber = blockNumber;
        next.historyRoot = Rfc9162.tree(0, blockNumber + 1, rewritten);
        next.evidenceSize = evidenceSize;
        next.evidenceRoot = Rfc9162.tree(0, evidenceSize, rewritten);
    }

    function strictly(
        Checkpoints.Checkpoint memory next,
        Checkpoints.Checkpoint memory before,
        bytes32[] memory history,
        bytes32[] memory evidence
    ) private pure returns (bytes memory) {
        return
            abi.encodeCall(
                ICheckpointAnchor.submitStrict,
                (next, signedBy(1, 7, Checkpoints.structHash(next)), addressesOf(1), before, history, evidence)
            );
    }
}
