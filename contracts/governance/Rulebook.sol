// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumGovernor} from "../interfaces/IConsortiumGovernor.sol";
import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {Predeploys} from "./Predeploys.sol";
import {Recording} from "./Recording.sol";

/// @title The rules of every class, each version kept
/// @notice Versions are only appended, so a proposal made under one is judged by it whatever is set later.
abstract contract Rulebook is IConsortiumGovernor {
    /// @dev A rule with its place; the first word holds all but the chambers.
    struct Enacted {
        uint32 votingDelay;
        uint32 votingPeriod;
        uint32 timelock;
        uint32 grace;
        uint8 chambersNeeded;
        Class class;
        uint32 version;
        ChamberRule[] chambers;
    }

    uint256 internal constant WHOLE = 10_000;

    mapping(uint24 id => Enacted) private _enacted;
    mapping(Class class => uint24 id) private _inForce;
    uint24 private _lastId;
    uint256[47] private _gap;

    /// @inheritdoc IConsortiumGovernor
    function ruleFor(Class class) public view returns (Rule memory rule, uint32 version) {
        return _ruleAt(_inForce[class]);
    }

    function _enact(Class class, Rule calldata rule) internal {
        _validate(class, rule);
        uint32 version = _enacted[_inForce[class]].version + 1;
        uint24 id = ++_lastId;
        Enacted storage enacted = _enacted[id];
        enacted.votingDelay = rule.votingDelay;
        enacted.votingPeriod = rule.votingPeriod;
        enacted.timelock = rule.timelock;
        enacted.grace = rule.grace;
        enacted.chambersNeeded = rule.chambersNeeded;
        enacted.class = class;
        enacted.version = version;
        enacted.chambers = rule.chambers;
        _inForce[class] = id;
        emit RuleSet(class, version, rule);
        Recording.record(IGovernanceLog.Kind.RuleSet, abi.encode(class, version, rule));
    }

    function _ruleIdFor(Class class) internal view returns (uint24) {
        return _inForce[class];
    }

    function _enactedAt(uint24 id) internal view returns (Enacted storage) {
        return _enacted[id];
    }

    function _ruleAt(uint24 id) internal view returns (Rule memory, uint32 version) {
        Enacted storage enacted = _enacted[id];
        Rule memory rule = Rule({
            votingDelay: enacted.votingDelay,
            votingPeriod: enacted.votingPeriod,
            timelock: enacted.timelock,
            grace: enacted.grace,
            chambersNeeded: enacted.chambersNeeded,
            chambers: enacted.chambers
        });
        return (rule, enacted.version);
    }

    /// @dev Only the shape is judged here; whether a rule is wise is for those who vote on it.
    function _validate(Class class, Rule calldata rule) private view {
        uint256 chambers = IMemberRegistry(Predeploys.MEMBER_REGISTRY).chambers().length;
        bool sound =
            rule.votingPeriod > 0 &&
                rule.grace > 0 &&
                rule.chambersNeeded > 0 &&
                rule.chambersNeeded <= chambers &&
                rule.chambers.length == chambers;
        for (uint256 i = 0; sound && i < chambers; ++i) {
            ChamberRule calldata chamber = rule.chambers[i];
            sound = chamber.quorum <= WHOLE && chamber.majority >= WHOLE / 2 && chamber.majority < WHOLE;
        }
        if (!sound) revert InvalidRule(class);
    }
}
