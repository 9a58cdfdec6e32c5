import type { Location } from '../chain/location.ts'
import type { MemberOnChain } from '../chain/members.ts'

/** Where reality differs from what one would expect of a network. */
export interface Finding {
  readonly code: string
  readonly subject: string
  readonly says: string
  readonly remedy: string
}

/** Every code of a finding, for `quorate explain`. */
export const findingCodes = {
  REHEARSAL: 'The network was founded with the weak keys of a rehearsal; nothing outside a rehearsal accepts them.',
  EMBEDDED_NO_CONSENSUS: 'A development chain stands in for the network: no node runs and no validator seals.',
  NODE_CANDIDATE: 'A node was decided on and does not count yet: it has to run and to catch up first.',
  CLOCK_AHEAD: 'The chain’s newest block lies in the future of this machine’s clock.',
} as const

/** @param age seconds since the newest block; below zero where it lies ahead. */
export function findingsOf({ lock, target }: Location, members: readonly MemberOnChain[], age: number): Finding[] {
  const { consortium, rehearsal } = lock.founding
  return [
    ...(rehearsal ? [rehearsalFinding(consortium.name)] : []),
    ...(target === 'embedded' ? [NO_CONSENSUS] : []),
    ...(age < -CLOCK_TOLERANCE ? [clockAhead(-age)] : []),
    ...members
      .filter(({ status }) => status !== 'suspended')
      .flatMap(({ nodes }) => nodes.flatMap(({ name, state }) => (waits(state) ? [nodeCandidate(name)] : []))),
  ]
}

/** Seconds by which clocks may differ before it is worth a word. */
const CLOCK_TOLERANCE = 60

const waits = (state: string) => state === 'candidate' || state === 'synced'

const NO_CONSENSUS: Finding = {
  code: 'EMBEDDED_NO_CONSENSUS',
  subject: 'consensus',
  says: 'A development chain stands in for the network: no node runs, no validator seals, and nothing is kept when it stops.',
  remedy: 'For real blocks use a target that runs Besu.',
}

function rehearsalFinding(subject: string): Finding {
  const says = 'This is a rehearsal: every key was made on one machine and is weakly encrypted.'
  return {
    code: 'REHEARSAL',
    subject,
    says,
    remedy: 'For a network that counts, let every member run its own commands.',
  }
}

function nodeCandidate(subject: string): Finding {
  const says = `${subject} is decided on, and does not count yet.`
  return {
    code: 'NODE_CANDIDATE',
    subject,
    says,
    remedy: 'It counts once it runs and has caught up; where no node runs it stays so.',
  }
}

function clockAhead(seconds: number): Finding {
  const says = `The chain’s clock is ${seconds} s ahead of this machine’s.`
  const remedy = 'After `quorate advance` that is as it should be; else set this machine’s clock.'
  return { code: 'CLOCK_AHEAD', subject: 'clock', says, remedy }
}
