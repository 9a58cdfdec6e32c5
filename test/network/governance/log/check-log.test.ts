import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Founding } from '../../../../network/ceremony/founding.ts'
import { predeploys } from '../../../../network/genesis/addresses.ts'
import { checkLog, type LogEvidence } from '../../../../network/governance/log/check-log.ts'
import { type Entry, encodeEntry, headsOf, sayingOf } from '../../../../network/governance/log/entry.ts'
import { entryData, entryKinds } from '../../../../network/governance/log/entry-kinds.ts'
import { entryInWords } from '../../../../network/governance/log/entry-words.ts'
import { genesisEntries, genesisHead } from '../../../../network/governance/log/genesis-entries.ts'
import { replay } from '../../../../network/governance/log/replay.ts'
import { organisationId } from '../../../../network/slug.ts'
import { example, founded } from '../../../fixtures/consortia.ts'
import { zerosOf } from '../../../fixtures/zeros.ts'
import { ParamType } from 'ethers'

const consortium = example('six-members')
const { chambers } = consortium
const NORTH = organisationId('hospital-north')
const WEST = organisationId('hospital-west')
const at = consortium.foundedAt + 100
let founding: Founding
let honest: LogEvidence

const members = (i: number) => `members.${['hospital-north', 'hospital-west'][i]}`
const codesOf = (evidence: LogEvidence) => [...new Set(checkLog(evidence).findings.map(({ code }) => code))].sort()
const placesOf = (evidence: LogEvidence) => checkLog(evidence).findings.map(({ subject }) => subject)

/** Entries after genesis' own, a second apart. */
function more(
  ...said: readonly (readonly [keyof typeof predeploys, Entry['kind'], Record<string, unknown>])[]
): Entry[] {
  const before = genesisEntries(founding).length
  return said.map(([contract, kind, saying], i) => ({
    index: before + 1 + i,
    kind,
    source: predeploys[contract],
    time: consortium.foundedAt + 10 + i,
    data: encodeEntry(kind, saying),
  }))
}

const OPENED = ['DeviceRegistry', 'fleet-opened', { fleet: 1, organisation: NORTH }] as const
const TAKEN = ['DeviceRegistry', 'fleet-taken', { fleet: 1, organisation: WEST }] as const
const offered = (until: number, heir = WEST) => ['DeviceRegistry', 'fleet-offered', { fleet: 1, heir, until }] as const

/** What an honest node gives: all entries, their head, and contracts that did what they say. */
function evidenceOf(entries: readonly Entry[]): LogEvidence {
  const all = [...genesisEntries(founding), ...entries]
  const { governance } = replay(all, { at, chambers })
  return { founding, entries, head: { hash: headsOf(all).at(-1) ?? '0x', count: all.length }, at, governance }
}

beforeAll(async () => {
  founding = await founded(consortium)
  honest = evidenceOf(
    more(
      ['MemberRegistry', 'delegated', { organisation: NORTH, delegatee: WEST, until: at + 50 }],
      ['CheckpointBoard', 'threshold-set', { threshold: 5 }],
      ['EmergencyCouncil', 'emergency-suspended', { organisation: WEST, number: 1, until: at + 5, signers: [NORTH] }],
      ['ConsortiumGovernor', 'executed', { proposalId: 77n }],
      ['MemberRegistry', 'suspended', { organisation: WEST }],
    ),
  )
}, 60_000)

describe('kinds of entries', () => {
  it('are the contract’s, and each says what it was given, or is not read', () => {
    const source = readFileSync(new URL('../../../../contracts/interfaces/IGovernanceLog.sol', import.meta.url), 'utf8')
    const [, body = ''] = /enum Kind \{(.*?)\}/s.exec(source) ?? []
    const names = [...body.matchAll(/^\s+([A-Z]\w+),?$/gm)].map(([, name = '']) => name)
    expect(entryKinds).toEqual(names.map((name) => name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()))
    for (const kind of entryKinds) {
      const types = entryData[kind].map((type) => ParamType.from(type))
      const values = zerosOf(types)
      const data = encodeEntry(kind, Object.fromEntries(types.map(({ name }, i) => [name, values[i]])))
      expect(Object.keys(sayingOf({ kind, data }) ?? {})).toEqual(types.map(({ name }) => name))
      expect(sayingOf({ kind, data: `${data}00` })).toBeUndefined()
      expect(entryInWords({ index: 1, kind, source: predeploys.MemberRegistry, time: 1, data })).toMatch(/^\S+ /)
    }
  })
})

describe('the log of block 0', () => {
  it('is what the contracts wrote when they made genesis', () => {
    const own = genesisEntries(founding)
    expect(genesisHead(founding)).toEqual({ hash: headsOf(own).at(-1), count: own.length })
  })

  it('of another founding is not this one’s', () => {
    const other = { ...consortium, checkpoints: { ...consortium.checkpoints, everySeconds: 7200 } }
    const evidence = { ...honest, founding: { ...founding, consortium: other } }
    expect(codesOf(evidence)).toContain('LOG_GENESIS_OTHER')
  })
})

