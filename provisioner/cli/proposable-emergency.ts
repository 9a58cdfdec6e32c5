import { isDeepStrictEqual } from 'node:util'
import type { JsonRpcProvider } from 'ethers'
import type { Consortium, DecisionRule } from '../../network/consortium/consortium.ts'
import { ratificationSeconds } from '../../network/consortium/emergency-defaults.ts'
import { emergencyAction } from '../../network/governance/action.ts'
import { ruleStruct } from '../../network/governance/rule-struct.ts'
import { readEmergency } from '../chain/emergency.ts'
import { readMembers } from '../chain/members.ts'
import { readRules } from '../chain/rules.ts'
import { readConsortium } from '../founding/read-consortium.ts'
import { usage } from './input.ts'
import type { Proposed } from './proposable.ts'

type Settings = Consortium['emergency']

/** `parameter emergency now.yaml`: the settings of emergency actions as a description has them, `quorate export`'s, edited. */
export async function proposedEmergency(file: string, provider: JsonRpcProvider): Promise<Proposed> {
  const { emergency } = await readConsortium(file)
  const active = (await readMembers(provider)).filter(({ status }) => status === 'active').length
  if (emergency.signers >= active) {
    throw usage(
      `Of ${active} members, 2 to ${active - 1} can be asked to sign an emergency action: not whom it is about.`,
    )
  }
  const needed = neededBy((await readRules(provider)).emergency)
  if (emergency.lapseSeconds <= needed)
    throw usage(`${tooShort(emergency, needed)}: propose rule emergency FILE first.`)
  if (isDeepStrictEqual(emergency, await settingsOn(provider))) {
    throw usage(`The settings of emergency actions in ${file} are those in force.`)
  }
  return { action: emergencyAction(emergency) }
}

/**
 * What a new rule of the class emergency leaves as it is, though its file has it otherwise; undefined where that says the same.
 * @throws QuorateError USAGE where actions would lapse before a vote by that rule could ratify them.
 */
export async function emergencyAside(
  file: string,
  { decisions, emergency }: Pick<Consortium, 'decisions' | 'emergency'>,
  provider: JsonRpcProvider,
): Promise<string | undefined> {
  const present = await settingsOn(provider)
  const needed = neededBy(decisions.emergency)
  if (present.lapseSeconds <= needed)
    throw usage(`${tooShort(present, needed)}: propose parameter emergency FILE first.`)
  if (isDeepStrictEqual(emergency, present)) return undefined
  return `not proposed: the other settings that ${file} has for emergency actions. They are a decision of their own: quorate propose parameter emergency ${file}`
}

async function settingsOn(provider: JsonRpcProvider): Promise<Settings> {
  const { signers, lapseSeconds, restSeconds } = await readEmergency(provider)
  return { signers, lapseSeconds, restSeconds }
}

const neededBy = (rule: DecisionRule) => ratificationSeconds(ruleStruct(rule))

function tooShort({ lapseSeconds }: Settings, needed: number): string {
  return `An emergency action would lapse after ${lapseSeconds} s, and a vote that ratifies it may take ${needed} s`
}
