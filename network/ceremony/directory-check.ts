import type { Problem } from '../problem.ts'
import { signerOf, typedDigest } from '../typed-data.ts'
import { nodeAddress } from './card.ts'
import { checkEndpoints } from './check-endpoints.ts'
import { checkLock } from './check-lock.ts'
import { type Directory, type DirectoryMember, directoryTypedData, lockDigest } from './directory.ts'
import type { Endpoints } from './endpoints.ts'
import { specDigest } from './identity.ts'

/** All that is wrong with a directory by itself: its lock, what has to follow from it, its giver's signature, every record's. */
export async function checkDirectory(directory: Directory, file: string): Promise<Problem[]> {
  const lock = await checkLock(directory.lock, file)
  return [
    ...lock.map((problem) => ({ ...problem, path: `lock.${problem.path ?? ''}` })),
    ...[...differences(directory), ...doubles(directory.members), ...signature(directory)].map((problem) => ({
      ...problem,
      file,
    })),
    ...records(directory, file),
  ]
}

/** The lock's own fields are held against its content elsewhere; what stands beside it is held against it here. */
function differences({ lock, networkId, chainId, lockDigest: digest, chambers, members }: Directory): Problem[] {
  const { founding } = lock
  const derived = [
    { path: 'networkId', found: networkId, expected: founding.networkId },
    { path: 'chainId', found: String(chainId), expected: String(founding.chainId) },
    { path: 'lockDigest', found: digest, expected: lockDigest(lock) },
    ...members.map(({ chamber }, i) => ({
      path: `members.${i}.chamber`,
      found: chamber,
      expected: chambers.includes(chamber) ? chamber : `one of ${chambers.join(', ')}`,
    })),
  ]
  return derived
    .filter(({ found, expected }) => found !== expected)
    .map((one) => ({ code: 'DIRECTORY_DIFFERS', ...one }))
}

/** One name or key in two places would let one member's word pass for another's. */
function doubles(members: readonly DirectoryMember[]): Problem[] {
  const seen = new Set<string>()
  const problems: Problem[] = []
  const claims = members.flatMap(({ name, officer, agent, checkpoint, nodes }, i) => [
    { path: `members.${i}.name`, found: name },
    ...Object.entries({ officer, agent, checkpoint }).map(([role, found]) => ({ path: `members.${i}.${role}`, found })),
    ...nodes.map(({ publicKey }, n) => ({ path: `members.${i}.nodes.${n}.publicKey`, found: nodeAddress(publicKey) })),
  ])
  for (const { path, found } of claims) {
    const key = found.toLowerCase()
    if (seen.has(key))
      problems.push({ code: 'DIRECTORY_MEMBER', path, found, expected: 'one that stands nowhere else in it' })
    seen.add(key)
  }
  return problems
}

function signature(directory: Directory): Problem[] {
  const { giver, members } = directory
  const member = members.find(({ name, status }) => name === giver && status === 'active')
  if (member === undefined) {
    const active = members.filter(({ status }) => status === 'active').map(({ name }) => name)
    return [
      { code: 'DIRECTORY_GIVER', path: 'giver', found: giver, expected: `one of ${active.join(', ')}`, whose: giver },
    ]
  }
  const signer = signerOf(typedDigest(directoryTypedData(directory)), directory.signature)
  if (signer === member.agent) return []
  const found = signer === undefined ? 'no signature over this directory' : `a signature by ${signer}`
  const expected = `a signature by ${giver}’s agent ${member.agent}`
  return [{ code: 'DIRECTORY_FORGED', path: 'signature', found, expected, whose: giver }]
}

function records(directory: Directory, file: string): Problem[] {
  return directory.records.flatMap((record, i) => {
    const agent = directory.members.find(({ name }) => name === record.member)?.agent
    const wrong = foreign(directory, record) ?? doubled(directory.records, i)
    if (wrong !== undefined || agent === undefined) {
      const found = `a record of ${record.member}: ${wrong ?? 'no member in it'}`
      const expected = 'the one newest record of a member in it, for this network'
      return [{ code: 'DIRECTORY_RECORD', file, path: `records.${i}`, found, expected, whose: record.member }]
    }
    return checkEndpoints(record, file, agent).map((problem) => ({ ...problem, path: `records.${i}.signature` }))
  })
}

/** A founder's record is bound to the description, a joiner's to the founding. */
function foreign({ lock: { founding } }: Directory, { chainId, consortium }: Endpoints): string | undefined {
  const bound =
    chainId === founding.chainId && [founding.foundingId, specDigest(founding.consortium)].includes(consortium)
  return bound ? undefined : `for ${consortium} on chain ${chainId}`
}

function doubled(all: readonly Endpoints[], index: number): string | undefined {
  const first = all.findIndex(({ member }) => member === all[index]?.member)
  return first === index ? undefined : 'a second one'
}