describe('a log', () => {
  it('that an honest node gives is good', () => {
    expect(checkLog(honest).findings).toEqual([])
  })

  it('with an entry dropped is found out, wherever it is', () => {
    for (const [i, dropped] of honest.entries.entries()) {
      const entries = honest.entries.toSpliced(i, 1)
      const last = i === honest.entries.length - 1
      expect(codesOf({ ...honest, entries })).toContain(last ? 'LOG_CUT_SHORT' : 'LOG_ENTRY_MISSING')
      expect(placesOf({ ...honest, entries })).toContain(`entry ${dropped.index}`)
    }
  })

  it('with an entry doubled, or two of them exchanged, is found out', () => {
    const [first, second, ...rest] = honest.entries
    if (first === undefined || second === undefined) throw new Error('too few entries')
    expect(codesOf({ ...honest, entries: [first, first, second, ...rest] })).toContain('LOG_ENTRY_DOUBLED')
    expect(codesOf({ ...honest, entries: [second, first, ...rest] })).toContain('LOG_ENTRY_MISPLACED')
  })

  it('with an entry before genesis’ last one is found out', () => {
    const [first, ...rest] = honest.entries
    if (first === undefined) throw new Error('too few entries')
    expect(codesOf({ ...honest, entries: [{ ...first, index: 3 }, ...rest] })).toContain('LOG_ENTRY_DOUBLED')
  })

  it('with an entry of an index beyond all that the chain has is found out, and no list of all before it is made', () => {
    for (const index of [2 ** 31, Number.MAX_SAFE_INTEGER]) {
      const entries = honest.entries.map((entry, i) => (i === 4 ? { ...entry, index } : entry))
      expect(codesOf({ ...honest, entries })).toEqual(
        expect.arrayContaining(['LOG_ENTRY_MISPLACED', 'LOG_ENTRY_MISSING', 'LOG_HEAD_OTHER']),
      )
      expect(placesOf({ ...honest, entries })).toContain(`entry ${index}`)
    }
  })

  it('of more entries than the chain has is refused before any of them is read', () => {
    const [entry] = honest.entries
    if (entry === undefined) throw new Error('no entry')
    const entries = Array.from({ length: 300_000 }, (_, i) => ({ ...entry, index: entry.index + i }))
    const { findings, entries: kept } = checkLog({ ...honest, entries })
    expect(findings.map(({ code }) => code)).toEqual(['LOG_TOO_LONG'])
    expect(kept).toEqual(genesisEntries(founding))
  })

  it('with any field of any entry altered does not hash to the head', () => {
    const altered: ((entry: Entry) => Entry)[] = [
      (entry) => ({ ...entry, time: entry.time + 1 }),
      (entry) => ({ ...entry, kind: entry.kind === 'suspended' ? 'expelled' : 'suspended' }),
      (entry) => ({ ...entry, source: predeploys.CommitmentRegistry }),
      (entry) => ({ ...entry, data: encodeEntry('suspended', { organisation: NORTH }) }),
    ]
    fc.assert(
      fc.property(fc.nat(honest.entries.length - 1), fc.constantFrom(...altered), (i, alter) => {
        const entry = honest.entries[i]
        if (entry === undefined) throw new Error('no entry')
        const entries = honest.entries.with(i, alter(entry))
        expect(codesOf({ ...honest, entries })).toContain('LOG_HEAD_OTHER')
      }),
      { numRuns: 16 },
    )
  })

  it('with an entry of another contract is found out', () => {
    const foreign = `0x${'ab'.repeat(20)}` as const
    const entries = honest.entries.map((entry, i) => (i === 2 ? { ...entry, source: foreign } : entry))
    expect(codesOf({ ...honest, entries })).toContain('LOG_ENTRY_FOREIGN')
  })

  it('that says what cannot have been is found out, though the head is right', () => {
    const impossible = [
      more(['MemberRegistry', 'suspended', { organisation: organisationId('nobody') }]),
      more(['EmergencyCouncil', 'emergency-lapsed', { organisation: WEST, number: 1 }]),
      more(['EmergencyCouncil', 'emergency-suspended', { organisation: WEST, number: 2, until: at, signers: [] }]),
      more(['NodeRegistry', 'change-settled', { node: `0x${'11'.repeat(20)}` }]),
      more(['Amendments', 'amendment-cancelled', { number: 0 }]),
      more(['DeviceRegistry', 'fleet-opened', { fleet: 2, organisation: NORTH }]),
      more(['DeviceRegistry', 'fleet-opened', { fleet: 1, organisation: organisationId('nobody') }]),
      more(['DeviceRegistry', 'fleet-offered', { fleet: 1, heir: WEST, until: at }]),
      more(OPENED, ['DeviceRegistry', 'fleet-offered', { fleet: 1, heir: organisationId('nobody'), until: at }]),
      more(OPENED, TAKEN),
      more(OPENED, offered(at, NORTH), TAKEN),
      more(OPENED, offered(at), offered(0, NORTH), TAKEN),
      more(OPENED, offered(at), TAKEN, TAKEN),
      // The third entry is of two seconds after the first one.
      more(OPENED, offered(consortium.foundedAt + 12), TAKEN),
    ]
    for (const entries of impossible) expect(codesOf(evidenceOf(entries))).toEqual(['LOG_ENTRY_IMPOSSIBLE'])
  })

  it('makes a fleet another member’s once it took what it was offered', () => {
    const { governance } = checkLog(evidenceOf(more(OPENED, offered(at), TAKEN)))
    expect(governance.fleets).toEqual({ 1: { member: 'hospital-west', hands: 1, offered: null } })
    const before = checkLog(evidenceOf(more(OPENED, offered(at))))
    expect(before.governance.fleets).toEqual({
      1: { member: 'hospital-north', hands: 0, offered: { to: 'hospital-west', until: at } },
    })
  })

  it('of a node whose contracts say anything else is found out, with the place', () => {
    const { governance } = honest
    const west = governance.members['hospital-west']
    if (west === undefined) throw new Error('no member')
    const lie = {
      ...governance,
      members: { ...governance.members, 'hospital-west': { ...west, status: 'active' as const } },
    }
    expect(checkLog({ ...honest, governance: lie }).findings).toMatchObject([
      { code: 'LOG_STATE_DIFFERS', subject: `${members(1)}.status` },
    ])
    const { 'hospital-north': _, ...fewer } = governance.members
    expect(codesOf({ ...honest, governance: { ...governance, members: fewer } })).toEqual(['LOG_STATE_DIFFERS'])
    const upgraded = { ...governance, code: { ...governance.code, MemberRegistry: `0x${'99'.repeat(20)}` as const } }
    expect(placesOf({ ...honest, governance: upgraded })).toEqual(['code.MemberRegistry'])
  })

  it('of a node that shows a whole other history is found out by a head that somebody else has seen', () => {
    const heads = headsOf([...genesisEntries(founding), ...honest.entries])
    const other = evidenceOf(more(['CheckpointBoard', 'threshold-set', { threshold: 6 }]))
    for (const expected of heads.filter((_, i) => i % 12 === 0)) expect(codesOf({ ...honest, expected })).toEqual([])
    expect(codesOf({ ...other, expected: heads.at(-1) })).toEqual(['LOG_FORKED'])
  })
})

