import { access } from './access.ts'
import { clock } from './clock.ts'
import { type DoctorCode, doctorCodes } from './codes.ts'
import type { DoctorEntry, Level } from './entry.ts'
import { configuration } from './configuration.ts'
import { answersOf, type Facts } from './facts.ts'
import type { DoctorFinding } from './finding.ts'
import { gas } from './gas.ts'
import { lists } from './lists.ts'
import { maintenance } from './maintenance.ts'
import { logSigns } from './log-signs.ts'
import { ownNodes } from './own-nodes.ts'
import { ownEnode, ownRoutes, peers } from './peers.ts'
import { stall } from './stall.ts'
import { storage } from './storage.ts'
import { validators } from './validators.ts'
import { unread } from './unread.ts'
import { versions } from './versions.ts'
import { votes } from './votes.ts'

export interface Examination {
  /** The worst first; of one level in the order of the rules. */
  readonly findings: readonly DoctorFinding[]
  /**
   * What nobody could judge: it takes a token and none was given or taken, or what shows it could not be read from here.
   * That none of it was found means nothing.
   */
  readonly notAsked: readonly DoctorCode[]
}

const RULES = [
  ownNodes,
  stall,
  validators,
  clock,
  peers,
  ownEnode,
  ownRoutes,
  lists,
  maintenance,
  votes,
  versions,
  gas,
  access,
  configuration,
  storage,
  logSigns,
] as const

const ORDER: readonly Level[] = ['error', 'warning', 'note']

/** What is wrong, by what was learnt. Pure; a rule that lacks its facts finds nothing. */
export function examine(facts: Facts): Examination {
  const all = RULES.flatMap((rule) => rule(facts))
  const found = new Set(all.map(({ code }) => code))
  const asked = facts.nodes.some((node) => answersOf(node) !== undefined)
  return {
    findings: ORDER.flatMap((level) => once(all.filter((one) => one.level === level))),
    notAsked: [...new Set([...(asked ? [] : byToken), ...unread(facts)])].filter((code) => !found.has(code)),
  }
}

const byToken = (Object.entries(doctorCodes) as [DoctorCode, DoctorEntry][])
  .filter(([code, { by }]) => by === 'token' && code !== 'TOKEN_REFUSED')
  .map(([code]) => code)

/** Two rules may see one thing; the first told most of it. */
function once(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const same = (one: DoctorFinding) => (other: DoctorFinding) =>
    one.code === other.code && one.subject === other.subject
  return findings.filter((one, i) => findings.findIndex(same(one)) === i)
}
