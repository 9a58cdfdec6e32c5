// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../../contracts/interfaces/IConsortiumGovernor.sol";
import {IDeviceRegistry} from "../../contracts/interfaces/IDeviceRegistry.sol";
import {IGoverned} from "../../contracts/interfaces/IGoverned.sol";
import {Fleets} from "./Fleets.sol";

/// @title Devices are valid while their member is, and go to another one by its own hand, after a vote
contract DevicesTest is Fleets {
    function test_aDeviceIsItsFleetsMembers() public {
        bytes32 pump = onePump();
        vm.assertTrue(DEVICES.isValid(pump));
        IDeviceRegistry.Device memory known = DEVICES.device(pump);
        vm.assertEq(known.hands, 0);
        vm.assertEq(known.fleet, PUMPS);
        vm.assertEq(known.organisation, idOf(3));
        vm.assertFalse(known.revoked);
        IDeviceRegistry.Fleet[] memory all = DEVICES.fleets(1, 10);
        vm.assertEq(all.length, 1);
        vm.assertEq(all[0].devices, 1);
        vm.assertFalse(DEVICES.isValid(keccak256("another")));
    }

    function test_aSuspensionEndsItsDevicesAtOnceAndAReinstatementGivesThemBack() public {
        bytes32 pump = onePump();
        suspend(3);
        vm.assertFalse(DEVICES.isValid(pump));
        refuses(agent(3), address(DEVICES), enrolment(PUMPS, "next"), notAgent(agent(3)));
        reinstate(3);
        vm.assertTrue(DEVICES.isValid(pump));
    }

    function test_anEmergencyDoesTooUntilItsLastSecond() public {
        bytes32 pump = onePump();
        suspendBy(3, three(0, 1, 5));
        vm.warp(block.timestamp + LAPSE - 1);
        vm.assertFalse(DEVICES.isValid(pump));
        vm.warp(block.timestamp + 1);
        vm.assertTrue(DEVICES.isValid(pump));
    }

    function test_anExpulsionEndsThemForEver() public {
        bytes32 pump = onePump();
        expel(3);
        vm.assertFalse(DEVICES.isValid(pump));
        refuses(agent(3), address(DEVICES), enrolment(PUMPS, "next"), notAgent(agent(3)));
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.CallerNotOfficer.selector, officer(3));
        refuses(officer(3), address(DEVICES), abi.encodeCall(DEVICES.openFleet, ()), why);
    }

    /// @dev Before the expulsion or after it.
    function testFuzz_aFleetThatIsTakenIsValid(bool before) public {
        bytes32 pump = onePump();
        if (!before) expel(3);
        decideOffer(PUMPS, 4);
        vm.assertTrue(DEVICES.isValid(pump) == before);
        take(4, PUMPS);
        if (before) expel(3);
        vm.assertTrue(DEVICES.isValid(pump));
        vm.assertEq(DEVICES.device(pump).hands, 1);
        vm.assertEq(DEVICES.device(pump).organisation, idOf(4));
        enrol(4, PUMPS, keccak256("next"));
        if (before) return;
        refuses(officer(4), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), nothing(4, 0));
    }

    function test_whoGaveItUpHasNoSayInItAnyMore() public {
        bytes32 pump = onePump();
        decideOffer(PUMPS, 4);
        take(4, PUMPS);
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.OtherOrganisations.selector, PUMPS, idOf(4));
        refuses(agent(3), address(DEVICES), enrolment(PUMPS, "next"), why);
        refuses(agent(3), address(DEVICES), abi.encodeCall(DEVICES.revoke, (pump)), why);
        suspend(3);
        vm.assertTrue(DEVICES.isValid(pump));
    }

    function test_aFleetIsOfferedByADecisionAlone() public {
        onePump();
        address[4] memory callers = [officer(3), agent(3), officer(4), address(GOVERNOR)];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory why = abi.encodeWithSelector(IGoverned.OnlyTimelock.selector, callers[i]);
            refuses(callers[i], address(DEVICES), abi.encodeCall(DEVICES.offer, (PUMPS, idOf(3), idOf(4))), why);
        }
        decide(proposed(address(DEVICES), abi.encodeCall(DEVICES.offer, (PUMPS, idOf(3), idOf(4)))));
        vm.assertEq(DEVICES.fleet(PUMPS).heir, idOf(4));
        vm.assertEq(DEVICES.fleet(PUMPS).until, block.timestamp + 90 days);
    }

    function test_offeringIsOfTheClassOfDevices() public view {
        bytes memory call_ = abi.encodeCall(DEVICES.offer, (PUMPS, idOf(3), idOf(4)));
        uint256 devices = uint256(IConsortiumGovernor.Class.Devices);
        uint256 upgrade = uint256(IConsortiumGovernor.Class.Upgrade);
        vm.assertEq(uint256(GOVERNOR.classOf(address(DEVICES), call_)), devices);
        vm.assertEq(uint256(GOVERNOR.classOf(address(PASSES), call_)), upgrade);
        call_ = abi.encodeCall(DEVICES.upgradeToAndCall, (address(1), ""));
        vm.assertEq(uint256(GOVERNOR.classOf(address(DEVICES), call_)), upgrade);
    }

    function testFuzz_itIsTakenByTheHeirsOfficerAlone(uint256 who) public {
        onePump();
        decideOffer(PUMPS, 4);
        address caller = officer(who % 6);
        if (who % 6 != 4) {
            refuses(caller, address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), nothing(who % 6, 0));
        }
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.CallerNotOfficer.selector, agent(4));
        refuses(agent(4), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), why);
        suspend(4);
        why = abi.encodeWithSelector(IDeviceRegistry.CallerNotOfficer.selector, officer(4));
        refuses(officer(4), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), why);
    }

    function test_anOfferEndsAtItsSecond() public {
        onePump();
        decideOffer(PUMPS, 4);
        uint48 until = DEVICES.fleet(PUMPS).until;
        vm.warp(until);
        refuses(officer(4), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), nothing(4, until));
        vm.warp(until - 1);
        take(4, PUMPS);
    }

    function test_aLaterDecisionTakesThePlaceOfAnOffer() public {
        onePump();
        decideOffer(PUMPS, 4);
        decideOffer(PUMPS, 5);
        refuses(officer(4), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), nothing(4, 0));
        decideOffer(PUMPS, 3);
        refuses(officer(5), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), nothing(5, 0));
        vm.assertEq(DEVICES.fleet(PUMPS).organisation, idOf(3));
    }

    function test_nobodyElseIsAnHeir() public {
        onePump();
        suspend(4);
        refusedHeir(idOf(4));
        refusedHeir(idOf(7));
        refusedHeir(address(0));
        refusedHeir(idOf(3));
    }

    /// @dev Who is about to go adds none to what another one takes.
    function test_noDeviceEntersBehindTheHeirsBack() public {
        onePump();
        enrol(3, PUMPS, keccak256("another"));
        decideOffer(PUMPS, 4);
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.OtherDevices.selector, PUMPS, 2);
        refuses(officer(4), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), why);
        take(4, PUMPS);
    }

    /// @dev Else the heir would never have seen the last one.
    function test_whoseFleetIsOfferedEnrolsNothingUntilThatIsOver() public {
        onePump();
        decideOffer(PUMPS, 4);
        uint48 until = DEVICES.fleet(PUMPS).until;
        bytes32[] memory more = new bytes32[](1);
        more[0] = keccak256("another");
        bytes memory enrolling = abi.encodeCall(DEVICES.enrol, (PUMPS, more));
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.OfferStands.selector, PUMPS, idOf(4), until);
        refuses(agent(3), address(DEVICES), enrolling, why);
        vm.warp(until - 1);
        refuses(agent(3), address(DEVICES), enrolling, why);
        vm.warp(until);
        enrol(3, PUMPS, more[0]);
        decideOffer(PUMPS, 4);
        refuses(
            agent(3),
            address(DEVICES),
            abi.encodeCall(DEVICES.enrol, (PUMPS, more)),
            abi.encodeWithSelector(IDeviceRegistry.OfferStands.selector, PUMPS, idOf(4), DEVICES.fleet(PUMPS).until)
        );
        suspend(4);
        enrol(3, PUMPS, keccak256("a third"));
        reinstate(4);
        decideOffer(PUMPS, 3);
        enrol(3, PUMPS, keccak256("a fourth"));
        vm.assertEq(DEVICES.fleet(PUMPS).devices, 4);
    }

    /// @dev What was decided about a fleet of one member says nothing of it once it is another's.
    function testFuzz_aDecisionIsAboutWhoHasTheFleet(bool back) public {
        onePump();
        decideOffer(PUMPS, 4);
        take(4, PUMPS);
        bytes memory call_ = abi.encodeCall(DEVICES.offer, (PUMPS, idOf(3), idOf(back ? 3 : 5)));
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.OtherOrganisations.selector, PUMPS, idOf(4));
        refuses(address(TIMELOCK), address(DEVICES), call_, why);
    }

    /// @dev Whose fleet it is need not be active for it.
    function test_anOfferIsTakenBackWhereItsMemberIsSuspended() public {
        onePump();
        suspend(3);
        decideOffer(PUMPS, 4);
        decideOffer(PUMPS, 3);
        refuses(officer(4), address(DEVICES), abi.encodeCall(DEVICES.take, (PUMPS, 1)), nothing(4, 0));
    }

    function test_anOfferStandsWhereItsMemberIsReinstated() public {
        onePump();
        suspend(3);
        decideOffer(PUMPS, 4);
        reinstate(3);
        take(4, PUMPS);
    }

    function test_fleetsAreReadPageByPage() public {
        for (uint256 i = 0; i < 7; ++i) open(i % 6);
        vm.assertEq(DEVICES.fleets(1, 5).length, 5);
        vm.assertEq(DEVICES.fleets(6, 5).length, 2);
        vm.assertEq(DEVICES.fleets(8, 5).length, 0);
        vm.assertEq(DEVICES.fleets(100, type(uint64).max).length, 0);
        vm.assertEq(DEVICES.fleets(7, type(uint64).max)[0].organisation, idOf(0));
    }

    function testFuzz_onlyAnOfficerOpensAFleet(address anyone) public {
        for (uint256 i = 0; i < 6; ++i) vm.assume(anyone != officer(i));
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.CallerNotOfficer.selector, anyone);
        refuses(anyone, address(DEVICES), abi.encodeCall(DEVICES.openFleet, ()), why);
    }

    function testFuzz_onlyItsAgentEnrols(address anyone, uint256 who) public {
        onePump();
        for (uint256 i = 0; i < 6; ++i) vm.assume(anyone != agent(i));
        refuses(anyone, address(DEVICES), enrolment(PUMPS, "next"), notAgent(anyone));
        who %= 6;
        if (who == 3) return;
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.OtherOrganisations.selector, PUMPS, idOf(3));
        refuses(agent(who), address(DEVICES), enrolment(PUMPS, "next"), why);
        why = abi.encodeWithSelector(IDeviceRegistry.NoSuchFleet.selector, uint64(9));
        refuses(agent(who), address(DEVICES), enrolment(9, "next"), why);
    }

    /// @dev Who copies a commitment out of the pool and is first does not keep its owner out.
    function testFuzz_aCopiedCommitmentKeepsNobodyOut(bytes32 commitment) public {
        vm.assume(commitment != 0 && commitment != PUMP);
        onePump();
        bytes32 copy = enrol(4, open(4), commitment);
        bytes32 own = enrol(3, PUMPS, commitment);
        vm.assertTrue(copy != own);
        vm.prank(agent(4));
        DEVICES.revoke(copy);
        vm.assertTrue(DEVICES.isValid(own));
        vm.assertFalse(DEVICES.isValid(copy));
    }

    function test_aDeviceIsEnrolledOnceAndRevokedForEver() public {
        bytes32 pump = onePump();
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.DeviceEnrolled.selector, pump);
        refuses(agent(3), address(DEVICES), enrolment(PUMPS, PUMP), why);
        vm.prank(agent(3));
        DEVICES.revoke(pump);
        vm.assertFalse(DEVICES.isValid(pump));
        refuses(agent(3), address(DEVICES), enrolment(PUMPS, PUMP), why);
        why = abi.encodeWithSelector(IDeviceRegistry.AlreadyRevoked.selector, pump);
        refuses(agent(3), address(DEVICES), abi.encodeCall(DEVICES.revoke, (pump)), why);
        decideOffer(PUMPS, 4);
        take(4, PUMPS);
        vm.assertFalse(DEVICES.isValid(pump));
    }

    function test_zeroIsNoCommitmentAndAnUnknownDeviceNone() public {
        onePump();
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.EmptyCommitment.selector);
        refuses(agent(3), address(DEVICES), enrolment(PUMPS, 0), why);
        why = abi.encodeWithSelector(IDeviceRegistry.NoSuchDevice.selector, bytes32("none"));
        refuses(agent(3), address(DEVICES), abi.encodeCall(DEVICES.revoke, ("none")), why);
    }

    function refusedHeir(address heir) private {
        bytes memory why = abi.encodeWithSelector(IDeviceRegistry.InvalidHeir.selector, PUMPS, heir);
        refuses(address(TIMELOCK), address(DEVICES), abi.encodeCall(DEVICES.offer, (PUMPS, idOf(3), heir)), why);
    }

    function enrolment(uint64 fleet, bytes32 commitment) private pure returns (bytes memory) {
        bytes32[] memory one = new bytes32[](1);
        one[0] = commitment;
        return abi.encodeCall(DEVICES.enrol, (fleet, one));
    }

    function notAgent(address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeviceRegistry.CallerNotAgent.selector, caller);
    }

    function nothing(uint256 heir, uint48 until) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeviceRegistry.NothingOffered.selector, PUMPS, idOf(heir), until);
    }
}
