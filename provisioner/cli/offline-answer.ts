import { resolve } from 'node:path'
import type { Transactions } from '../../network/transaction/prepared.ts'
import { type Offline, PreparedOnly } from '../chain/offline.ts'
import type { Environment } from '../environment.ts'
import { documentText, publish } from '../founding/publish.ts'
import type { Answer } from './command.ts'
import { usage } from './input.ts'

/** Runs a command so that it only prepares what it would send, and writes that to a file. */
export async function offlineAnswer(
  file: string,
  env: Environment,
  command: (env: Environment) => Promise<Answer>,
): Promise<Answer> {
  const offline: Offline = { prepared: [], network: undefined }
  await command({ ...env, offline }).catch((error: unknown) => {
    if (!(error instanceof PreparedOnly)) throw error
  })
  const { prepared, network } = offline
  if (network === undefined || prepared.length === 0)
    throw usage('This command sends no transaction that could be prepared.')
  const document: Transactions = {
    format: 'quorate/transactions/1',
    ...network,
    gasPrice: '0x0',
    transactions: prepared,
  }
  await publish(resolve(env.cwd, file), documentText(document))
  return {
    json: document,
    text: [
      ...prepared.map(({ says, from, nonce }) => `${from}, nonce ${nonce}: ${says}`),
      `Written to ${file}, not sent. Sign it where the key is: quorate sign ${file}, or any tool that signs the bytes in "unsigned".`,
    ],
    good: true,
  }
}
