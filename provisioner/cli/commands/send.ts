import { resolve } from 'node:path'
import {
  hashOf,
  type Prepared,
  preparedFaults,
  signedFaults,
  transactionsSchema,
} from '../../../network/transaction/prepared.ts'
import { transactionInWords } from '../../../network/transaction/words.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { asMember } from '../../chain/as-member.ts'
import { sendSigned, type SignedElsewhere } from '../../chain/send-signed.ts'
import type { Environment } from '../../environment.ts'
import { readDocument } from '../../founding/read.ts'
import { readText } from '../../founding/read-text.ts'
import { refuseOvertakenSince } from '../../upgrades/refuse-overtaken.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { transactionOther, transactionsFaulty } from '../transaction-refusals.ts'

/** Sends what was prepared here and signed elsewhere, if it is that and nothing else. Run again, it sends nothing twice. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const file = resolve(env.cwd, input.argument(0))
  const { networkId, chainId, transactions } = await readDocument(transactionsSchema, file)
  const faults = transactions.flatMap((one) => preparedFaults(one, chainId))
  if (faults.length > 0) throw transactionsFaulty(file, faults)
  const signatures = await signaturesOf(input, env, transactions)
  const ready = transactions.map((one, i) => signedOf(file, { one, chainId, raw: signatures[i] }))
  return asMember(env, async (at) => {
    const own = at.location.lock.founding
    if (own.networkId !== networkId || own.chainId !== chainId) throw foreign(file, networkId, own.networkId)
    const sent: { what: string; transaction: string; block: number }[] = []
    for (const [i, signed] of ready.entries()) {
      const inBlock = (await at.provider.getTransactionReceipt(signed.hash)) !== null
      const one = transactions[i]
      if (!inBlock && one !== undefined) await refuseOvertakenSince(at.provider, { ...one, says: signed.what })
      const { hash, blockNumber } = await sendSigned(at, signed)
      sent.push({ what: signed.what, transaction: hash, block: blockNumber })
    }
    return { json: { sent }, text: sent.map(({ what, block }) => `${what}: in block ${block}`), good: true }
  })
}

/** From the file itself, or raw from files of an ordinary tool: one each, in order. */
async function signaturesOf(
  input: Input,
  env: Environment,
  prepared: readonly Prepared[],
): Promise<(string | undefined)[]> {
  const given = input.list('signed')
  if (given.length === 0) return prepared.map(({ signed }) => signed)
  if (given.length !== prepared.length)
    throw usage(`--signed names ${given.length} files, and ${prepared.length} transactions were prepared.`)
  return Promise.all(given.map(async (path) => (await readText(resolve(env.cwd, path))).trim()))
}

function signedOf(
  file: string,
  { one, chainId, raw }: { readonly one: Prepared; readonly chainId: number; readonly raw: string | undefined },
): SignedElsewhere {
  const what = transactionInWords({ target: one.to, calldata: one.data })
  if (raw === undefined)
    throw usage(`"${what}" is not signed yet: quorate sign, or --signed with a file of the raw transaction.`)
  const differs = signedFaults(one, chainId, raw)
  if (differs.length > 0) throw transactionOther(file, what, differs)
  return { raw, hash: hashOf(raw), what }
}

function foreign(file: string, found: string, expected: string): QuorateError {
  return new QuorateError('NETWORK_OTHER', `${file} was prepared for another network than this home's.`, {
    facts: { file, found, expected },
    remedy: 'Send it with a home of the network that it was prepared for.',
  })
}
