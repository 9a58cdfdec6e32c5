import { resolve } from 'node:path'
import { isoOf } from '../../../network/fields.ts'
import {
  type EmergencyAction,
  type EmergencySignature,
  emergencyActionSchema,
  emergencyDigest,
  emergencyInWords,
  emergencySignatureSchema,
  suspendCall,
} from '../../../network/governance/emergency.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { asMember } from '../../chain/as-member.ts'
import { readEmergency } from '../../chain/emergency.ts'
import type { Environment } from '../../environment.ts'
import { readDocument } from '../../founding/read.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { refuseOther } from './sign.ts'

/** Brings an action with its signatures; any member may. It runs with its block. */
export async function submitAction(given: readonly string[], _: Input, env: Environment): Promise<Answer> {
  const [file, ...signatureFiles] = given.map((path) => resolve(env.cwd, path))
  if (file === undefined || signatureFiles.length === 0) {
    throw usage('Give the action and its signatures: emergency submit ACTION SIGNATURE…')
  }
  const action = await readDocument(emergencyActionSchema, file)
  const signatures = await Promise.all(signatureFiles.map((path) => signatureIn(path, action)))
  return asMember(env, async (at) => {
    refuseOther(action, at.location.lock)
    const what = `the emergency action ${action.number}`
    const receipt = await at.send({ contract: 'EmergencyCouncil', data: suspendCall(action, signatures), what })
    const { running } = await readEmergency(at.provider)
    const until = running === null ? null : isoOf(running.until)
    return {
      json: {
        number: action.number,
        member: action.member,
        until,
        signers: signatures.map(({ member }) => member),
        transaction: receipt.hash,
        block: receipt.blockNumber,
      },
      text: [
        `Done: ${emergencyInWords(action)}`,
        `  over by itself at ${until}, unless a vote ratifies it: quorate propose ratify ${action.member}`,
      ],
      good: true,
    }
  })
}

/** The contract judges who signed; that it is about this action shows here already, with the file. */
async function signatureIn(file: string, action: EmergencyAction): Promise<EmergencySignature> {
  const signed = await readDocument(emergencySignatureSchema, file)
  if (signed.digest === emergencyDigest(action)) return signed
  throw new QuorateError('EMERGENCY_SIGNATURE_OTHER', `${file} is a signature of another action.`, {
    facts: { file, member: signed.member, found: signed.digest, expected: emergencyDigest(action) },
    remedy: `Have ${signed.member} sign this one: quorate emergency sign ACTION.`,
  })
}
