// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Consistency} from "../../contracts/publicchain/Consistency.sol";
import {Rfc9162} from "./Rfc9162.sol";
import {Cheats} from "./Vm.sol";

/// @title Consistency proofs, beside the recursive definitions of RFC 9162 (2.1.1 and 2.1.4.1)
contract ConsistencyTest is Cheats {
    function test_everyProofOfEveryPairOfSizesUpTo64Holds() public view {
        for (uint256 n = 1; n <= 64; ++n) {
            bytes32 root = Rfc9162.tree(0, n, 0);
            for (uint256 m = 1; m < n; ++m)
                vm.assertTrue(this.holds(m, n, Rfc9162.tree(0, m, 0), root, Rfc9162.proof(m, n)));
            vm.assertTrue(this.holds(n, n, root, root, new bytes32[](0)));
        }
    }

    function test_noProofOfOneLengthHoldsForAnother() public view {
        for (uint256 n = 2; n <= 20; ++n) {
            for (uint256 m = 1; m < n; ++m) {
                bytes32[] memory path = Rfc9162.proof(m, n);
                bytes32 old = Rfc9162.tree(0, m, 0);
                bytes32 root = Rfc9162.tree(0, n, 0);
                vm.assertFalse(this.holds(m, n, old, root, cut(path)));
                vm.assertFalse(this.holds(m, n, old, root, grown(path)));
                vm.assertFalse(this.holds(m, 4 * n, old, root, path));
                vm.assertFalse(this.holds(m, n, Rfc9162.tree(0, m - 1, 0), root, path));
                vm.assertFalse(this.holds(m, n, old, Rfc9162.tree(0, n + 1, 0), path));
            }
        }
    }

    function testFuzz_largerLogsToo(uint256 m, uint256 n) public view {
        n = bound(n, 2, 400);
        m = bound(m, 1, n - 1);
        vm.assertTrue(this.holds(m, n, Rfc9162.tree(0, m, 0), Rfc9162.tree(0, n, 0), Rfc9162.proof(m, n)));
    }

    /// @dev A log whose early leaf was rewritten has no proof, whatever leaf, and with the true or its own path.
    function testFuzz_aRewrittenHistoryIsRefused(uint256 m, uint256 n, uint256 leaf_) public view {
        n = bound(n, 2, 130);
        m = bound(m, 1, n - 1);
        uint256 rewritten = bound(leaf_, 1, m);
        bytes32 other = Rfc9162.tree(0, n, rewritten);
        vm.assertFalse(this.holds(m, n, Rfc9162.tree(0, m, 0), other, Rfc9162.proof(m, n)));
        bytes32[] memory own = Rfc9162.subproof(m, 0, n, true, rewritten);
        vm.assertFalse(this.holds(m, n, Rfc9162.tree(0, m, 0), other, own));
        vm.assertTrue(this.holds(m, n, Rfc9162.tree(0, m, rewritten), other, own));
    }

    function testFuzz_noBitOfAProofCanChange(uint256 m, uint256 n, uint256 node_, uint8 bit) public view {
        n = bound(n, 2, 200);
        m = bound(m, 1, n - 1);
        bytes32[] memory path = Rfc9162.proof(m, n);
        path[node_ % path.length] ^= bytes32(uint256(1) << bit);
        vm.assertFalse(this.holds(m, n, Rfc9162.tree(0, m, 0), Rfc9162.tree(0, n, 0), path));
    }

    function testFuzz_nothingShrinksAndOnlyTheSameIsEqual(uint256 m, uint256 n, bytes32 a, bytes32 b) public view {
        vm.assume(a != b);
        bytes32[] memory none = new bytes32[](0);
        if (m > n) vm.assertFalse(this.holds(m, n, a, a, none));
        vm.assertFalse(this.holds(n, n, a, b, none));
        vm.assertFalse(this.holds(n, n, a, a, new bytes32[](1)));
        vm.assertTrue(this.holds(0, bound(n, 1, type(uint64).max), a, b, none));
        vm.assertFalse(this.holds(0, bound(n, 1, type(uint64).max), a, b, new bytes32[](1)));
    }

    /// @dev Whatever the proof, neither a crash nor an endless loop.
    function testFuzz_garbageIsRefused(uint64 m, uint64 n, bytes32 a, bytes32 b, bytes32[] calldata path) public view {
        if (m == 0 || (m == n && a == b)) return;
        vm.assertFalse(this.holds(m, n, a, b, path));
    }

    function holds(
        uint256 m,
        uint256 n,
        bytes32 old,
        bytes32 root,
        bytes32[] calldata path
    ) external pure returns (bool) {
        return Consistency.holds(m, n, old, root, path);
    }

    function grown(bytes32[] memory path) private pure returns (bytes32[] memory) {
        return Rfc9162.append(path, sha256("one more"));
    }

    function cut(bytes32[] memory path) private pure returns (bytes32[] memory shorter) {
        shorter = new bytes32[](path.length - 1);
        for (uint256 i = 0; i < shorter.length; ++i) shorter[i] = path[i];
    }
}
