// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a few members may do at once, until all have decided
/// @notice Enough organisations, of two chambers at least, sign one typed action; anyone brings it; it runs at once, and is over
/// by itself unless a decision of the class Emergency ratifies it. It is bounded: one
/// organisation at a time, never the last of its chamber, not the same one again for a while, and its seat on the roll stays, so
/// that every decision but those of the class Emergency is counted as if nothing had happened.
interface IEmergencyCouncil {
    /// @param signers how many organisations sign, 2 at least
    /// @param lapse seconds after which an action is over
    /// @param rest seconds for which, after that, the same organisation cannot be suspended again
    struct Settings {
        uint16 signers;
        uint32 lapse;
        uint32 rest;
    }

    /// @param organisation who signs; its present officer's signature, or ERC-1271 where that is a contract
    struct Signature {
        address organisation;
        bytes signature;
    }

    /// @param number of the action, from 1; also what its signers signed
    struct Running {
        address organisation;
        uint48 until;
        uint64 number;
    }

    event SettingsSet(Settings settings);
    event EmergencySuspension(address indexed organisation, uint64 indexed number, uint48 until, address[] signers);
    event EmergencyRatified(address indexed organisation, uint64 indexed number);
    event EmergencyLapsed(address indexed organisation, uint64 indexed number);

    error InvalidSettings();
    error ActionExpired(uint64 notAfter);
    error WrongNumber(uint64 expected, uint64 found);
    error TooFewSigners(uint256 needed, uint256 found);
    error OneChamberOnly(uint8 chamber);
    error SignersNotAscending(address organisation);
    error SignerNotActive(address organisation);
    error SignerConcerned(address organisation);
    error InvalidSignature(address organisation);
    error Resting(address organisation, uint48 until);
    error NothingRunning();
    error NotLapsed(uint48 until);

    /// @notice Suspends an organisation at once, until the lapse. Anyone may bring it.
    /// @param number of this action: the last one's and one
    /// @param notAfter seconds, the last moment at which it can be brought
    /// @param signatures of EIP-712 Suspension(address organisation,uint64 number,uint64 notAfter), ascending by organisation
    function suspend(address organisation, uint64 number, uint64 notAfter, Signature[] calldata signatures) external;

    /// @notice Makes the running suspension an ordinary one. Only the timelock: a decision of the class Emergency.
    /// @param number which one was meant, so that no decision on one action ratifies another
    function ratify(uint64 number) external;

    /// @notice Books that a suspension is over. It is so without that; anyone may.
    function lapse() external;

    /// @notice Only the timelock: a decision of the class Emergency.
    function setSettings(Settings calldata value) external;

    function settings() external view returns (Settings memory);

    /// @notice What runs, or is over and not booked; all zero else.
    function running() external view returns (Running memory);

    /// @notice How many actions there were.
    function count() external view returns (uint64);

    /// @notice Until when an organisation cannot be suspended, seconds.
    function restsUntil(address organisation) external view returns (uint48);

    /// @notice What signers sign.
    function suspensionDigest(address organisation, uint64 number, uint64 notAfter) external view returns (bytes32);
}
