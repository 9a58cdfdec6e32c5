import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Transaction, Wallet } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import { holdOf } from '../../../provisioner/agent/open-hold.ts'
import type { Location } from '../../../provisioner/chain/location.ts'
import { type Home, homePaths } from '../../../provisioner/home/home.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { readJournal } from '../../../provisioner/journal/read-journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { NewcomersNode } from '../../stand-ins/newcomers-node.ts'
import { newFolder } from '../home/folders.ts'

const CHAIN = 31_337
const [officer, agent] = [new Wallet(`0x${'17'.repeat(32)}`), new Wallet(`0x${'18'.repeat(32)}`)]

let node: NewcomersNode
let dir: string

beforeEach(async () => {
  node = await NewcomersNode.start({ chainId: CHAIN, height: () => 100 })
  dir = await newFolder()
  await writeFile(homePaths.record(dir), '{}')
})

afterEach(() => {
  node.stop()
})

/** What a killed command of this account left: its node has it, and no other heard of it. */
async function left(by: Wallet): Promise<string> {
  const fields = { type: 0, chainId: CHAIN, to: by.address, gasPrice: 0, gasLimit: 25_000, nonce: 0 }
  const raw = await by.signTransaction(fields)
  const hash = Transaction.from(raw).hash ?? ''
  const journal = await openJournal(homePaths.journal(dir), () => 0)
  await journal.append({ event: 'transaction.signed', chainId: CHAIN, what: 'a trial', hash, raw, block: 50 })
  await journal.close()
  await node.provider.broadcastTransaction(raw)
  return raw
}

function holding() {
  return holdOf({
    home: { dir } as Home,
    location: { lock: { founding: { chainId: CHAIN } } } as Location,
    signers: {
      of: (role) => new KeystoreSigner(new PrivateKey((role === 'officer' ? officer : agent).privateKey as Hex)),
    },
    env: { now: () => 0, signal: new AbortController().signal },
    provider: () => node.provider,
  })
}

const signings = async () =>
  (await readJournal(homePaths.journal(dir))).lines.flatMap(({ event, raw }) =>
    event === 'transaction.signed' ? [Transaction.from(String(raw)).from] : [],
  )

describe('what an agent finds signed in its home, and no other node heard of', () => {
  it('it signs anew where it is its own', async () => {
    await left(agent)
    node.letIn = true
    await holding().with(async () => undefined)
    expect(await signings()).toEqual([agent.address, agent.address])
    expect(node.mined).toHaveLength(1)
  }, 20_000)

  it('it gives once more as it is where it is the officer’s, whose key is not its to use, and goes on', async () => {
    const raw = await left(officer)
    node.letIn = true
    expect(await holding().with(async () => 'said')).toBe('said')
    expect(node.given).toEqual([raw, raw])
    expect(await signings()).toEqual([officer.address])
  }, 20_000)
})
