import { describe, expect, it } from '@jest/globals'
import { type DoctorCode, doctorCodes } from '../../../network/doctor/codes.ts'
import { examinationText } from '../../../network/doctor/examination-text.ts'
import { examine } from '../../../network/doctor/examine.ts'
import type { Facts } from '../../../network/doctor/facts.ts'
import { cases } from './cases.ts'
import { healthy, withNode, withoutToken } from './healthy.ts'

const codesOf = (facts: Facts) => examine(facts).findings.map(({ code }) => code)
/** What cannot come alone: the first brings the others with it. */
const TOGETHER: Partial<Record<DoctorCode, readonly DoctorCode[]>> = {
  CHAIN_NO_QUORUM: ['PEER_KEPT_OUT'],
  QUORUM_WIPED: ['CHAIN_ROUNDS_APART'],
  NODE_BEHIND: ['PEER_STRANGER'],
  PEER_STRANGER: ['PEER_KEPT_OUT'],
  ENDPOINT_UNSAID: ['PEER_STRANGER', 'ALLOWLIST_DRIFT'],
  ENODE_LOOPBACK: ['ALLOWLIST_DRIFT'],
  ALLOWLIST_LOCKOUT: ['ALLOWLIST_DRIFT', 'PEER_STRANGER'],
  VOTE_UNSYNCED: ['VOTES_OPEN'],
  VOTE_MAY_HALT: ['VOTE_UNSYNCED', 'VOTES_OPEN', 'PEER_KEPT_OUT'],
  VOTES_NEAR_EPOCH: ['VOTE_UNSYNCED'],
  VERSION_SKEW: [],
  BESU_DROPS_UNFUNDED: ['BESU_UNKNOWN_RELEASE'],
  BESU_UNKNOWN_RELEASE: ['BESU_DROPS_UNFUNDED'],
}

describe('an examination', () => {
  it('finds nothing in a network in which nothing is wrong', () => {
    expect(examine(healthy)).toEqual({ findings: [], notAsked: [] })
  })

  it.each(Object.keys(cases) as DoctorCode[])(
    'finds %s where that is wrong, and nothing that does not follow',
    (code) => {
      const found = codesOf(cases[code])
      expect(found).toContain(code)
      const expected = [code, ...(TOGETHER[code] ?? [])]
      expect(found.filter((one) => !expected.includes(one))).toEqual([])
    },
  )

  it('gives every finding a cause in its own words and something to do', () => {
    for (const facts of Object.values(cases)) {
      for (const { code, says, remedy, subject, level } of examine(facts).findings) {
        expect({ code, says: says.length > 20, remedy: remedy.length > 8, subject: subject !== '' }).toEqual({
          code,
          says: true,
          remedy: true,
          subject: true,
        })
        expect(level).toBe(doctorCodes[code].level)
      }
    }
  })

  it('says what it did not ask where nobody gave the passphrase, and finds none of that', () => {
    const { findings, notAsked } = examine(withoutToken())
    expect(findings).toEqual([])
    expect(notAsked).toContain('ALLOWLIST_DRIFT')
    expect(notAsked).not.toContain('TOKEN_REFUSED')
  })

  it('takes a node that does not answer its own member in time for silent, and not for one that refuses', () => {
    const silence = { kind: 'timeout', rpc: 'http://127.0.0.1:8545', reason: 'aborted' } as const
    const { findings, notAsked } = examine(withNode({ silence, own: undefined }))
    expect(findings.map(({ code }) => code)).toEqual(['RPC_SILENT'])
    expect(notAsked).toContain('ALLOWLIST_DRIFT')
  })

  it.each([
    ['memory', ['MEMORY_HIGH']],
    ['config', ['NAT_FAILED', 'DNS_FROZEN']],
    ['staticNodes', ['DNS_FROZEN', 'STATIC_NODE_FOREIGN']],
    ['genesisConfig', ['AMENDMENT_NOT_APPLIED']],
  ] as const)('says what it could not see where a node’s %s cannot be read, and finds none of it', (part, lost) => {
    const { findings, notAsked } = examine(withNode({ [part]: undefined }))
    expect(findings).toEqual([])
    expect(notAsked).toEqual(lost)
  })

  it('says as well what only a log tells, where there is none', () => {
    const { notAsked } = examine(withNode({ log: undefined }))
    expect(notAsked).toEqual(expect.arrayContaining(['PORT_TAKEN', 'STATE_ROOT_MISMATCH', 'NAT_FAILED']))
    expect(notAsked).not.toContain('NODE_DOWN')
  })

  it.each(['docker', 'kubernetes'])('takes the disk of the home for that of no node on %s', (kind) => {
    const { findings, notAsked } = examine({ ...healthy, target: { kind, silence: undefined } })
    expect(findings).toEqual([])
    expect(notAsked).toEqual(['DISK_LOW', 'DISK_EXHAUSTED'])
  })

  it('does not say of what it found that it was not asked', () => {
    const found = examine({ ...cases.DISK_LOW, target: { kind: 'docker', silence: undefined } })
    expect(found.notAsked).toEqual(['DISK_EXHAUSTED'])
  })

  it('tells people apart what takes the passphrase and what cannot be seen from here', () => {
    const facts = withNode({ own: undefined, memory: undefined })
    const [locked, unseen] = examinationText(facts, examine(facts)).slice(-2)
    expect([locked?.includes('ALLOWLIST_DRIFT'), locked?.includes('MEMORY_HIGH')]).toEqual([true, false])
    expect(unseen).toMatch(/not seen from here.*: MEMORY_HIGH$/i)
  })

  it('goes on where nothing at all answers, and puts that first', () => {
    const dark = withNode(
      { state: 'stopped', open: undefined, own: undefined, config: undefined },
      { ...healthy, registry: undefined },
    )
    const facts: Facts = { ...dark, reach: dark.reach.map((place) => ({ ...place, outcome: 'timeout' })) }
    expect(codesOf(facts)).toEqual(['NODE_DOWN', 'PEER_TIMEOUT', 'PEER_TIMEOUT', 'PEER_TIMEOUT'])
  })

  it('puts errors before warnings, and these before notes', () => {
    const levels = examine(cases.VOTE_MAY_HALT).findings.map(({ level }) => level)
    expect(levels).toEqual(['error', 'error', 'warning', 'note'])
  })
})
