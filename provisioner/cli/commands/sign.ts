import { resolve } from 'node:path'
import { preparedFaults, type Prepared, transactionsSchema, fieldsOf } from '../../../network/transaction/prepared.ts'
import { transactionInWords } from '../../../network/transaction/words.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readDocument } from '../../founding/read.ts'
import { openHome } from '../../home/open-home.ts'
import { unlock } from '../../home/unlock.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { transactionsFaulty } from '../transaction-refusals.ts'

/** Signs what --offline prepared, with the keys of this home. Needs no network: it runs on a machine that has none. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const file = resolve(env.cwd, input.argument(0))
  const home = await openHome(env.home)
  const document = await readDocument(transactionsSchema, file)
  const faults = document.transactions.flatMap((one) => preparedFaults(one, document.chainId))
  if (faults.length > 0) throw transactionsFaulty(file, faults)
  const roleOf = ({ from }: Prepared) => home.record.keys.find(({ address }) => address === from.toLowerCase())?.role
  if (document.transactions.every((one) => roleOf(one) === undefined))
    throw usage(
      `No key of this home is to sign any of it: ${document.transactions.map(({ from }) => from).join(', ')}.`,
    )
  const signers = await unlock(home, env)
  const transactions = await Promise.all(
    document.transactions.map(async (one): Promise<Prepared> => {
      const role = roleOf(one)
      // What is told to the person who signs follows from the bytes, whatever the file says of them.
      const says = transactionInWords({ target: one.to, calldata: one.data })
      if (role === undefined || one.signed !== undefined) return { ...one, says }
      return { ...one, says, signed: await signers.of(role).signTransaction(fieldsOf(one, document.chainId)) }
    }),
  )
  const out = input.text('out') ?? file.replace(/(\.json)?$/, '.signed.json')
  const signed = { ...document, transactions }
  await publish(resolve(env.cwd, out), documentText(signed))
  const lines = transactions.map(
    ({ says, from, nonce, signed: raw }) =>
      `${raw === undefined ? 'left unsigned' : 'signed'}, transaction ${nonce} of ${from}: ${says}`,
  )
  return { json: signed, text: [...lines, `Next, where the network is: quorate send ${out}`], good: true }
}
