import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Waiting } from '../../network/governance/awaited.ts'
import { readMembers } from '../../provisioner/chain/members.ts'
import { read } from '../../provisioner/chain/read.ts'
import { factsIn } from '../../provisioner/checkpoint/window-facts.ts'
import { chainsAt, FOUR } from './anchored.ts'
import { answer } from './cli.ts'
import { until } from './processes.ts'
import { as, exampleFile, newFolder, type Stands } from './rehearsals.ts'

const WEST = 'hospital-west'
const [NORTH, SOUTH, ALPHA] = FOUR

interface Status {
  readonly awaits: readonly Waiting[]
  readonly consensus: { readonly validators: readonly string[] }
}

let root = ''
let chains: Awaited<ReturnType<typeof chainsAt>>
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const member = async (name: string) => (await readMembers(chains.chain)).find((one) => one.name === name)
const validator = async (name: string) => (await member(name))?.nodes.find(({ duty }) => duty === 'validator')
const nothingInFlight = async () => BigInt((await read(chains.chain, 'NodeRegistry', 'changeInFlight')).node) === 0n

/** Five validators, and an agent of each. */
beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  const spec = join(root, '..', 'consortium.yaml')
  const text = await readFile(exampleFile('four-members'), 'utf8')
  const fifth = `  - { name: ${WEST}, chamber: hospitals, nodes: [{ name: ${WEST}-1, duty: validator }] }\n`
  await writeFile(
    spec,
    text.replace('votingDelay: 1m', 'votingDelay: 1s').replace('\ncheckpoints:', `${fifth}\ncheckpoints:`),
  )
  chains = await chainsAt(await answer<Stands>(['rehearse', '--spec', spec, '--agents', '--detach', '--home', root]))
}, 240_000)

afterAll(() => chains?.close())

/** Voted on by three; agents carry it out. */
async function decided(what: readonly string[], done: () => Promise<boolean>): Promise<void> {
  const { short } = await run<{ short: string }>(NORTH, 'propose', ...what)
  await run(NORTH, 'advance', '1m')
  for (const voter of [NORTH, SOUTH, ALPHA]) await run(voter, 'vote', short, 'for')
  await run(NORTH, 'advance', '3d')
  const stateOf = async () => (await run<{ state: string }>(NORTH, 'show', short)).state
  await until('agents queue it', async () => (await stateOf()) === 'queued', 60_000)
  await run(NORTH, 'advance', '1d')
  await until(`it is done: ${what.join(' ')}`, done, 60_000)
}

const is = (name: string, status: string) => async () => (await member(name))?.status === status
const nodeIs = (name: string, state: string) => async () => (await validator(name))?.state === state

describe('a member that is suspended', () => {
  it('validates no more: agents take its validator out, and say what stands', async () => {
    await decided(['suspend', WEST], is(WEST, 'suspended'))
    await until('its validator is stood down', nodeIs(WEST, 'candidate'), 60_000)
    await until('the others have seen it gone', nothingInFlight, 60_000)
    const { consensus, awaits } = await run<Status>(NORTH, 'status')
    expect(consensus.validators).toHaveLength(4)
    expect(awaits.filter((one) => one.member === WEST)).toEqual([])
    const facts = await factsIn(chains.chain, { from: 1, to: await chains.chain.getBlockNumber() })
    const node = (await validator(WEST))?.address.toLowerCase()
    expect(facts).toContainEqual({ kind: 'validator', node, active: false })
    expect(await run(NORTH, 'log', '--verify')).toMatchObject({ findings: [] })
  }, 240_000)

  it('validates again once it is reinstated, by the same node, with no vote on that', async () => {
    const before = await validator(WEST)
    await decided(['reinstate', WEST], is(WEST, 'active'))
    await until('its validator is back', nodeIs(WEST, 'active'), 60_000)
    await until('the others have seen it back', nothingInFlight, 60_000)
    expect((await validator(WEST))?.address).toBe(before?.address)
    expect((await run<Status>(NORTH, 'status')).consensus.validators).toHaveLength(5)
    expect(await run(NORTH, 'log', '--verify')).toMatchObject({ findings: [] })
  }, 240_000)

  it('goes on validating where it is one of four, and status says so', async () => {
    await decided(['remove-node', `${WEST}-1`], nodeIs(WEST, 'retired'))
    await until('the others have seen it gone', nothingInFlight, 60_000)
    await decided(['suspend', SOUTH], is(SOUTH, 'suspended'))
    const { awaits } = await run<Status>(NORTH, 'status')
    expect(awaits).toContainEqual(expect.objectContaining({ member: SOUTH, stage: 'standing-down', from: [] }))
    expect((await validator(SOUTH))?.state).toBe('active')
  }, 240_000)
})