describe('what a log makes', () => {
  const governanceAt = (time: number, entries: readonly Entry[]) =>
    replay([...genesisEntries(founding), ...entries], { at: time, chambers }).governance

  it('ends delegations and emergencies at their second', () => {
    const entries = more(
      ['MemberRegistry', 'delegated', { organisation: NORTH, delegatee: WEST, until: at + 50 }],
      ['EmergencyCouncil', 'emergency-suspended', { organisation: WEST, number: 1, until: at + 5, signers: [NORTH] }],
    )
    const seen = (time: number) => {
      const { members: now } = governanceAt(time, entries)
      return [now['hospital-west']?.status, now['hospital-north']?.delegate, now['hospital-north']?.delegatedUntil]
    }
    expect(seen(at + 4)).toEqual(['suspended', 'hospital-north', 0])
    expect(seen(at + 5)).toEqual(['active', 'hospital-west', at + 50])
    expect(seen(at + 50)).toEqual(['active', 'hospital-north', 0])
  })

  it('ends a delegation with the officer’s key that made it, and with no other', () => {
    const { officer, agent, checkpoint } = founding.cards.find(({ member }) => member === 'hospital-north') ?? {}
    const keys = { organisation: NORTH, officer, agent, checkpoint, cardHash: `0x${'00'.repeat(32)}` }
    const other = `0x${'77'.repeat(20)}`
    const delegate = (changed: object) =>
      governanceAt(
        at,
        more(
          ['MemberRegistry', 'delegated', { organisation: NORTH, delegatee: WEST, until: 0 }],
          ['MemberRegistry', 'keys-replaced', { ...keys, ...changed }],
        ),
      ).members['hospital-north']?.delegate
    expect(delegate({ agent: other })).toBe('hospital-west')
    expect(delegate({ officer: other })).toBe('hospital-north')
  })

  it('is the founders’ consortium before anything was decided', () => {
    const { members: made, rules, validators, emergency } = governanceAt(at, [])
    expect(Object.keys(made)).toEqual(consortium.members.map(({ name }) => name).toSorted())
    expect(rules.upgrade).toEqual({ version: 1, rule: consortium.decisions.upgrade })
    expect(validators).toHaveLength(6)
    expect(emergency).toEqual({ ...consortium.emergency, actions: 0, running: null })
  })
})
