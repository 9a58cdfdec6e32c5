import type { PredeployName } from '../../network/genesis/addresses.ts'
import type { Property } from './artifacts.ts'

export interface Mutant {
  readonly what: string
  readonly contract: PredeployName
  readonly refutedBy: Property
  readonly file: string
  /** Each stands once in the file. */
  readonly edits: readonly (readonly [from: string, to: string])[]
}

type Where = Pick<Mutant, 'contract' | 'file'>
const counting: Where = { contract: 'ConsortiumGovernor', file: 'contracts/governance/ChamberCounting.sol' }
const tally: Where = { contract: 'ConsortiumGovernor', file: 'contracts/governance/Tally.sol' }
const classes: Where = { contract: 'ConsortiumGovernor', file: 'contracts/governance/Classes.sol' }
const governor: Where = { contract: 'ConsortiumGovernor', file: 'contracts/governance/ConsortiumGovernor.sol' }
const texts: Where = { contract: 'ConsortiumGovernor', file: 'contracts/governance/Commitment.sol' }
const nodes: Where = { contract: 'NodeRegistry', file: 'contracts/governance/NodeRegistry.sol' }
const votes: Where = { contract: 'MemberRegistry', file: 'contracts/governance/ChamberVotes.sol' }
const members: Where = { contract: 'MemberRegistry', file: 'contracts/governance/MemberRegistry.sol' }
const council: Where = { contract: 'EmergencyCouncil', file: 'contracts/governance/EmergencyCouncil.sol' }

