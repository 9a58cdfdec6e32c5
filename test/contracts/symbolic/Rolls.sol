// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {IMemberRegistry} from "../../../contracts/interfaces/IMemberRegistry.sol";
import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Symbolic} from "./Symbolic.sol";

/// @title Votes are neither made nor lost by who gives them to whom
/// @notice Three members of one chamber, admitted by the registry itself, and one of another. For every two choices of theirs, at
/// any times and until any, and for a choice and what befalls a member after it; asked for at any time from then on. Members are
/// alike, so the first choice is the first member's.
contract RollProperties is Symbolic {
    uint256 private constant ADMITTED_AT = 1_000_000;
    uint256 private constant OTHERS = 3;
    /// @dev Slot of the list of members in the registry, whose length is how many there are.
    bytes32 private constant IDS = bytes32(uint256(51));

    struct Choice {
        uint8 by;
        uint8 to;
        uint48 at;
        uint48 until;
    }

    function setUp() public {
        stand(address(LOG), "GovernanceLog.sol:GovernanceLog");
        stand(address(NODES), "NodeRegistry.sol:NodeRegistry");
        stand(address(MEMBERS), "MemberRegistry.sol:MemberRegistry");
        bytes32[] memory chambers = new bytes32[](2);
        (chambers[0], chambers[1]) = ("hospitals", "regulators");
        MEMBERS.initialize("a founding", "a description", chambers);
        vm.warp(ADMITTED_AT);
        vm.roll(1);
        for (uint256 i = 0; i < 4; ++i) admit(i, chambers[i / OTHERS]);
    }

    function check_noTwoChoicesMakeOrLoseAVote(Choice memory first, Choice memory second, uint48 asked) public {
        choose(0, below(2, first.to), first);
        vm.assume(second.at >= first.at);
        choose(below(3, second.by), below(3, second.to), second);
        holds(asked);
    }

    function check_noSuspensionMakesOrLosesAVote(Choice memory choice, uint8 who, uint48 at, uint48 asked) public {
        choose(0, 1, choice);
        vm.assume(at >= choice.at);
        vm.warp(at);
        vm.prank(Predeploys.TIMELOCK);
        address suspended = idOf(below(3, who));
        MEMBERS.suspend(suspended);
        holds(asked);
        assert(MEMBERS.getPastVotes(suspended, asked) == 0);
    }

    function check_noEmergencyMakesOrLosesAVote(
        Choice memory choice,
        uint8 who,
        uint48 at,
        uint48 until,
        uint48 asked
    ) public {
        choose(0, 1, choice);
        vm.assume(at >= choice.at);
        vm.warp(at);
        vm.prank(Predeploys.EMERGENCY_COUNCIL);
        address barred = idOf(below(3, who));
        MEMBERS.bar(barred, until);
        holds(asked);
        assert(asked >= until || MEMBERS.getPastVotes(barred, asked) == 1);
    }

    function check_whatWasHeldIsHeldForGood(Choice memory choice, uint48 asked) public {
        vm.assume(asked >= ADMITTED_AT);
        vm.assume(asked < choice.at);
        choose(0, 1, choice);
        for (uint256 i = 0; i < OTHERS; ++i) assert(MEMBERS.getPastVotes(idOf(i), asked) == 1);
    }

    /// @dev Of one kind of votes a chamber has as many as it has members, and no lane of a count holds more than 65,535.
    function check_noRegistryHasMoreSeatsThanALaneCounts(uint256 seats) public {
        assert(uint256(vm.load(address(MEMBERS), IDS)) == 4);
        vm.store(address(MEMBERS), IDS, bytes32(seats));
        admit(4, "hospitals");
        (, uint16 index) = MEMBERS.seatOf(idOf(4));
        assert(index == seats && seats < 65_535);
    }

    /// @dev What the members of a chamber hold is what the chamber has, from then on.
    function holds(uint48 asked) private {
        vm.assume(asked >= block.timestamp);
        vm.warp(uint256(asked) + 1);
        uint256 votes;
        for (uint256 i = 0; i < OTHERS; ++i) votes += MEMBERS.getPastVotes(idOf(i), asked);
        assert(votes == MEMBERS.chamberSizeAt(0, asked));
    }

    function choose(uint256 by, uint256 to, Choice memory choice) private {
        vm.assume(choice.at > ADMITTED_AT);
        vm.warp(choice.at);
        vm.prank(officerOf(by));
        if (choice.until == 0) MEMBERS.delegate(idOf(to));
        else MEMBERS.delegateUntil(idOf(to), choice.until);
    }

    /// @dev Its proofs are taken as right: what ecrecover says of them is for the solver to find.
    function admit(uint256 i, bytes32 chamber) private {
        INodeRegistry.Node[] memory nodes = new INodeRegistry.Node[](1);
        nodes[0] = INodeRegistry.Node("node-a", INodeRegistry.Duty.Validator, abi.encode(i, i));
        address officer = officerOf(i);
        address agent = address(uint160(0x2000 + i));
        address checkpoint = address(uint160(0x3000 + i));
        bytes[] memory own = new bytes[](1);
        own[0] = proof(i, 4);
        IMemberRegistry.Card memory card = IMemberRegistry.Card(
            idOf(i),
            chamber,
            officer,
            agent,
            checkpoint,
            nodes,
            1,
            type(uint64).max,
            false
        );
        vm.prank(Predeploys.TIMELOCK);
        MEMBERS.admit(card, IMemberRegistry.Proofs(proof(i, 1), proof(i, 2), proof(i, 3), own));
    }

    function proof(uint256 i, uint256 n) private pure returns (bytes memory) {
        return abi.encodePacked(i * 10 + n, uint256(1), uint8(27));
    }

    function idOf(uint256 i) private pure returns (address) {
        return address(bytes20(abi.encodePacked("member-", bytes1(uint8(97 + i)))));
    }

    function officerOf(uint256 i) private pure returns (address) {
        return address(uint160(0x1000 + i));
    }
}
