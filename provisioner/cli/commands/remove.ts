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
  const { view, did } = await removeMember({
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
    json: { member, status, removed, did, awaits },
    text: [...did, ...(state === undefined ? awaits.map(awaitedLine) : [state])],
    good: true,
  }
}
