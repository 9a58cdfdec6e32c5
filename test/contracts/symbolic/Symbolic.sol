// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {Board, Council, Governor, Log, Members, Nodes} from "../Contracts.sol";
import {Cheats} from "../Vm.sol";

/// @title What halmos knows beyond the usual cheat codes
interface Svm {
    function createUint(uint256 bits, string calldata name) external pure returns (uint256);
    function createAddress(string calldata name) external pure returns (address);
    function createBool(string calldata name) external pure returns (bool);
    function createBytes(uint256 length, string calldata name) external pure returns (bytes memory);
    function createBytes32(string calldata name) external pure returns (bytes32);
    function enableSymbolicStorage(address account) external;
}

/// @title Contracts as they stand in genesis, in every state that their storage can be in
/// @notice What is proven is the code of `contracts/generated`, put at its address. Storage that is symbolic holds anything,
/// also what no history leads to: a property of one call from there holds after any number of calls.
abstract contract Symbolic is Cheats {
    // solhint-disable-next-line const-name-snakecase
    Svm internal constant svm = Svm(0xF3993A62377BCd56AE39D773740A5390411E8BC9);

    Members internal constant MEMBERS = Members(Predeploys.MEMBER_REGISTRY);
    Governor internal constant GOVERNOR = Governor(Predeploys.GOVERNOR);
    Nodes internal constant NODES = Nodes(Predeploys.NODE_REGISTRY);
    Board internal constant BOARD = Board(Predeploys.CHECKPOINT_BOARD);
    Council internal constant COUNCIL = Council(Predeploys.EMERGENCY_COUNCIL);
    Log internal constant LOG = Log(Predeploys.GOVERNANCE_LOG);

    /// @dev Where the implementation of a release was made is of no account: nothing here upgrades.
    function stand(address place, string memory artifact) internal {
        bytes memory creation = vm.getCode(artifact);
        address made;
        assembly {
            made := create(0, add(creation, 32), mload(creation))
        }
        vm.etch(place, made.code);
    }

    function standAnyhow(address place, string memory artifact) internal {
        stand(place, artifact);
        svm.enableSymbolicStorage(place);
    }

    /// @dev The value as one of the numbers below `end`, each a path of its own: no memory is reached at an unknown place.
    function below(uint8 end, uint256 value) internal pure returns (uint8 i) {
        while (i < end && i != value) ++i;
        vm.assume(i < end);
    }

    /// @dev A condition as a number, so that conditions can be joined without a branch.
    function one(bool condition) internal pure returns (uint256 value) {
        assembly {
            value := condition
        }
    }

    function anyTime() internal returns (uint48 now_) {
        now_ = uint48(svm.createUint(48, "now"));
        vm.warp(now_);
    }
}
