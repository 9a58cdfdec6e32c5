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
import type { Hex } from '../../../network/hex.ts'
import { mutableTypes, typedPayload } from '../../../network/typed-data.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readDocument, readLock } from '../../founding/read.ts'
import { type Home, homePaths } from '../../home/home.ts'
import { openHome } from '../../home/open-home.ts'
import { unlock } from '../../home/unlock.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { readProof } from '../read-proof.ts'

/**
 * Signs an emergency action with the member's officer, after saying what it does. Needs no chain: only the agreed lock. For an
 * officer elsewhere, `--to-sign` writes what it signs, and `--officer-proof` takes what came of it; neither needs a key.
 */
export async function signAction(given: readonly string[], input: Input, env: Environment): Promise<Answer> {
  const [file, ...more] = given
  if (file === undefined || more.length > 0) throw usage('Give one action: emergency sign ACTION.')
  const action = await readDocument(emergencyActionSchema, resolve(env.cwd, file))
  const home = await openHome(env.home)
  const { member } = home.record
  refuseOther(action, await readLock(homePaths.agreed(home.dir)))
  if (member === action.member) throw usage(`${member} signs nothing that is about itself.`)
  const [toSign, proof] = [input.text('toSign'), input.text('officerProof')]
  if (toSign !== undefined && proof !== undefined) throw usage('Give --to-sign first, and then --officer-proof.')
  if (toSign !== undefined) return written(action, resolve(env.cwd, toSign))
  const signature = proof === undefined ? await signedBy(home, env, action) : await readProof(env.cwd, proof)
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

async function signedBy(home: Home, env: Environment, action: EmergencyAction): Promise<Hex> {
  env.progress(`${home.record.member} signs: ${emergencyInWords(action)}`)
  const data = emergencyTypedData(action)
  const officer = (await unlock(home, env)).of('officer')
  return officer.signTypedData(data.domain, mutableTypes(data), data.message)
}

/** For a wallet, or the owners of a contract: what eth_signTypedData_v4 takes, and its digest. */
async function written(action: EmergencyAction, file: string): Promise<Answer> {
  await publish(file, documentText(typedPayload(emergencyTypedData(action))))
  const [digest, says] = [emergencyDigest(action), emergencyInWords(action)]
  return {
    json: { digest, says, file },
    text: [
      `To be signed in ${file}: ${says}`,
      `  digest ${digest}`,
      'Next, with the wallet’s or contract’s answer in a file: quorate emergency sign ACTION --officer-proof FILE',
    ],
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