/** For each property a contract that it has to refute, wrong in one place. */
export const mutants: readonly Mutant[] = [
  {
    what: 'lanes of the packed word overlap by a bit',
    refutedBy: 'CountingProperties.check_aVoteEntersItsLaneAndNoOther',
    ...tally,
    edits: [
      [
        'uint192(weight << (chamber * 48 + uint256(support) * 16))',
        'uint192(weight << (chamber * 47 + uint256(support) * 16))',
      ],
    ],
  },
  {
    what: 'a vote is booked on the next seat',
    refutedBy: 'CountingProperties.check_aVoteIsNobodyElses',
    ...counting,
    edits: [['poll.voted.set(index);', 'poll.voted.set(index ^ 1);']],
  },
  {
    what: 'whoever voted may vote again',
    refutedBy: 'CountingProperties.check_whoVotedDoesNotVoteAgain',
    ...counting,
    edits: [['if (poll.voted.get(index)) revert GovernorAlreadyCastVote(organisation);', '']],
  },
  {
    what: 'a majority has only to be met',
    refutedBy: 'TwoChambersProperties.check_twoChambersDecideByTheirRule',
    ...counting,
    edits: [['inFavour * WHOLE > asked.majority', 'inFavour * WHOLE >= asked.majority']],
  },
  {
    what: 'a chamber agrees without having turned out',
    refutedBy: 'TwoChambersProperties.check_twoChambersDecideByTheirRule',
    ...counting,
    edits: [['bool agreed = enough && inFavour', 'bool agreed = inFavour']],
  },
  {
    what: 'the first chamber is not asked about its own keys',
    refutedBy: 'OwnChamberProperties.check_keysNeedTheirOwnChamber',
    ...counting,
    edits: [['needed = chamber + 1 == own', 'needed = chamber == own']],
  },
  {
    what: 'a registry has a seat more than a lane counts',
    refutedBy: 'RollProperties.check_noRegistryHasMoreSeatsThanALaneCounts',
    ...members,
    edits: [['SafeCast.toUint16(_ids.length) - 1', 'SafeCast.toUint16(_ids.length - 1)']],
  },
  {
    what: 'a tie is a veto',
    refutedBy: 'EightChambersProperties.check_eachOfEightChambersIsCounted',
    ...counting,
    edits: [['asked.veto && against > inFavour', 'asked.veto && against >= inFavour']],
  },
  {
    what: 'whoever takes its vote back has it twice',
    refutedBy: 'RollProperties.check_noTwoChoicesMakeOrLoseAVote',
    ...votes,
    edits: [
      ['if (itself || _listed[delegatee][organisation_]) return;', 'if (_listed[delegatee][organisation_]) return;'],
    ],
  },
  {
    what: 'a suspended member keeps its vote',
    refutedBy: 'RollProperties.check_noSuspensionMakesOrLosesAVote',
    ...votes,
    edits: [['return _isOnRollAt(owner, timepoint) && _holderAt(owner', 'return _holderAt(owner']],
  },
  {
    what: 'a barred member is off the roll',
    refutedBy: 'RollProperties.check_noEmergencyMakesOrLosesAVote',
    ...votes,
    edits: [
      [
        'return _isOnRollAt(owner, timepoint) && _holderAt(owner',
        'return _actsAt(owner, timepoint) && _holderAt(owner',
      ],
    ],
  },
  {
    what: 'a choice is of the past as well',
    refutedBy: 'RollProperties.check_whatWasHeldIsHeldForGood',
    ...votes,
    edits: [['_unpack(_chosen[owner].upperLookupRecent(timepoint))', '_unpack(_chosen[owner].latest())']],
  },
  {
    what: 'a vote is late in the last third',
    refutedBy: 'LateProperties.check_aVoteThatLetsItPassLateLeavesAQuarter',
    ...counting,
    edits: [['LATE = 4;', 'LATE = 3;']],
  },
  {
    what: 'what passes already is moved again',
    refutedBy: 'LateProperties.check_noEndMovesFartherThanAQuarter',
    ...counting,
    edits: [['proposalDeadline(proposalId) && !_voteSucceeded(proposalId);', 'proposalDeadline(proposalId);']],
  },
  {
    what: 'every late vote moves the end of what fails',
    refutedBy: 'LateProperties.check_aVoteAgainstMovesNoEnd',
    ...counting,
    edits: [['if (mayTurn && _voteSucceeded(proposalId)) {', 'if (mayTurn) {']],
  },
  {
    what: 'a grace is a second longer',
    refutedBy: 'TimingProperties.check_nothingRunsOutsideItsTime',
    ...governor,
    edits: [['block.timestamp > since + _ruleUsed', 'block.timestamp > 1 + since + _ruleUsed']],
  },
  {
    what: 'a timelock is a second longer',
    refutedBy: 'TimingProperties.check_whatIsInTimeRuns',
    ...governor,
    edits: [['if (block.timestamp < eta) revert', 'if (block.timestamp <= eta) revert']],
  },
  {
    what: 'what ran waits again, and the timelock is not asked',
    refutedBy: 'TimingProperties.check_nothingRunsTwice',
    ...governor,
    edits: [
      [
        'current = super.state(proposalId);',
        'current = super.state(proposalId);\n        if (current == ProposalState.Executed) current = ProposalState.Queued;',
      ],
      ['        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);\n', ''],
    ],
  },
  {
    what: 'a g is a digit',
    refutedBy: 'TextProperties.check_aReasonIsTwoCharactersAnd64Digits',
    ...texts,
    edits: [['(0x80 - 0x67)', '(0x80 - 0x68)']],
  },
  {
    what: 'two thirds are rounded down',
    refutedBy: 'ChangeProperties.check_aChangeAsksForTwoThirds',
    ...nodes,
    edits: [['Math.ceilDiv(2 * uint256(_validating), 3)', '(2 * uint256(_validating)) / 3']],
  },
  {
    what: 'a change begins while another is in flight',
    refutedBy: 'ChangeProperties.check_oneChangeAtATime',
    ...nodes,
    edits: [['if (_change.node != address(0)) revert ChangeInFlight(_change.node);', '']],
  },
  {
    what: 'three validators are enough',
    refutedBy: 'ChangeProperties.check_fourValidatorsStay',
    ...nodes,
    edits: [['FEWEST_VALIDATORS = 4;', 'FEWEST_VALIDATORS = 3;']],
  },
  {
    what: 'one confirmation more than needed is asked for',
    refutedBy: 'ChangeProperties.check_aChangeEndsWhenEnoughHaveConfirmedIt',
    ...nodes,
    edits: [['confirmed >= change.needed', 'confirmed > change.needed']],
  },
  {
    what: 'one chamber is enough for an emergency',
    refutedBy: 'EmergencyProperties.check_oneSignatureIsNeverEnough',
    ...council,
    edits: [['if (chambers & (chambers - 1) == 0)', 'if (chambers == 0)']],
  },
  {
    what: 'who is concerned signs as well',
    refutedBy: 'EmergencyProperties.check_twoSignersAreOfTwoChambers',
    ...council,
    edits: [['if (signer == concerned) revert SignerConcerned(signer);', '']],
  },
  {
    what: 'one signer is counted twice',
    refutedBy: 'EmergencyProperties.check_threeSignersAreOfTwoChambers',
    ...council,
    edits: [['if (signer <= last)', 'if (signer < last)']],
  },
  {
    what: 'settings ask for one signer',
    refutedBy: 'EmergencyProperties.check_noSettingsAskForOneSigner',
    ...council,
    edits: [['FEWEST_SIGNERS = 2;', 'FEWEST_SIGNERS = 1;']],
  },
  {
    what: 'an expulsion is an admission',
    refutedBy: 'ClassProperties.check_everyCallIsOfTheClassInTheTable',
    ...classes,
    edits: [['selector == IMemberRegistry.admit.selector', 'selector == IMemberRegistry.expel.selector']],
  },
  {
    what: 'a rule without its class is one of nodes',
    refutedBy: 'ClassProperties.check_whatIsCutShortIsNoRule',
    ...classes,
    edits: [
      [
        'if (data.length < 36) return IConsortiumGovernor.Class.Upgrade;',
        'if (data.length < 36) return IConsortiumGovernor.Class.Nodes;',
      ],
    ],
  },
  {
    what: 'a longer call is an admission',
    refutedBy: 'ClassProperties.check_whatFollowsIsOfNoAccount',
    ...classes,
    edits: [
      ['return IConsortiumGovernor.Class(class);', 'return IConsortiumGovernor.Class(data.length > 36 ? 0 : class);'],
    ],
  },
]

/** The sources with what is wrong in them. */
export function broken(mutant: Mutant, find: (path: string) => string | undefined) {
  return (path: string): string | undefined => {
    const text = find(path)
    if (path !== mutant.file || text === undefined) return text
    return mutant.edits.reduce((source, [from, to]) => {
      const parts = source.split(from)
      if (parts.length !== 2) throw new Error(`${path} holds ${parts.length - 1} times, not once: ${from}`)
      return parts.join(to)
    }, text)
  }
}
