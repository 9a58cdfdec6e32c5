import { z } from 'zod'
import { chainDefaults, forks } from './chain-defaults.ts'
import { type DecisionClass, decisionClasses } from './decision-class.ts'
import { emergencyDefaults } from './emergency-defaults.ts'
import { limits } from './limits.ts'
import { calendarDate, instant } from './schema/calendar.ts'
import { choice } from './schema/choice.ts'
import { duration } from './schema/duration.ts'
import { list } from './schema/list.ts'
import { mapping } from './schema/mapping.ts'
import { chamberName, consortiumName, memberName, nodeName, publicChainName } from './schema/names.ts'
import { percentage } from './schema/percentage.ts'
import { wholeNumber } from './schema/whole-number.ts'

const chamberRule = mapping({
  quorum: percentage(...limits.quorumBasisPoints)
    .optional()
    .describe('Share of the chamber that has to vote. One vote is always needed.'),
  majority: percentage(...limits.majorityBasisPoints)
    .optional()
    .describe('More than this share of those for or against has to be for. 50% is a simple majority.'),
  veto: z
    .boolean({ error: 'true or false' })
    .optional()
    .describe('When true, more votes against than for in this chamber reject the proposal, whatever the others say.'),
}).meta({ id: 'chamberRule' })

const decisionRule = mapping({
  votingDelay: duration(...limits.waitSeconds)
    .optional()
    .describe('From the proposal to the snapshot of voters.'),
  votingPeriod: duration(...limits.periodSeconds)
    .optional()
    .describe('How long votes are taken.'),
  timelock: duration(...limits.waitSeconds)
    .optional()
    .describe('From passing to the first moment it can be carried out.'),
  grace: duration(...limits.periodSeconds)
    .optional()
    .describe('How long a passed proposal may wait for its next step before it expires.'),
  chambersNeeded: wholeNumber(1, limits.chambers.max).optional().describe('How many chambers have to pass it.'),
  chambers: z
    .record(chamberName, chamberRule, { error: 'a mapping from each chamber to its rule' })
    .optional()
    .describe('The rule of each chamber, by name.'),
}).meta({ id: 'decisionRule' })

const classRules = Object.fromEntries(decisionClasses.map((name) => [name, decisionRule.optional()])) as {
  [Class in DecisionClass]: z.ZodOptional<typeof decisionRule>
}

const chain = mapping({
  blockPeriodSeconds: wholeNumber(...limits.blockPeriodSeconds).default(chainDefaults.blockPeriodSeconds),
  requestTimeoutSeconds: wholeNumber(...limits.requestTimeoutSeconds)
    .optional()
    .describe('First round timeout of QBFT. Twice the block period when left out.'),
  epochLength: wholeNumber(...limits.epochLength)
    .default(chainDefaults.epochLength)
    .describe('Blocks after which validator votes that did not come to a result are forgotten.'),
  fork: choice(forks).default(chainDefaults.fork),
  gasLimit: wholeNumber(...limits.gasLimit).default(chainDefaults.gasLimit),
})

const member = mapping({
  name: memberName.describe('The id on chain. It can never be changed.'),
  chamber: chamberName,
  nodes: list(mapping({ name: nodeName, duty: choice(['validator', 'observer']) }), 'nodes', limits.nodes),
})

const checkpoints = mapping({
  every: duration(...limits.everySeconds).describe('Length of one checkpoint window.'),
  threshold: wholeNumber(...limits.threshold).describe('M: how many members have to sign a checkpoint.'),
  publicChains: list(
    mapping({ name: publicChainName, chainId: wholeNumber(...limits.chainId) }),
    'public chains',
    limits.publicChains,
  ).describe('Where checkpoints are anchored.'),
})

const emergency = mapping({
  signers: wholeNumber(...limits.emergencySigners)
    .optional()
    .describe('How many members, of two chambers at least, sign an emergency action. More than a third when left out.'),
  lapse: duration(...limits.lapseSeconds)
    .optional()
    .describe('When it is over unless ratified. A day more than ratifying takes when left out.'),
  rest: duration(...limits.periodSeconds)
    .default(emergencyDefaults.restSeconds)
    .describe('How long after that the same member cannot be suspended again.'),
})

/** consortium.yaml as its author writes it. What it may leave out is filled in by `normalise`. */
export const descriptionSchema = mapping({
  format: choice(['quorate/consortium/1']),
  name: consortiumName,
  chainId: wholeNumber(...limits.chainId).describe('No other chain that a wallet may know may have it.'),
  foundedAt: instant.describe('The time of the genesis block and the only clock of the founding.'),
  chain: chain.prefault({}),
  chambers: list(chamberName, 'chambers', limits.chambers).describe('Their order is their index on chain.'),
  decisions: mapping({ default: decisionRule.optional(), ...classRules }).describe(
    'What a class of decision leaves out it takes from `default`, field by field.',
  ),
  members: list(member, 'members', limits.members),
  checkpoints,
  emergency: emergency.prefault({}).describe('What a few members may do at once, until all have decided.'),
  privacy: mapping({
    reassessBy: calendarDate.describe('When the data protection assessment is due again.'),
    suite: choice(['hmac-sha256/secp256k1']).default('hmac-sha256/secp256k1'),
  }),
})

export type Description = z.output<typeof descriptionSchema>
export type WrittenRule = z.output<typeof decisionRule>
