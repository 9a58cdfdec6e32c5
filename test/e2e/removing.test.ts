import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Waiting } from '../../network/governance/awaited.ts'
import { anchorOf, readAnchorHead } from '../../provisioner/anchors/anchor.ts'
import { readMembers } from '../../provisioner/chain/members.ts'
import { readProposals } from '../../provisioner/chain/proposals.ts'
import { read } from '../../provisioner/chain/read.ts'
import { readLock } from '../../provisioner/founding/read.ts'
import { chainsAt, FOUR, intoNextWindow } from './anchored.ts'
import { answer, endOf, refusal, start } from './cli.ts'
import { until } from './processes.ts'
import { as, exampleFile, newFolder, type Stands } from './rehearsals.ts'

const WEST = 'hospital-west'
const [NORTH, SOUTH, ALPHA, BETA] = FOUR

interface Removal {
  readonly status: string
  readonly removed: boolean
  readonly did: readonly string[]
  readonly awaits: readonly Waiting[]
}

let root = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const proposals = () => readProposals(chains.chain)
const west = async () => (await readMembers(chains.chain)).find(({ name }) => name === WEST)

/** Five validators and an observer of the member that goes; an agent each, and one checkpoint that the five signed. */
beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  const spec = join(root, '..', 'consortium.yaml')
  const text = await readFile(exampleFile('four-members'), 'utf8')
  const nodes = `[{ name: ${WEST}-1, duty: validator }, { name: ${WEST}-2, duty: observer }]`
  const fifth = `  - { name: ${WEST}, chamber: hospitals, nodes: ${nodes} }\n`
  await writeFile(
    spec,
    text.replace('votingDelay: 1m', 'votingDelay: 1s').replace('\ncheckpoints:', `${fifth}\ncheckpoints:`),
  )
  stands = await answer<Stands>(['rehearse', '--spec', spec, '--agents', '--detach', '--home', root])
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
  await run(NORTH, 'anchor', 'fund')
  await run(NORTH, 'anchor', 'deploy')
  const signed = async () => (await read(chains.chain, 'CheckpointBoard', 'head')).signatures >= 3n
  await until('a checkpoint that agents signed', signed, 90_000)
}, 240_000)

afterAll(() => chains?.close())

describe('a member that is removed', () => {
  it('is proposed for it once, though the command was killed again and again', async () => {
    for (const wait of [300, 600, 900, 1200, 1500, 2000]) {
      const killed = start(['remove', WEST], as(root, NORTH))
      const end = endOf(killed)
      await setTimeout(wait)
      killed.kill('SIGKILL')
      await end
    }
    await run<Removal>(NORTH, 'remove', WEST)
    expect((await proposals()).map(({ decisionClass }) => decisionClass)).toEqual(['nodes', 'expulsion'])
  }, 120_000)

  it('goes by one command of each other member: nodes first, then the membership, then the signer set', async () => {
    const others = [NORTH, SOUTH, ALPHA].map((member) => run<Removal>(member, 'remove', WEST, '--wait'))
    const votes = async () =>
      Promise.all((await proposals()).map(({ id }) => read(chains.chain, 'ConsortiumGovernor', 'tally', id, 0n)))
    await until('voted', async () => (await votes()).every(([yes]) => yes === 2n), 60_000)
    // A fourth is killed in the middle of each of its steps, and needs nobody to clear up after it.
    for (const wait of [700, 1300]) {
      const killed = start(['remove', WEST, '--wait'], as(root, BETA))
      const end = endOf(killed)
      await setTimeout(wait)
      killed.kill('SIGKILL')
      await end
    }
    const fourth = run<Removal>(BETA, 'remove', WEST, '--wait')
    const unheard = async () =>
      (await run<{ awaits: Waiting[] }>(WEST, 'status')).awaits.filter(
        ({ stage, from }) => stage === 'voting' && from.some((name) => name !== WEST),
      )
    await until('all have voted', async () => (await unheard()).length === 0, 60_000)
    await run(WEST, 'advance', '3d')
    await until('queued', async () => (await proposals()).every(({ state }) => state === 'queued'), 60_000)
    await run(WEST, 'advance', '1d')
    const answers = await Promise.all([...others, fourth])
    for (const { removed, status } of answers) expect([removed, status]).toEqual([true, 'expelled'])
    const gone = await west()
    expect([gone?.status, ...(gone?.nodes ?? []).map(({ state }) => state)]).toEqual(['expelled', 'retired', 'retired'])
    expect(await read(chains.chain, 'NodeRegistry', 'validators')).toHaveLength(4)
    expect((await proposals()).map(({ state }) => state)).toEqual(['executed', 'executed'])
  }, 240_000)

  it('signs no more: the set of those who stay reaches the public chain without a further checkpoint', async () => {
    const epoch = await read(chains.chain, 'CheckpointBoard', 'epoch', 2n)
    expect(epoch.organisations).toHaveLength(4)
    await run(NORTH, 'anchor')
    const contract = anchorOf(await readLock(join(root, 'lock.json')))
    expect(await readAnchorHead(chains.publicChain, contract)).toMatchObject({ epoch: 2 })
  }, 60_000)

  it('is out for good, and another run of the command has nothing to do', async () => {
    expect(await run<Removal>(SOUTH, 'remove', WEST)).toMatchObject({ removed: true, did: [], awaits: [] })
    expect((await refusal(['propose', 'suspend', NORTH], as(root, WEST))).error.code).toBe('CHAIN_REFUSED')
  }, 60_000)

  it('would leave too few: nobody is removed of four validators, and the sums are told', async () => {
    const { error } = await refusal(['remove', SOUTH], as(root, NORTH))
    expect(error).toMatchObject({
      code: 'REMOVAL_LEAVES_TOO_FEW',
      facts: { validators: 4, leaving: 1, fewest: 4 },
    })
    expect((await refusal(['leave'], as(root, SOUTH))).error.code).toBe('REMOVAL_LEAVES_TOO_FEW')
    expect((await refusal(['remove', 'nobody'], as(root, NORTH))).error.code).toBe('MEMBER_UNKNOWN')
  }, 60_000)
})
