import { z } from 'zod'
import { forks } from './chain-defaults.ts'
import { decisionClasses } from './decision-class.ts'
import { limits } from './limits.ts'
import { calendarDate } from './schema/calendar.ts'
import { choice } from './schema/choice.ts'
import { list } from './schema/list.ts'
import { mapping } from './schema/mapping.ts'
import { chamberName, consortiumName, memberName, nodeName, publicChainName } from './schema/names.ts'
import { wholeNumber } from './schema/whole-number.ts'

const chamberRule = mapping({
  quorumBasisPoints: wholeNumber(...limits.quorumBasisPoints),
  majorityBasisPoints: wholeNumber(...limits.majorityBasisPoints),
  veto: z.boolean({ error: 'true or false' }),
})

const decisionRule = mapping({
  votingDelaySeconds: wholeNumber(...limits.waitSeconds),
  votingPeriodSeconds: wholeNumber(...limits.periodSeconds),
  timelockSeconds: wholeNumber(...limits.waitSeconds),
  graceSeconds: wholeNumber(...limits.periodSeconds),
  chambersNeeded: wholeNumber(1, limits.chambers.max),
  chambers: list(chamberRule, 'chamber rules, in the order of the chambers', limits.chambers),
})

const node = mapping({ name: nodeName, duty: choice(['validator', 'observer']) })

const member = mapping({ name: memberName, chamber: chamberName, nodes: list(node, 'nodes', limits.nodes) })

/**
 * A consortium as read: every default filled in, plain JSON, durations in seconds, shares in basis points, moments in
 * unix seconds. Two files that say the same give equal objects, but for the order of what `canonicalConsortium` sorts.
 */
export const consortiumSchema = mapping({
  format: choice(['quorate/consortium/1']),
  name: consortiumName,
  chainId: wholeNumber(...limits.chainId),
  foundedAt: wholeNumber(946_684_800, 4_102_444_799),
  chain: mapping({
    blockPeriodSeconds: wholeNumber(...limits.blockPeriodSeconds),
    requestTimeoutSeconds: wholeNumber(...limits.requestTimeoutSeconds),
    epochLength: wholeNumber(...limits.epochLength),
    fork: choice(forks),
    gasLimit: wholeNumber(...limits.gasLimit),
  }),
  chambers: list(chamberName, 'chambers', limits.chambers),
  decisions: z.record(z.enum(decisionClasses), decisionRule, {
    error: `a rule for each of ${decisionClasses.join(', ')}`,
  }),
  members: list(member, 'members', limits.members),
  checkpoints: mapping({
    everySeconds: wholeNumber(...limits.everySeconds),
    threshold: wholeNumber(...limits.threshold),
    publicChains: list(
      mapping({ name: publicChainName, chainId: wholeNumber(...limits.chainId) }),
      'public chains',
      limits.publicChains,
    ),
  }),
  emergency: mapping({
    signers: wholeNumber(...limits.emergencySigners),
    lapseSeconds: wholeNumber(...limits.lapseSeconds),
    restSeconds: wholeNumber(...limits.periodSeconds),
  }),
  privacy: mapping({ reassessBy: calendarDate, suite: choice(['hmac-sha256/secp256k1']) }),
})

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T

export type Consortium = DeepReadonly<z.output<typeof consortiumSchema>>
export type Chain = Consortium['chain']
export type Member = Consortium['members'][number]
export type ConsortiumNode = Member['nodes'][number]
export type Duty = ConsortiumNode['duty']
export type DecisionRule = Consortium['decisions']['admission']
export type ChamberRule = DecisionRule['chambers'][number]
