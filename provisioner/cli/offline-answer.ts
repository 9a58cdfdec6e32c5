import { resolve } from 'node:path'
import type { Transactions } from '../../network/transaction/prepared.ts'
import { type Offline, PreparedOnly } from '../chain/offline.ts'
import type { Environment } from '../environment.ts'
import { documentText, publish } from '../founding/publish.ts'
import type { Answer } from './command.ts'

/**
 * Runs a command so that it only prepares what it would send, and writes that to a file. Where it had nothing to send, its own
 * answer says why, and no file is written.
 */
export async function offlineAnswer(
  file: string,
  env: Environment,
  command: (env: Environment) => Promise<Answer>,
): Promise<Answer> {
  const offline: Offline = { prepared: [], network: undefined, goesOn: false }
  const own = await command({ ...env, offline }).catch((error: unknown) => {
    if (!(error instanceof PreparedOnly)) throw error
    return undefined
  })
  const { prepared, network, goesOn } = offline
  if (network === undefined || prepared.length === 0) {
    if (own === undefined) throw new RangeError('prepared, and nothing of it is there')
    return { ...own, text: [...own.text, `Nothing is to be signed now; ${file} was not written.`] }
  }
  const document: Transactions = {
    format: 'quorate/transactions/1',
    ...network,
    gasPrice: '0x0',
    transactions: prepared,
  }
  await publish(resolve(env.cwd, file), documentText(document))
  const next = 'Once it is in a block, the same command gives the next transaction, or says what is awaited.'
  return {
    json: document,
    text: [
      ...prepared.map(({ says, from, nonce }) => `${from}, nonce ${nonce}: ${says}`),
      `Written to ${file}, not sent. Sign it where the key is: quorate sign ${file}, or any tool that signs the bytes in "unsigned".`,
      ...(goesOn ? [next] : []),
    ],
    good: true,
  }
}
