// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEmergencyCouncil} from "../../../contracts/interfaces/IEmergencyCouncil.sol";
import {IMemberRegistry} from "../../../contracts/interfaces/IMemberRegistry.sol";
import {Predeploys} from "../../../contracts/governance/Predeploys.sol";
import {AnyRoll} from "./AnyRoll.sol";
import {Symbolic} from "./Symbolic.sol";

/// @title An emergency is called by enough others, of two chambers
/// @notice For every registry, settings, time and signature; up to three signatures. That a key signed is ecrecover's word.
contract EmergencyProperties is Symbolic {
    AnyRoll private constant ROLL = AnyRoll(Predeploys.MEMBER_REGISTRY);

    function setUp() public {
        standAnyhow(address(COUNCIL), "EmergencyCouncil.sol:EmergencyCouncil");
        stand(address(LOG), "GovernanceLog.sol:GovernanceLog");
        vm.etch(address(ROLL), type(AnyRoll).runtimeCode);
    }

    function check_oneSignatureIsNeverEnough(address concerned, uint64 number, uint64 notAfter) public {
        IEmergencyCouncil.Signature[] memory given = signatures(1);
        try COUNCIL.suspend(concerned, number, notAfter, given) {
            assert(false);
        } catch {}
    }

    function check_twoSignersAreOfTwoChambers(address concerned, uint64 number, uint64 notAfter) public {
        holds(concerned, number, notAfter, 2);
    }

    function check_threeSignersAreOfTwoChambers(address concerned, uint64 number, uint64 notAfter) public {
        holds(concerned, number, notAfter, 3);
    }

    function check_noSettingsAskForOneSigner(IEmergencyCouncil.Settings memory value) public {
        vm.prank(Predeploys.TIMELOCK);
        COUNCIL.setSettings(value);
        assert(value.signers >= 2 && value.lapse > 0 && value.rest > 0);
        assert(keccak256(abi.encode(COUNCIL.settings())) == keccak256(abi.encode(value)));
    }

    function holds(address concerned, uint64 number, uint64 notAfter, uint256 n) private {
        uint256 asked = COUNCIL.settings().signers;
        uint64 count = COUNCIL.count();
        uint48 rests = COUNCIL.restsUntil(concerned);
        IEmergencyCouncil.Signature[] memory given = signatures(n);
        COUNCIL.suspend(concerned, number, notAfter, given);
        assert(n >= asked && number == count + 1 && COUNCIL.count() == number);
        assert(block.timestamp <= notAfter && block.timestamp >= rests);
        uint256 chambers;
        for (uint256 i = 0; i < n; ++i) {
            IMemberRegistry.Organisation memory signer = ROLL.organisation(given[i].organisation);
            assert(signer.status == IMemberRegistry.Status.Active && given[i].organisation != concerned);
            for (uint256 j = 0; j < i; ++j) assert(given[i].organisation != given[j].organisation);
            if (signer.chamber != ROLL.organisation(given[0].organisation).chamber) ++chambers;
        }
        assert(chambers > 0);
    }

    /// @dev Of any members at any time.
    function signatures(uint256 n) private returns (IEmergencyCouncil.Signature[] memory given) {
        given = new IEmergencyCouncil.Signature[](n);
        for (uint256 i = 0; i < n; ++i) {
            address organisation = svm.createAddress("organisation");
            given[i] = IEmergencyCouncil.Signature(organisation, svm.createBytes(65, "signature"));
            ROLL.isMember(organisation, uint8(svm.createUint(8, "chamber")), svm.createBool("active"));
        }
        anyTime();
    }
}
