import { resolve } from 'node:path'
import { isoOf } from '../../../network/fields.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
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
import { organisationId } from '../../../network/slug.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { approves, isContract } from '../../chain/contract-account.ts'
import { readEmergency } from '../../chain/emergency.ts'
import { read } from '../../chain/read.ts'
import type { Environment } from '../../environment.ts'
import { readDocument } from '../../founding/read.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { refuseOther } from './sign.ts'

/** A signature, and the file that it came in. */
interface Given extends EmergencySignature {
  readonly file: string
}

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
    await refuseUnbacked(at, signatures)
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

/** That it is about this action shows here already, with the file. */
async function signatureIn(file: string, action: EmergencyAction): Promise<Given> {
  const signed = await readDocument(emergencySignatureSchema, file)
  if (signed.digest === emergencyDigest(action)) return { ...signed, file }
  throw new QuorateError('EMERGENCY_SIGNATURE_OTHER', `${file} is a signature of another action.`, {
    facts: { file, member: signed.member, found: signed.digest, expected: emergencyDigest(action) },
    remedy: `Have ${signed.member} sign this one: quorate emergency sign ACTION.`,
  })
}

/**
 * Whose present officer stands behind its signature, by its key or its contract, is asked as the council will ask; all that do not
 * are told at once, with their files. How many and who may sign, the contract judges.
 */
async function refuseUnbacked({ provider }: AtWork, signatures: readonly Given[]): Promise<void> {
  const asked = await Promise.all(
    signatures.map(async ({ file, member, digest, signature }) => {
      const { officer: account } = await read(provider, 'MemberRegistry', 'organisation', organisationId(member))
      const good = await approves(provider, { account, digest, signature, asker: predeploys.EmergencyCouncil })
      if (good) return []
      return [{ file, member, officer: account, isContract: await isContract(provider, account) }]
    }),
  )
  const refused = asked.flat()
  if (refused.length === 0) return
  const whose = refused.map(({ member }) => member).join(', ')
  throw new QuorateError('EMERGENCY_SIGNATURE_REFUSED', `The present officer does not stand behind it: ${whose}.`, {
    facts: { refused },
    remedy:
      'Have each sign this action by its present officer: quorate emergency sign ACTION, with --to-sign and --officer-proof where that is a wallet or an ERC-1271 contract. Nothing was sent.',
  })
}
