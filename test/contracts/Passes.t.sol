// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessPass} from "../../contracts/interfaces/IAccessPass.sol";
import {Fleets} from "./Fleets.sol";

/// @title A pass is valid while device, issuer and holder are
contract PassesTest is Fleets {
    uint48 internal until;
    bytes32 internal pump;
    uint256 internal given;

    function setUp() public override {
        super.setUp();
        pump = onePump();
        until = uint48(block.timestamp) + 5 * LAPSE;
        given = grant(3, 0);
    }

    function test_itIsValidUntilItsSecond() public {
        vm.warp(until - 1);
        vm.assertTrue(PASSES.isValid(given));
        vm.warp(until);
        vm.assertFalse(PASSES.isValid(given));
        vm.assertFalse(PASSES.isValid(given + 1));
    }

    /// @dev Of the issuer, of the holder, and of neither.
    function testFuzz_aSuspensionOfEitherSideEndsItForAsLong(uint256 who) public {
        who = [uint256(3), 0, 1][who % 3];
        suspend(who);
        vm.assertTrue(PASSES.isValid(given) == (who == 1));
        reinstate(who);
        vm.assertTrue(PASSES.isValid(given));
    }

    function testFuzz_anExpulsionOfEitherSideEndsItForEver(bool issuer) public {
        expel(issuer ? 3 : 0);
        vm.assertFalse(PASSES.isValid(given));
        if (!issuer) return;
        // Not even where the device goes on at another member's.
        decideOffer(PUMPS, 4);
        take(4, PUMPS);
        vm.assertTrue(DEVICES.isValid(pump));
        vm.assertFalse(PASSES.isValid(given));
        vm.assertTrue(PASSES.isValid(grant(4, 0)));
    }

    /// @dev Nor where it comes back.
    function test_aFleetGoesWithoutThePassesToIt() public {
        decideOffer(PUMPS, 4);
        take(4, PUMPS);
        vm.assertFalse(PASSES.isValid(given));
        uint256 other = grant(4, 0);
        decideOffer(PUMPS, 3);
        take(3, PUMPS);
        vm.assertTrue(DEVICES.isValid(pump));
        vm.assertFalse(PASSES.isValid(given));
        vm.assertFalse(PASSES.isValid(other));
        vm.assertTrue(PASSES.isValid(grant(3, 0)));
    }

    function test_anEmergencyOfTheHolderDoesToo() public {
        suspendBy(0, three(1, 3, 5));
        vm.assertFalse(PASSES.isValid(given));
        vm.warp(block.timestamp + LAPSE);
        vm.assertTrue(PASSES.isValid(given));
    }

    function test_aRevokedDeviceHasNone() public {
        vm.prank(agent(3));
        DEVICES.revoke(pump);
        vm.assertFalse(PASSES.isValid(given));
        refuses(agent(3), address(PASSES), granting(0), notTheDevices(3));
    }

    function testFuzz_itIsTakenBackByWhomItConcernsAlone(uint256 who) public {
        decideOffer(PUMPS, 4);
        take(4, PUMPS);
        who %= 6;
        bytes memory call_ = abi.encodeCall(PASSES.revoke, (given));
        if (who == 0 || who == 3 || who == 4) {
            vm.prank(agent(who));
            PASSES.revoke(given);
            vm.assertTrue(PASSES.pass(given).revoked);
            refuses(
                agent(who),
                address(PASSES),
                call_,
                abi.encodeWithSelector(IAccessPass.AlreadyRevoked.selector, given)
            );
            return;
        }
        bytes memory why = abi.encodeWithSelector(IAccessPass.NotThePasses.selector, given, idOf(who));
        refuses(agent(who), address(PASSES), call_, why);
        why = abi.encodeWithSelector(IAccessPass.CallerNotAgent.selector, officer(who));
        refuses(officer(who), address(PASSES), call_, why);
    }

    function test_whatIsTakenBackStaysSo() public {
        vm.prank(agent(0));
        PASSES.revoke(given);
        vm.assertFalse(PASSES.isValid(given));
        suspend(3);
        reinstate(3);
        vm.assertFalse(PASSES.isValid(given));
    }

    function testFuzz_onlyItsDevicesMemberGivesOne(uint256 who) public {
        who %= 6;
        if (who == 3) return;
        refuses(agent(who), address(PASSES), granting(1), notTheDevices(who));
    }

    function test_aPassGoesToAnotherActiveMemberAndEndsLater() public {
        suspend(1);
        address[4] memory nobody = [idOf(3), idOf(1), idOf(7), address(0)];
        for (uint256 i = 0; i < nobody.length; ++i) {
            bytes memory call_ = abi.encodeCall(PASSES.grant, (pump, nobody[i], until));
            refuses(
                agent(3),
                address(PASSES),
                call_,
                abi.encodeWithSelector(IAccessPass.InvalidHolder.selector, nobody[i])
            );
        }
        uint48 now_ = uint48(block.timestamp);
        bytes memory late = abi.encodeCall(PASSES.grant, (pump, idOf(0), now_));
        refuses(agent(3), address(PASSES), late, abi.encodeWithSelector(IAccessPass.InvalidEnd.selector, now_));
        bytes memory why = abi.encodeWithSelector(IAccessPass.NoSuchPass.selector, given + 1);
        refuses(agent(3), address(PASSES), abi.encodeCall(PASSES.revoke, (given + 1)), why);
        vm.assertEq(PASSES.passes(1, 10).length, given);
        vm.assertEq(PASSES.passes(given + 1, type(uint256).max).length, 0);
    }

    /// @dev Whatever is done to members, fleet, device and pass, in any order, against what the rule says in words.
    function testFuzz_validityFollowsFromTheRuleAlone(uint256 seed) public {
        bool[6] memory out;
        uint256 owner = 3;
        uint256 issuer = 3;
        bool over;
        bool ended;
        for (uint256 i = 0; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 what = (seed >> 16) % 9;
            uint256 who = [uint256(0), 3, 4][(seed >> 32) % 3];
            if (what < 3) {
                // A chamber of manufacturers keeps somebody: 3 and 4 are never both out.
                if (!out[who] && (who == 0 || !out[7 - who])) suspend(who);
                else if (out[who]) reinstate(who);
                else continue;
                out[who] = !out[who];
            } else if (what < 6) {
                uint256 heir = 7 - owner;
                if (out[heir]) continue;
                decideOffer(PUMPS, heir);
                take(heir, PUMPS);
                owner = heir;
                issuer = 6;
            } else if (what == 8) {
                vm.warp(block.timestamp + LAPSE / 2);
            } else if (what == 6) {
                if (out[owner] || out[0] || over || block.timestamp >= until) continue;
                given = grant(owner, 0);
                (issuer, ended) = (owner, false);
            } else if (seed >> 64 > type(uint192).max / 2) {
                if (out[owner] || ended) continue;
                vm.prank(agent(owner));
                PASSES.revoke(given);
                ended = true;
            } else if (!out[owner] && !over && i > 16) {
                vm.prank(agent(owner));
                DEVICES.revoke(pump);
                over = true;
            }
            vm.assertTrue(DEVICES.isValid(pump) == (!out[owner] && !over));
            vm.assertTrue(
                PASSES.isValid(given) ==
                    (!out[owner] && !over && !out[0] && !ended && issuer == owner && block.timestamp < until)
            );
        }
    }

    function grant(uint256 i, uint256 holder) private returns (uint256) {
        vm.prank(agent(i));
        return PASSES.grant(pump, idOf(holder), until);
    }

    function granting(uint256 holder) private view returns (bytes memory) {
        return abi.encodeCall(PASSES.grant, (pump, idOf(holder), until));
    }

    function notTheDevices(uint256 i) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAccessPass.NotTheDevices.selector, pump, idOf(i));
    }
}
