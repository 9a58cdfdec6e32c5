import { defaultRequestTimeout } from './chain-defaults.ts'
import type { Consortium, DecisionRule } from './consortium.ts'
import { type DecisionClass, decisionClasses } from './decision-class.ts'
import type { Description, WrittenRule } from './description.ts'
import { defaultLapse, defaultSigners, ratificationSeconds } from './emergency-defaults.ts'
import { mergedDecisions } from './merged-decisions.ts'

/** The consortium that a description means. @throws when a rule is not complete: the rules have to be asked first. */
export function normalise(description: Description): Consortium {
  const { chain, checkpoints, decisions, chambers, emergency, ...same } = description
  const merged = mergedDecisions(decisions)
  const rules = decisionClasses.map((name) => [name, complete(merged[name], chambers)] as const)
  return {
    ...same,
    chain: {
      blockPeriodSeconds: chain.blockPeriodSeconds,
      requestTimeoutSeconds: chain.requestTimeoutSeconds ?? defaultRequestTimeout(chain.blockPeriodSeconds),
      epochLength: chain.epochLength,
      fork: chain.fork,
      gasLimit: chain.gasLimit,
    },
    chambers,
    decisions: Object.fromEntries(rules) as Record<DecisionClass, DecisionRule>,
    checkpoints: {
      everySeconds: checkpoints.every,
      threshold: checkpoints.threshold,
      publicChains: checkpoints.publicChains,
    },
    emergency: {
      signers: emergency.signers ?? defaultSigners(description.members.length),
      lapseSeconds: emergency.lapse ?? defaultLapse(ratificationSeconds(timesOf(merged.emergency))),
      restSeconds: emergency.rest,
    },
  }
}

function timesOf({ votingDelay, votingPeriod, timelock }: WrittenRule) {
  return { votingDelay: said(votingDelay), votingPeriod: said(votingPeriod), timelock: said(timelock) }
}

function complete(rule: WrittenRule, chambers: readonly string[]): DecisionRule {
  return {
    votingDelaySeconds: said(rule.votingDelay),
    votingPeriodSeconds: said(rule.votingPeriod),
    timelockSeconds: said(rule.timelock),
    graceSeconds: said(rule.grace),
    chambersNeeded: said(rule.chambersNeeded),
    chambers: chambers.map((name) => {
      const own = said(rule.chambers?.[name])
      return {
        quorumBasisPoints: said(own.quorum),
        majorityBasisPoints: said(own.majority),
        veto: own.veto ?? false,
      }
    }),
  }
}

function said<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('a rule of the description is not complete')
  return value
}
