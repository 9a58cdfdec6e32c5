import { resolve } from 'node:path'
import { isoOf } from '../../../network/fields.ts'
import { type EmergencyAction, emergencyDigest, emergencyInWords } from '../../../network/governance/emergency.ts'
import { connectOwn } from '../../chain/connect-own.ts'
import { readEmergency } from '../../chain/emergency.ts'
import { locate } from '../../chain/location.ts'
import { readMembers } from '../../chain/members.ts'
import { chainTime } from '../../chain/wait-until.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import type { Answer } from '../command.ts'
import { secondsIn } from '../duration.ts'
import { type Input, usage } from '../input.ts'

/** Drafts a suspension, for members to sign. It takes no key and changes nothing. */
export async function draftSuspension(given: readonly string[], input: Input, env: Environment): Promise<Answer> {
  const [member, ...more] = given
  if (member === undefined || more.length > 0) throw usage('Give one member: emergency suspend MEMBER.')
  const location = await locate(env.home)
  const { networkId, foundingId, chainId } = location.lock.founding
  const provider = await connectOwn(location, env.home, env)
  try {
    const [members, { actions, signers }] = await Promise.all([readMembers(provider), readEmergency(provider)])
    const active = members.filter(({ status }) => status === 'active').map(({ name }) => name)
    if (!active.includes(member)) throw usage(`No active member is called ${member}; there are ${active.join(', ')}.`)
    const notAfter = isoOf((await chainTime(provider)) + secondsIn(input.text('for') ?? '1d'))
    const format = 'quorate/emergency/1'
    const action: EmergencyAction = {
      format,
      networkId,
      foundingId,
      chainId,
      action: 'suspend',
      member,
      number: actions + 1,
      notAfter,
    }
    const out = resolve(env.cwd, input.text('out') ?? `${member}.emergency.json`)
    await publish(out, documentText(action))
    return {
      json: { ...action, digest: emergencyDigest(action), signersNeeded: signers, file: out },
      text: [
        `Drafted: ${emergencyInWords(action)}`,
        `  action in ${out}`,
        `Next: ${signers} members of two chambers at least sign it: quorate emergency sign ${out}`,
      ],
      good: true,
    }
  } finally {
    provider.destroy()
  }
}
