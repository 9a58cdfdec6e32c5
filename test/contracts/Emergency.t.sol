// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEmergencyCouncil} from "../../contracts/interfaces/IEmergencyCouncil.sol";
import {IGoverned} from "../../contracts/interfaces/IGoverned.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Acting} from "./Acting.sol";

/// @title What an emergency action needs, and every way to do without
contract EmergencyTest is Acting {
    function test_threeOfTwoChambersSuspendOneAtOnce() public {
        suspendBy(1, three(0, 2, 3));
        isSuspended(1, true);
        vm.assertEq(MEMBERS.actingFor(officer(1), IMemberRegistry.Role.Officer), address(0));
        vm.assertEq(MEMBERS.organisationOf(agent(1)), address(0));
        vm.assertEq(MEMBERS.accounts().length, 10);
    }

    function test_itIsOverByItself() public {
        suspendBy(1, three(0, 2, 3));
        vm.warp(block.timestamp + LAPSE - 1);
        isSuspended(1, true);
        vm.warp(block.timestamp + 1);
        isSuspended(1, false);
        vm.assertEq(MEMBERS.actingFor(officer(1), IMemberRegistry.Role.Officer), idOf(1));
        COUNCIL.lapse();
        vm.assertEq(COUNCIL.running().organisation, address(0));
        vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.NothingRunning.selector));
        COUNCIL.lapse();
    }

    function test_nobodyEndsItEarly() public {
        suspendBy(1, three(0, 2, 3));
        uint48 until = COUNCIL.running().until;
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.NotLapsed.selector, until));
        COUNCIL.lapse();
    }

    function test_oneChamberIsRefused() public {
        admitNow(cardOf(6, 1));
        refused(1, three(0, 2, 6), abi.encodeWithSelector(IEmergencyCouncil.OneChamberOnly.selector, 0));
    }

    function test_oneTooFewIsRefused() public {
        uint256[] memory two = new uint256[](2);
        (two[0], two[1]) = (0, 3);
        refused(1, two, abi.encodeWithSelector(IEmergencyCouncil.TooFewSigners.selector, 3, 2));
    }

    function test_oneSignerTwiceIsRefused() public {
        bytes memory why = abi.encodeWithSelector(IEmergencyCouncil.SignersNotAscending.selector, idOf(3));
        refused(1, three(0, 3, 3), why);
        refused(1, three(3, 0, 4), abi.encodeWithSelector(IEmergencyCouncil.SignersNotAscending.selector, idOf(0)));
    }

    function test_whoItIsAboutIsNoSigner() public {
        refused(1, three(0, 1, 3), abi.encodeWithSelector(IEmergencyCouncil.SignerConcerned.selector, idOf(1)));
    }

    function test_aStrangerIsNoSigner() public {
        refused(1, three(0, 3, 7), abi.encodeWithSelector(IEmergencyCouncil.SignerNotActive.selector, idOf(7)));
    }

    function test_aSuspendedSignerIsRefused() public {
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(2));
        refused(1, three(0, 2, 3), abi.encodeWithSelector(IEmergencyCouncil.SignerNotActive.selector, idOf(2)));
    }

    function test_whoIsUnderEmergencyIsNoSignerOfTheNextAction() public {
        suspendBy(4, three(0, 2, 5));
        refused(1, three(0, 2, 4), abi.encodeWithSelector(IEmergencyCouncil.SignerNotActive.selector, idOf(4)));
    }

    function test_anAgentsSignatureIsRefused() public {
        IEmergencyCouncil.Signature[] memory given = signaturesOf(action(1), three(0, 2, 3), domain());
        given[1].signature = signed(202, digestOf(action(1), domain()));
        refusedWith(action(1), given, abi.encodeWithSelector(IEmergencyCouncil.InvalidSignature.selector, idOf(2)));
    }

    function test_aKeyReplacedBetweenSigningAndUseIsRefused() public {
        Action memory made = action(1);
        IEmergencyCouncil.Signature[] memory given = signaturesOf(made, three(0, 2, 3), domain());
        replaceOfficer(2, 777);
        refusedWith(made, given, abi.encodeWithSelector(IEmergencyCouncil.InvalidSignature.selector, idOf(2)));
    }

    function test_anotherFoundingContractChainOrVersionIsRefused() public {
        Domain[5] memory foreign = [domain(), domain(), domain(), domain(), domain()];
        foreign[0].salt = keccak256("another founding");
        foreign[1].verifyingContract = address(GOVERNOR);
        foreign[2].chainId = block.chainid + 1;
        foreign[3].version = "2";
        foreign[4].name = "ConsortiumGovernor";
        bytes memory why = abi.encodeWithSelector(IEmergencyCouncil.InvalidSignature.selector, idOf(0));
        for (uint256 i = 0; i < foreign.length; ++i) {
            refusedWith(action(1), signaturesOf(action(1), three(0, 2, 3), foreign[i]), why);
        }
    }

    function test_whatWasSignedAboutOneSuspendsNoOther() public {
        IEmergencyCouncil.Signature[] memory given = signaturesOf(action(1), three(0, 2, 3), domain());
        refusedWith(action(4), given, abi.encodeWithSelector(IEmergencyCouncil.InvalidSignature.selector, idOf(0)));
        Action memory later = action(1);
        later.notAfter += 1;
        refusedWith(later, given, abi.encodeWithSelector(IEmergencyCouncil.InvalidSignature.selector, idOf(0)));
    }

    function test_anExpiredActionIsRefused() public {
        Action memory made = action(1);
        IEmergencyCouncil.Signature[] memory given = signaturesOf(made, three(0, 2, 3), domain());
        vm.warp(made.notAfter + 1);
        refusedWith(made, given, abi.encodeWithSelector(IEmergencyCouncil.ActionExpired.selector, made.notAfter));
    }

    function test_itIsBroughtOnceEvenAfterItLapsed() public {
        Action memory made = action(1);
        made.notAfter = uint64(FOUNDED_AT + 100_000);
        IEmergencyCouncil.Signature[] memory given = signaturesOf(made, three(0, 2, 3), domain());
        bring(made, given);
        bytes memory why = abi.encodeWithSelector(IEmergencyCouncil.WrongNumber.selector, 2, 1);
        refusedWith(made, given, why);
        vm.warp(block.timestamp + LAPSE + REST + 1);
        refusedWith(made, given, why);
        COUNCIL.lapse();
        refusedWith(made, given, why);
    }

    function test_oneAtATime() public {
        suspendBy(1, three(0, 2, 3));
        bytes memory why = abi.encodeWithSelector(
            IMemberRegistry.EmergencyRunning.selector,
            idOf(1),
            COUNCIL.running().until
        );
        refused(4, three(0, 2, 3), why);
        vm.warp(block.timestamp + LAPSE);
        suspendBy(4, three(0, 2, 3));
        isSuspended(1, false);
        isSuspended(4, true);
    }

    function test_theSameOneNotAgainForAWhile() public {
        suspendBy(1, three(0, 2, 3));
        uint48 until = COUNCIL.running().until + REST;
        vm.warp(until - 1);
        refused(1, three(0, 2, 3), abi.encodeWithSelector(IEmergencyCouncil.Resting.selector, idOf(1), until));
        vm.warp(until);
        suspendBy(1, three(0, 2, 3));
    }

    function test_theLastOfAChamberStays() public {
        refused(5, three(0, 2, 3), abi.encodeWithSelector(IMemberRegistry.LastOfChamber.selector, chamberOf(5)));
        suspendBy(3, three(0, 2, 5));
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IMemberRegistry.LastOfChamber.selector, chamberOf(4)));
        MEMBERS.suspend(idOf(4));
    }

    function test_whoIsSuspendedAlreadyOrUnknownIsRefused() public {
        vm.prank(address(TIMELOCK));
        MEMBERS.suspend(idOf(1));
        refused(1, three(0, 2, 3), abi.encodeWithSelector(IMemberRegistry.UnexpectedStatus.selector, idOf(1), 2));
        refused(8, three(0, 2, 3), abi.encodeWithSelector(IMemberRegistry.UnexpectedStatus.selector, idOf(8), 0));
    }

    function testFuzz_nobodyElseBars(address caller) public {
        vm.assume(caller != address(COUNCIL));
        bytes memory why = abi.encodeWithSelector(IMemberRegistry.OnlyEmergencyCouncil.selector, caller);
        vm.prank(caller);
        vm.expectRevert(why);
        MEMBERS.bar(idOf(1), uint48(block.timestamp + 10));
        vm.prank(caller);
        vm.expectRevert(why);
        MEMBERS.settleEmergency(idOf(1), true);
    }

    /// @dev Not the council's signers, nor the council itself: only a vote keeps what they did.
    function testFuzz_nobodyRatifiesButTheTimelock(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        suspendBy(1, three(0, 2, 3));
        bytes memory why = abi.encodeWithSelector(IGoverned.OnlyTimelock.selector, caller);
        vm.prank(caller);
        vm.expectRevert(why);
        COUNCIL.ratify(1);
        vm.prank(caller);
        vm.expectRevert(why);
        COUNCIL.setSettings(IEmergencyCouncil.Settings(2, 1, 1));
    }

    function test_settingsThatBoundNothingAreRefused() public {
        IEmergencyCouncil.Settings[3] memory bad = [
            IEmergencyCouncil.Settings(1, LAPSE, REST),
            IEmergencyCouncil.Settings(2, 0, REST),
            IEmergencyCouncil.Settings(2, LAPSE, 0)
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.prank(address(TIMELOCK));
            vm.expectRevert(abi.encodeWithSelector(IEmergencyCouncil.InvalidSettings.selector));
            COUNCIL.setSettings(bad[i]);
        }
    }

    function testFuzz_noRandomBytesAreASignature(bytes calldata signature) public {
        IEmergencyCouncil.Signature[] memory given = signaturesOf(action(1), three(0, 2, 3), domain());
        vm.assume(keccak256(signature) != keccak256(given[0].signature));
        given[0].signature = signature;
        refusedWith(action(1), given, abi.encodeWithSelector(IEmergencyCouncil.InvalidSignature.selector, idOf(0)));
    }
}
