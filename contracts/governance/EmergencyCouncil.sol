// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IEmergencyCouncil} from "../interfaces/IEmergencyCouncil.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {Governed} from "./Governed.sol";
import {Predeploys} from "./Predeploys.sol";
import {Recording} from "./Recording.sol";

/// @title EmergencyCouncil
contract EmergencyCouncil is IEmergencyCouncil, Governed {
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
    );
    bytes32 private constant NAME = keccak256("EmergencyCouncil");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant SUSPENSION_TYPE = keccak256(
        "Suspension(address organisation,uint64 number,uint64 notAfter)"
    );
    IMemberRegistry private constant MEMBERS = IMemberRegistry(Predeploys.MEMBER_REGISTRY);
    uint16 private constant FEWEST_SIGNERS = 2;

    Settings private _settings;
    uint64 private _count;
    mapping(address organisation => uint48) private _restsUntil;

    /// @notice Run once, by the proxy's constructor in the genesis block.
    function initialize(Settings calldata first) external initializer {
        _setSettings(first);
    }

    /// @inheritdoc IEmergencyCouncil
    function suspend(address organisation, uint64 number, uint64 notAfter, Signature[] calldata signatures) external {
        if (block.timestamp > notAfter) revert ActionExpired(notAfter);
        if (number != _count + 1) revert WrongNumber(_count + 1, number);
        uint48 now_ = Time.timestamp();
        if (now_ < _restsUntil[organisation]) revert Resting(organisation, _restsUntil[organisation]);
        address[] memory signers = _signers(organisation, suspensionDigest(organisation, number, notAfter), signatures);

        Running memory before = running();
        if (before.organisation != address(0) && now_ >= before.until) _lapse(before);
        _count = number;
        uint48 until = now_ + _settings.lapse;
        _restsUntil[organisation] = until + _settings.rest;
        MEMBERS.bar(organisation, until);
        emit EmergencySuspension(organisation, number, until, signers);
        Recording.record(IGovernanceLog.Kind.EmergencySuspended, abi.encode(organisation, number, until, signers));
    }

    /// @inheritdoc IEmergencyCouncil
    function ratify(uint64 number) external onlyTimelock {
        Running memory now_ = running();
        if (now_.organisation == address(0) || block.timestamp >= now_.until) revert NothingRunning();
        if (now_.number != number) revert WrongNumber(now_.number, number);
        emit EmergencyRatified(now_.organisation, number);
        Recording.record(IGovernanceLog.Kind.EmergencyRatified, abi.encode(now_.organisation, number));
        MEMBERS.settleEmergency(now_.organisation, true);
    }

    /// @inheritdoc IEmergencyCouncil
    function lapse() external {
        Running memory before = running();
        if (before.organisation == address(0)) revert NothingRunning();
        if (block.timestamp < before.until) revert NotLapsed(before.until);
        _lapse(before);
    }

    /// @inheritdoc IEmergencyCouncil
    function setSettings(Settings calldata value) external onlyTimelock {
        _setSettings(value);
    }

    /// @inheritdoc IEmergencyCouncil
    function settings() external view returns (Settings memory) {
        return _settings;
    }

    /// @inheritdoc IEmergencyCouncil
    function count() external view returns (uint64) {
        return _count;
    }

    /// @inheritdoc IEmergencyCouncil
    function restsUntil(address organisation) external view returns (uint48) {
        return _restsUntil[organisation];
    }

    /// @inheritdoc IEmergencyCouncil
    function running() public view returns (Running memory) {
        (address organisation, uint48 until) = MEMBERS.emergency();
        return organisation == address(0) ? Running(address(0), 0, 0) : Running(organisation, until, _count);
    }

    /// @inheritdoc IEmergencyCouncil
    function suspensionDigest(address organisation, uint64 number, uint64 notAfter) public view returns (bytes32) {
        bytes32 salt = MEMBERS.foundingId();
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, block.chainid, address(this), salt));
        bytes32 action = keccak256(abi.encode(SUSPENSION_TYPE, organisation, number, notAfter));
        return MessageHashUtils.toTypedDataHash(domain, action);
    }

    function _lapse(Running memory before) private {
        emit EmergencyLapsed(before.organisation, before.number);
        Recording.record(IGovernanceLog.Kind.EmergencyLapsed, abi.encode(before.organisation, before.number));
        MEMBERS.settleEmergency(before.organisation, false);
    }

    function _setSettings(Settings calldata value) private {
        if (value.signers < FEWEST_SIGNERS || value.lapse == 0 || value.rest == 0) revert InvalidSettings();
        _settings = value;
        emit SettingsSet(value);
        Recording.record(IGovernanceLog.Kind.EmergencySettingsSet, abi.encode(value));
    }

    /// @dev Who signed: all of them active, others than the one concerned, each once, of two chambers at least.
    function _signers(
        address concerned,
        bytes32 digest,
        Signature[] calldata signatures
    ) private view returns (address[] memory signers) {
        if (signatures.length < _settings.signers) revert TooFewSigners(_settings.signers, signatures.length);
        signers = new address[](signatures.length);
        uint256 chambers;
        address last;
        for (uint256 i = 0; i < signers.length; ++i) {
            address signer = signatures[i].organisation;
            if (signer <= last) revert SignersNotAscending(signer);
            if (signer == concerned) revert SignerConcerned(signer);
            IMemberRegistry.Organisation memory member = MEMBERS.organisation(signer);
            if (member.status != IMemberRegistry.Status.Active) revert SignerNotActive(signer);
            if (!SignatureChecker.isValidSignatureNowCalldata(member.officer, digest, signatures[i].signature)) {
                revert InvalidSignature(signer);
            }
            (signers[i], last) = (signer, signer);
            chambers |= 1 << member.chamber;
        }
        if (chambers & (chambers - 1) == 0) revert OneChamberOnly(MEMBERS.organisation(last).chamber);
    }
}
