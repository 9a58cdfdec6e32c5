import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Transaction } from 'ethers'
import type { Registry } from '../../../network/agent/registry.ts'
import { type Anchoring, anchorOnce } from '../../../provisioner/agent/anchoring.ts'
import { sharedHold } from '../../../provisioner/agent/hold.ts'
import { anchorAbi } from '../../../provisioner/anchors/anchor.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import type { Location } from '../../../provisioner/chain/location.ts'
import { type Journal, openJournal } from '../../../provisioner/journal/journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { PublicChainStandIn } from '../../stand-ins/public-chain-stand-in.ts'
import { newFolder } from '../home/folders.ts'

const CHAIN = 8453
const relayer = new KeystoreSigner(PrivateKey.generate(randomBytes))
const chain = new PublicChainStandIn()
let journal: Journal | undefined

afterEach(async () => {
  chain.stop()
  await journal?.close()
})

/** Whose checkpoint 1 is decided, and where its anchor has none yet. */
function locationAt(rpc: string): Location {
  const checkpoints = { everySeconds: 3600, threshold: 1, publicChains: [{ name: 'base', chainId: CHAIN }] }
  const cards = [{ checkpoint: `0x${'0b'.repeat(20)}` }]
  const founding = { networkId: `0x${'0c'.repeat(32)}`, cards, consortium: { checkpoints } }
  return { publicChains: { base: [rpc] }, lock: { founding } } as unknown as Location
}

const emptyAnchor = ([call]: readonly unknown[]) => {
  const { data } = call as { data: string }
  if (data !== anchorAbi.encodeFunctionData('head')) return anchorAbi.encodeFunctionResult('isOverdue', [false])
  return anchorAbi.encodeFunctionResult('head', [[`0x${'00'.repeat(32)}`, 0, 0, 0, 0, 0, 1, 1, false, false]])
}

/** A home that says how many have it open. */
async function countedHome(dir: string) {
  const seen = { open: 0, opened: 0 }
  const lines = await openJournal(join(dir, 'journal.ndjson'), Date.now)
  journal = lines
  const at = { journal: lines, home: { dir }, signer: () => relayer } as unknown as AtWork
  const hold = sharedHold(async (work) => {
    seen.open += 1
    seen.opened += 1
    await work({ journal: lines, at: async () => at })
    seen.open -= 1
  })
  return { seen, hold, journal: lines }
}

async function signedEarlier(to: Journal): Promise<void> {
  const fields = { type: 2, chainId: CHAIN, nonce: 0, to: relayer.address, gasLimit: 21_000n, maxFeePerGas: 10n ** 10n }
  const raw = await relayer.signTransaction(fields)
  const hash = Transaction.from(raw).hash ?? ''
  await to.append({ event: 'transaction.signed', chainId: CHAIN, what: 'an anchoring', hash, raw })
}

describe('an agent that waits for a block of a public chain', () => {
  it('does not have the home meanwhile: the member’s commands, and the agent’s other parts, need it', async () => {
    const rpc = await chain.start()
    chain.lies = { eth_chainId: () => `0x${CHAIN.toString(16)}`, eth_call: emptyAnchor }
    const { seen, hold, journal: lines } = await countedHome(await newFolder())
    await signedEarlier(lines)
    const member = 'hospital-north'
    const registry = { members: [{ name: member, status: 'active' }] } as unknown as Registry
    const anchoring: Anchoring = {
      ...{ member, location: locationAt(rpc), hold, now: () => 0, told: () => undefined, purseParts: async () => 30 },
      ...{ standing: () => ({ registry, decided: 1, epoch: 1 }), signal: new AbortController().signal },
      relayer: () => relayer,
      provider: () => {
        throw new Error('the consortium’s own chain was asked while the public one was waited for')
      },
    }
    const pass = anchorOnce('base', anchoring, { waiting: new Map(), delay: 10 }).catch((error: unknown) => error)
    let over = false
    void pass.then(() => {
      over = true
    })
    while (chain.given.length === 0 && !over) await new Promise((resolve) => setTimeout(resolve, 10))
    expect([seen.opened > 0, seen.open]).toEqual([true, 0])
    chain.stop()
    await pass
  }, 30_000)
})
