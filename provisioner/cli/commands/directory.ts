import { resolve } from 'node:path'
import { getAddress, type JsonRpcProvider } from 'ethers'
import { type Announced, newestRecords } from '../../../network/agent/newest-records.ts'
import {
  type Directory,
  type DirectoryBody,
  directoryTypedData,
  lockDigest,
} from '../../../network/ceremony/directory.ts'
import { checkDirectory } from '../../../network/ceremony/directory-check.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import { isoOf } from '../../../network/fields.ts'
import { fromHex, type Hex } from '../../../network/hex.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { slugOf } from '../../../network/slug.ts'
import { mutableTypes } from '../../../network/typed-data.ts'
import { presently } from '../../backup/present.ts'
import { readAmendments } from '../../chain/amendments.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { type MemberOnChain, readChambers, readMembers } from '../../chain/members.ts'
import { logsOf } from '../../checkpoint/logs-of.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { keptRecords } from '../../founding/records.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Present members and where they are reached, with the founders' lock, signed by this member's agent: where a joiner starts. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const directory = await asMember(env, async (at) => sign(at, await bodyOf(at, env.now())))
  const out = input.text('out')
  // What a member gives away it would take itself: an agent that was replaced on chain signs for nobody.
  const problems = await checkDirectory(directory, out ?? 'the directory')
  if (problems.length > 0) throw new InputProblems(problems)
  if (out !== undefined) await publish(resolve(env.cwd, out), documentText(directory))
  const { members, records, networkId, block, giver } = directory
  const summary = [
    `Directory by ${giver}${out === undefined ? '' : ` in ${out}`}: ${members.length} members, ${records.length} with endpoints, at block ${block.number}`,
    `  network ${networkId}`,
    '  The joiner compares this id by another way than it got the file.',
  ]
  return {
    json: directory,
    text: out === undefined ? documentText(directory).trimEnd().split('\n') : summary,
    good: true,
  }
}

async function bodyOf(at: AtWork, now: number): Promise<DirectoryBody> {
  const { lock } = at.location
  const { founding } = lock
  const { provider } = at
  const { block, value } = await presently(provider, async (then) => ({
    chambers: await readChambers(then),
    members: await readMembers(then),
    amendments: await readAmendments(then),
  }))
  const announced = await announcedOn(provider, block.number)
  const present = value.members.filter(({ status }) => status === 'active' || status === 'suspended')
  const kept = (await keptRecords(at.home.dir)).map((record) => ({
    member: record.member,
    bytes: new TextEncoder().encode(JSON.stringify(record)),
  }))
  const registered = present.map(({ name, status, officer, agent }) => ({ name, status, officer, agent, nodes: [] }))
  const binding = { chainId: founding.chainId, consortium: [specDigest(founding.consortium), founding.foundingId] }
  const newest = newestRecords([...announced, ...kept], { members: registered }, binding)
  return {
    format: 'quorate/directory/1',
    networkId: founding.networkId,
    chainId: founding.chainId,
    lockDigest: lockDigest(lock),
    block: { number: block.number, hash: block.hash },
    issuedAt: isoOf(now),
    giver: at.home.record.member,
    chambers: value.chambers,
    members: present.map(memberOf),
    records: [...newest.values()].sort((a, b) => (a.member < b.member ? -1 : 1)),
    amendments: value.amendments,
    lock,
  }
}

function memberOf(found: MemberOnChain): DirectoryBody['members'][number] {
  const { name, chamber, status, cardHash, nodes } = found
  const address = (role: 'officer' | 'agent' | 'checkpoint') => getAddress(found[role]) as Hex
  return {
    name,
    chamber,
    status: status === 'suspended' ? 'suspended' : 'active',
    officer: address('officer'),
    agent: address('agent'),
    checkpoint: address('checkpoint'),
    cardHash,
    nodes: nodes.flatMap(({ name: node, duty, state, publicKey }) =>
      state === 'unknown' ? [] : [{ name: node, duty, state, publicKey }],
    ),
  }
}

/** Every record that any agent put on chain. Who may speak for whom is judged by the records' own signatures. */
async function announcedOn(provider: JsonRpcProvider, to: number): Promise<Announced[]> {
  const logs = await logsOf(provider, { NodeRegistry: ['EndpointsAnnounced'] }, { from: 0, to })
  return logs.map(({ event }) => ({
    member: slugOf(event.args['organisation']),
    bytes: fromHex(event.args['record']),
  }))
}

async function sign(at: AtWork, body: DirectoryBody): Promise<Directory> {
  const data = directoryTypedData(body)
  const signature = await at.signer('agent').signTypedData(data.domain, mutableTypes(data), data.message)
  return { ...body, signature }
}
