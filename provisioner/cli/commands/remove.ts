import { awaited } from '../../../network/governance/awaited.ts'
import { isRemoved } from '../../../network/governance/removal-steps.ts'
import { locate } from '../../chain/location.ts'
import { removeMember } from '../../chain/remove-member.ts'
import type { Environment } from '../../environment.ts'
import { openHome } from '../../home/open-home.ts'
import { awaitedLine } from '../../status/status-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** This member's part in letting a member go. Every member runs the same; run again, it goes on. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  return letGo(input.argument(0), input, env)
}

/** @param member who is to go. */
export async function letGo(member: string, input: Input, env: Environment): Promise<Answer> {
  if (env.offline !== undefined) {
    if (input.flag('wait'))
      throw usage('--offline gives one transaction a run, and --wait goes on to the end: one of them.')
    env.offline.goesOn = true
  }
  const [home, location] = await Promise.all([openHome(env.home), locate(env.home)])
  const me = home.record.member
  const { view, did, fleets } = await removeMember({
    env,
    location,
    me,
    member,
    text: input.text('text'),
    wait: input.flag('wait'),
  })
  const removed = isRemoved(view)
  const { status } = view.member
  const awaits = awaited(view.affairs).filter((one) => one.member === null || one.member === member)
  const state = removed ? `${member} is out: no vote, no node, no signature of its own counts any more.` : undefined
  return {
    json: { member, status, removed, did, awaits, fleets },
    text: [
      ...did,
      ...(state === undefined ? awaits.map(awaitedLine) : [state]),
      ...fleetLines(fleets, status === 'active'),
    ],
    good: true,
  }
}

/** By rule devices end with the membership; what is decided about a fleet is the exception. */
function fleetLines(fleets: readonly number[], active: boolean): string[] {
  if (fleets.length === 0) return []
  const ends = active ? 'Invalid once it is out, with every pass to them' : 'Invalid, with every pass to them'
  return [`${ends}: the devices of fleet ${fleets.join(', ')}. To keep one: quorate propose offer-fleet FLEET MEMBER`]
}
