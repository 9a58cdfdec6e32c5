import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkIdentity, checkLock } from '../../../network/ceremony/check-lock.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { foundingId } from '../../../network/ceremony/identity.ts'
import { cardHash } from '../../../network/ceremony/card.ts'
import { type Lock, lockSchema } from '../../../network/ceremony/lock.ts'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { parseDocument } from '../../../network/document.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, cardBodyOf, keyOf, type MemberKeys, sealed, signedCard } from '../../fixtures/founders.ts'

const consortium = example('four-members')
type Path = readonly (string | number)[]

/** Every place in a document where a text, a number or a truth value stands. */
function scalars(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inside]) => scalars(inside, [...path, key]))
}

function changedAt(document: Lock, path: Path, salt: number): unknown {
  const copy = structuredClone(document) as unknown as Record<string, never>
  const inside = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as never, copy)
  const last = path.at(-1) ?? ''
  inside[last] = changed(inside[last], salt)
  return copy
}

/** Another value of the same kind; in a text one character is exchanged for its neighbour. */
function changed(value: unknown, salt: number): unknown {
  if (typeof value === 'number') return value + 1 + (salt % 3)
  if (typeof value === 'boolean') return !value
  const text = String(value)
  const at = text.startsWith('0x') ? 2 + (salt % (text.length - 2)) : salt % text.length
  const neighbour = text[at] === '9' ? '8' : text[at] === 'f' ? 'e' : String.fromCharCode(text.charCodeAt(at) + 1)
  return text.slice(0, at) + neighbour + text.slice(at + 1)
}

describe('a lock', () => {
  let lock: Lock
  beforeAll(async () => {
    lock = sealed(await founded(consortium))
  }, 60_000)

  const found = async (document: unknown) => {
    const read = parseDocument(lockSchema, JSON.stringify(document), 'lock.json')
    return read.ok ? checkLock(read.value, 'lock.json') : read.problems
  }

  it('that all founders signed is sound, after it was written and read too', async () => {
    expect(await found(lock)).toEqual([])
  })

  it('is never sound with any one value in it changed, outside of code and storage', async () => {
    // Of the eight classes of decision, all alike, two.
    const classes = new Set(decisionClasses.slice(2).map(String))
    const paths = scalars(lock).filter((path) => !path.includes('alloc') && !classes.has(String(path[3])))
    expect(paths.length).toBeGreaterThan(150)
    for (const [salt, path] of paths.entries()) {
      expect([path.join('.'), (await found(changedAt(lock, path, salt * 7))).length > 0]).toEqual([
        path.join('.'),
        true,
      ])
    }
  }, 120_000)

  it('is never sound with one digit of code, storage, nonce or balance changed', async () => {
    const paths = scalars(lock).filter((path) => path.includes('alloc'))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), async (path, salt) => {
        expect((await found(changedAt(lock, path, salt))).length).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('is not sound with a slot of zeros more, which no state root tells', async () => {
    const copy = structuredClone(lock)
    const entry = Object.values(copy.founding.genesis.alloc)[0]
    Object.assign(entry?.storage ?? {}, { [`0x${'77'.repeat(32)}`]: `0x${'00'.repeat(32)}` })
    expect((await found(copy)).map(({ code }) => code)).toEqual(copy.approvals.map(() => 'APPROVAL_FORGED'))
  })

  it('is not sound without a founder’s approval, or with one twice', async () => {
    const codes = async (approvals: Lock['approvals']) => (await found({ ...lock, approvals })).map(({ code }) => code)
    expect(await codes(lock.approvals.slice(1))).toEqual(['APPROVAL_MISSING'])
    expect(await codes([...lock.approvals, ...lock.approvals.slice(0, 1)])).toEqual(['APPROVAL_DUPLICATE'])
  })

  it('names every code of bad genesis values instead of failing', async () => {
    const { founding } = lock
    for (const genesis of [
      { ...founding.genesis, timestamp: 'soon' },
      { ...founding.genesis, extraData: '0x' },
      { ...founding.genesis, extraData: '0xff' },
      { ...founding.genesis, coinbase: '0x00' },
      { ...founding.genesis, alloc: {} },
      { ...founding.genesis, alloc: { '0x01': Object.values(founding.genesis.alloc)[0] } },
    ]) {
      expect((await found({ ...lock, founding: { ...founding, genesis } })).length).toBeGreaterThan(0)
    }
  })
})

describe('impostors', () => {
  let honest: Founding
  beforeAll(async () => {
    honest = await founded(consortium)
  }, 60_000)

  it('cannot put cards of their own beside the network’s own genesis, though its network id is the right one', async () => {
    const cards = honest.cards.map((card) => {
      const member = consortium.members.find(({ name }) => name === card.member)
      if (member === undefined) throw new Error('no member')
      const officer = keyOf(`${card.member}/the impostor`)
      const own = (role: string) => keyOf(`${card.member}/${role}`)
      const keys: MemberKeys = {
        officer,
        agent: own('the agent'),
        checkpoint: own('the checkpoint key'),
        nodes: member.nodes.map(({ name }) => own(name)),
      }
      return signedCard({ ...cardBodyOf(consortium, member), officer: addressOf(officer) }, keys)
    })
    const forged: Founding = { ...honest, cards, foundingId: foundingId(consortium, cards.map(cardHash)) }
    expect(forged.networkId).toBe(honest.networkId)
    expect((await checkIdentity(forged, 'founding.json')).map(({ code, path }) => [code, path])).toEqual([
      ['FOUNDING_DIFFERS', 'genesis.alloc'],
    ])
  })

  it('cannot embed a consortium that no file could describe', async () => {
    const weak = { ...honest.consortium, checkpoints: { ...honest.consortium.checkpoints, threshold: 1 } }
    const problems = await checkIdentity({ ...honest, consortium: weak }, 'founding.json')
    expect(problems.find(({ code }) => code === 'THRESHOLD_TOO_LOW')?.path).toBe('consortium.checkpoints.threshold')
  })
})
