import { resolve } from 'node:path'
import type { Lock } from '../../../network/ceremony/lock.ts'
import {
  type EmergencyAction,
  type EmergencySignature,
  emergencyActionSchema,
  emergencyDigest,
  emergencyInWords,
  emergencyTypedData,
} from '../../../network/governance/emergency.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { mutableTypes } from '../../../network/typed-data.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readDocument, readLock } from '../../founding/read.ts'
import { homePaths } from '../../home/home.ts'
import { openHome } from '../../home/open-home.ts'
import { unlock } from '../../home/unlock.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Signs an emergency action with the member's officer, after saying what it does. Needs no chain: only the agreed lock. */
export async function signAction(given: readonly string[], input: Input, env: Environment): Promise<Answer> {
  const [file, ...more] = given
  if (file === undefined || more.length > 0) throw usage('Give one action: emergency sign ACTION.')
  const action = await readDocument(emergencyActionSchema, resolve(env.cwd, file))
  const home = await openHome(env.home)
  const { member } = home.record
  refuseOther(action, await readLock(homePaths.agreed(home.dir)))
  if (member === action.member) throw usage(`${member} signs nothing that is about itself.`)
  env.progress(`${member} signs: ${emergencyInWords(action)}`)
  const data = emergencyTypedData(action)
  const officer = (await unlock(home, env)).of('officer')
  const signature = await officer.signTypedData(data.domain, mutableTypes(data), data.message)
  const digest = emergencyDigest(action)
  const signed: EmergencySignature = { format: 'quorate/emergency-signature/1', member, digest, signature }
  const out = resolve(env.cwd, input.text('out') ?? `${member}.emergency-signature.json`)
  await publish(out, documentText(signed))
  return {
    json: { ...signed, says: emergencyInWords(action), file: out },
    text: [`Signed by ${member}: ${emergencyInWords(action)}`, `  signature in ${out}`],
    good: true,
  }
}

/** An action of another network is not signed by accident, though its signature would count for nothing here. */
export function refuseOther(action: EmergencyAction, { founding }: Lock): void {
  const other = (['networkId', 'foundingId', 'chainId'] as const).find((field) => action[field] !== founding[field])
  if (other === undefined) return
  throw new QuorateError('EMERGENCY_OF_OTHER_NETWORK', 'This action is of another network than the home.', {
    facts: { field: other, found: action[other], expected: founding[other] },
    remedy: 'Have it drafted in this network: quorate emergency suspend MEMBER.',
  })
}
