import { beforeAll, describe, expect, it } from '@jest/globals'
import { canonicalJson } from '../../../network/canonical.ts'
import { checkIdentity } from '../../../network/ceremony/check-lock.ts'
import { found } from '../../../network/ceremony/found.ts'
import { type Founding, foundingSchema } from '../../../network/ceremony/founding.ts'
import { networkId } from '../../../network/ceremony/identity.ts'
import { parseDocument } from '../../../network/document.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { genesisBlock } from '../../../network/genesis/genesis-block.ts'
import type { GenesisFile } from '../../../network/genesis/genesis-file.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, keyOf } from '../../fixtures/founders.ts'

type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T
type Draft = Writable<Founding>
type Entry = Draft['genesis']['alloc'][`0x${string}`]

const mine = addressOf(keyOf('the coordinator')).toLowerCase() as `0x${string}`
const entryAt = (draft: Draft, address: `0x${string}`): Entry => {
  const entry = draft.genesis.alloc[address]
  if (entry === undefined) throw new Error(`nothing stands at ${address}`)
  return entry
}

/** What whoever puts the files together could do before handing the founding round. */
const attacks: Readonly<Record<string, (draft: Draft) => void>> = {
  'gives one chamber a veto': (draft) => {
    const rule = draft.consortium.decisions.upgrade.chambers[1]
    if (rule === undefined) throw new Error('no second chamber')
    rule.veto = true
  },
  'lets one chamber admit': (draft) => {
    draft.consortium.decisions.admission.chambersNeeded = 1
  },
  'makes blocks ten times slower in genesis alone': (draft) => {
    draft.genesis.config.qbft.blockperiodseconds = 20
  },
  'puts another chain id into the settings of genesis': (draft) => {
    draft.genesis.config.chainId = 1
  },
  'adds a setting that Besu would obey': (draft) => {
    Object.assign(draft.genesis.config, { contractSizeLimit: 1 })
  },
  'takes Osaka out of genesis': (draft) => {
    delete draft.genesis.config.osakaTime
  },
  'moves the moment of genesis': (draft) => {
    draft.genesis.timestamp = '0x1'
  },
  'puts its own key among the validators': (draft) => {
    draft.genesis.extraData = draft.genesis.extraData.replace(/94[0-9a-f]{40}/, `94${mine.slice(2)}`) as `0x${string}`
  },
  'gives itself a balance': (draft) => {
    draft.genesis.alloc[mine] = { balance: '0x1', nonce: '0x0', code: '0x', storage: {} }
  },
  'sets a contract of its own beside the others': (draft) => {
    draft.genesis.alloc[mine] = { balance: '0x0', nonce: '0x1', code: '0x33ff', storage: {} }
  },
  'changes one byte of the governor’s code': (draft) => {
    const entry = entryAt(draft, predeploys.ConsortiumGovernor)
    entry.code = entry.code.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) as `0x${string}`
  },
  'changes one slot of the member registry': (draft) => {
    const { storage } = entryAt(draft, predeploys.MemberRegistry)
    const [slot] = Object.keys(storage) as `0x${string}`[]
    if (slot === undefined) throw new Error('no slot')
    storage[slot] = `0x${'0'.repeat(63)}7`
  },
  'drops a slot': (draft) => {
    const { storage } = entryAt(draft, predeploys.ConsortiumTimelock)
    const [slot] = Object.keys(storage) as `0x${string}`[]
    delete storage[slot ?? '0x']
  },
  'swaps the nodes of two members': (draft) => {
    const [, , first, second] = draft.cards
    if (first === undefined || second === undefined) throw new Error('no cards')
    ;[first.nodes, second.nodes] = [second.nodes, first.nodes]
    ;[first.proofs.nodes, second.proofs.nodes] = [second.proofs.nodes, first.proofs.nodes]
  },
  'leaves a founder out': (draft) => {
    draft.cards.pop()
  },
  'calls a real founding a rehearsal': (draft) => {
    draft.rehearsal = true
  },
}

/** The attacker is no fool: ids and hashes are those of what the file now holds. */
async function dressedUp(draft: Draft): Promise<Draft> {
  const block = await genesisBlock(draft.genesis as unknown as GenesisFile)
  const ids = { stateRoot: block.stateRoot, genesisHash: block.hash, networkId: networkId(draft.chainId, block.hash) }
  return { ...draft, ...ids }
}

describe('a coordinator who', () => {
  let honest: Founding
  beforeAll(async () => {
    honest = await founded(example('four-members'))
  }, 60_000)

  it('changes nothing passes, so that the attacks below fail for their own reason', async () => {
    expect(await derivedAgain(honest)).toBe('the same')
    expect(await checkIdentity(honest, 'founding.json')).toEqual([])
  })

  it.each(Object.keys(attacks))(
    '%s is caught when a founder derives the network again',
    async (name) => {
      const draft: Draft = structuredClone(honest)
      attacks[name]?.(draft)
      const forged = await dressedUp(draft)
      expect(canonicalJson(forged) === canonicalJson(honest)).toBe(false)
      const read = parseDocument(foundingSchema, JSON.stringify(forged), 'founding.json')
      expect(read.ok ? await derivedAgain(read.value) : 'unreadable').not.toBe('the same')
    },
    60_000,
  )

  /** Those that swap state under hashes that fit it: only running the contracts again, as every founder does, tells. */
  const needsTheContracts = new Set([
    'gives itself a balance',
    'sets a contract of its own beside the others',
    'changes one byte of the governor’s code',
    'changes one slot of the member registry',
    'drops a slot',
  ])

  it.each(Object.keys(attacks))('%s is caught by a check of the file alone, or needs the contracts', async (name) => {
    const draft: Draft = structuredClone(honest)
    attacks[name]?.(draft)
    const codes = async (founding: Founding) => (await checkIdentity(founding, 'founding.json')).map(({ code }) => code)
    expect(await codes(draft)).not.toEqual([])
    expect((await codes(await dressedUp(draft))).length === 0).toBe(needsTheContracts.has(name))
  })
})

/** What `approve` does before it signs. */
async function derivedAgain(founding: Founding): Promise<string> {
  const cards = founding.cards.map((card) => ({ file: 'founding.json', card }))
  const derived = await found(founding.consortium as never, cards, founding.rehearsal)
  if (!derived.ok) return derived.problems.map(({ code }) => code).join()
  return canonicalJson(derived.founding) === canonicalJson(founding) ? 'the same' : 'another'
}
