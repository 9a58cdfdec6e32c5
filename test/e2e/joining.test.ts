import { type ChildProcess, execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { awaited, type Waiting } from '../../network/governance/awaited.ts'
import { readAffairs } from '../../provisioner/chain/affairs.ts'
import { connectAny } from '../../provisioner/chain/connect.ts'
import { readMembers } from '../../provisioner/chain/members.ts'
import { readProposals } from '../../provisioner/chain/proposals.ts'
import { frugalOptions } from '../../provisioner/cli/frugal.ts'
import { FOUR } from './anchored.ts'
import { answer, endOf, quorate, refusal, start } from './cli.ts'
import { until } from './processes.ts'
import { as, exampleFile, newFolder, type Stands } from './rehearsals.ts'

const EAST = 'hospital-east'
const [NORTH, ...OTHERS] = FOUR
const [SOUTH] = OTHERS

let root = ''
let stands: Stands
let agent: ChildProcess | undefined
let chain: Awaited<ReturnType<typeof connectAny>>
/** What each member typed. */
const typed = new Map<string, string[]>()

const count = (member: string, [word = '']: string[]) => typed.set(member, [...(typed.get(member) ?? []), word])

/** One command of one member, counted. */
function run<T>(member: string, ...words: string[]): Promise<T> {
  count(member, words)
  return answer<T>(words, as(root, member))
}

/** One that goes on, counted as well. */
function running(member: string, ...words: string[]): ChildProcess {
  count(member, words)
  const child = start(words, as(root, member))
  child.stdout?.resume()
  child.stderr?.resume()
  return child
}

/** Looked at, and not counted: nobody has to look. */
const look = <T>(member: string, ...words: string[]) => answer<T>(words, as(root, member))
/** As `status` reads it, without a process for each look: what is measured is the commands and the agents. */
async function awaits(): Promise<Waiting[]> {
  const [members, proposals] = await Promise.all([readMembers(chain), readProposals(chain)])
  return awaited(await readAffairs(chain, { members, proposals }))
}
/** Milliseconds in which the join stood still, for the next command had to wait for a look. */
let looking = 0
/** What `status` says is awaited, and `show` of a proposal, to who looks from a home. */
async function shown(member: string, proposal: string) {
  type Shown = { awaits: Waiting[] }
  const at = performance.now()
  const seen = [await look<Shown>(member, 'status'), await look<Shown>(member, 'show', proposal)]
  looking += performance.now() - at
  return seen.map(({ awaits: all }) => all.map(({ stage, from, says }) => ({ stage, from, says })))
}
const stages = async () => (await awaits()).map(({ stage }) => stage)

// Agents run as they do anyway; the voting clock is moved, since nobody waits for days in a test.
beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  const spec = join(root, '..', 'consortium.yaml')
  const text = await readFile(exampleFile('four-members'), 'utf8')
  await writeFile(spec, text.replace('votingDelay: 1m', 'votingDelay: 1s'))
  stands = await answer<Stands>(['rehearse', '--spec', spec, '--agents', '--detach', '--home', root])
  chain = await connectAny(stands.rpc[0] ?? '')
  await writeFile(join(root, 'passphrases', EAST), 'four words for the fifth\n', { mode: 0o600 })
  // No command of this join: any directory that a member ever gave to anybody serves every joiner after.
  await look(NORTH, 'directory', '--out', join(root, 'directory.json'))
}, 180_000)

afterAll(async () => {
  chain?.destroy()
  if (agent === undefined) return
  agent.kill('SIGTERM')
  await endOf(agent)
}, 30_000)

describe('a joiner', () => {
  const card = () => join(root, `${EAST}.json`)
  const init = (...more: string[]) => ['init', EAST, '--from', join(root, 'directory.json'), '--rehearsal', ...more]
  let began = 0

  it('takes no file of another network than it was told of, and is told when it compared nothing', async () => {
    const chamber = ['--chamber', 'hospitals']
    const other = await refusal(init(...chamber, '--expect', `0x${'11'.repeat(32)}`), as(root, EAST))
    expect(other.error.code).toBe('NETWORK_UNEXPECTED')
    const nowhere = await refusal(init(...chamber, '--public-rpc', stands.publicRpc), as(root, EAST))
    expect(nowhere.error.code).toBe('ANCHOR_ABSENT')
  }, 60_000)

  it('makes keys and a signed card with two commands, and stands with the third, before anybody lets it in', async () => {
    const { networkId } = stands.network
    const made = await run<{ network: { expected: boolean } }>(
      EAST,
      ...init('--chamber', 'hospitals', '--expect', networkId),
    )
    expect(made.network.expected).toBe(true)
    began = performance.now()
    await run(EAST, 'card', '--set', `${EAST}-1=203.0.113.9:30303`, '--out', card())
    agent = running(EAST, 'apply', '--target', 'embedded', '--rpc', stands.rpc[0] ?? '', '--agent')
  }, 60_000)

  it('is let in by one command of each other member, and nothing else is done by anybody', async () => {
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'admit', card(), '--vote')
    expect(await stages()).toEqual(['voting'])
    const [vote] = await awaits()
    expect(vote?.from).toEqual([...OTHERS].sort())
    const voting = { stage: 'voting', from: [...OTHERS].sort(), says: expect.stringContaining('votes until 2') }
    expect(await shown(SOUTH, short)).toEqual([[voting], [voting]])
    await Promise.all(OTHERS.map((member) => run(member, 'vote', short, 'for', '--wait')))
    expect(await awaits()).toMatchObject([{ stage: 'voting', from: [] }])
    await look(NORTH, 'advance', '3d')
    await until('queued', async () => (await stages()).includes('timelock'), 30_000)
    const waiting = { stage: 'timelock', from: [], says: expect.stringContaining('its timelock runs until 2') }
    expect(await shown(SOUTH, short)).toEqual([[waiting], [waiting]])
    await look(NORTH, 'advance', '1d')
    const stateOf = async () => (await readMembers(chain)).find(({ name }) => name === EAST)?.nodes[0]?.state
    await until('active', async () => (await stateOf()) === 'active', 60_000)
    const seconds = (performance.now() - began - looking) / 1000
    process.stderr.write(`measured: joining on embedded, card to active, ${seconds.toFixed(1)} s\n`)
    await until('confirmed', async () => (await stages()).length === 0, 30_000)
    expect(seconds).toBeLessThan(15)
  }, 150_000)

  it('is seen by everybody with all that is awaited, which is nothing any more', async () => {
    const { awaits: inStatus, members } = await look<{ awaits: Waiting[]; members: object[] }>(NORTH, 'status')
    expect([inStatus, members.length]).toEqual([[], 5])
    const { proposals } = await look<{ proposals: { id: string }[] }>(NORTH, 'proposals')
    const shown = await look<{ awaits: Waiting[]; state: string }>(NORTH, 'show', proposals[0]?.id ?? '')
    expect([shown.state, shown.awaits]).toEqual(['executed', []])
  }, 60_000)

  it('is among those that the others have to open ways to, though it is no founder', async () => {
    type Walls = { nodesFrom: { told: string }; ways: { to: { what: string; host: string; port: number } }[] }
    const east = { member: EAST, what: `${EAST}-1`, host: '203.0.113.9', port: 30303 }
    const { nodesFrom, ways } = await look<Walls>(NORTH, 'firewall')
    expect([nodesFrom.told, ways.map(({ to }) => to)]).toEqual(['chain', expect.arrayContaining([east])])
  }, 60_000)

  it('typed three commands, and every other member one', () => {
    expect(Object.fromEntries(typed)).toEqual({
      [EAST]: ['init', 'card', 'apply'],
      [NORTH]: ['propose'],
      ...Object.fromEntries(OTHERS.map((member) => [member, ['vote']])),
    })
  })
})

describe('what a joiner compares its network with', () => {
  const home = (name: string) => ({ ...as(root, EAST), home: join(root, 'homes', name) })
  const init = ['init', 'hospital-west', '--from', 'directory.json', '--rehearsal', '--chamber', 'hospitals']

  it('is its anchor on a public chain, which another way told', async () => {
    await look(NORTH, 'anchor', 'fund')
    const { anchors } = await look<{ anchors: { contract: string }[] }>(NORTH, 'anchor', 'deploy')
    const anchor = anchors[0]?.contract ?? ''
    const compare = ['--expect', anchor, '--public-rpc', stands.publicRpc]
    const { network } = await answer<{ network: object }>([...init, ...compare], home('west-anchored'))
    const anchored = { chain: 'base', checkpoints: expect.any(Number), last: expect.stringMatching(/^\d{4}-.*Z$/) }
    expect(network).toEqual({ networkId: stands.network.networkId, anchor, expected: true, anchored })
  }, 60_000)

  it('is read once: the directory that is kept is the one that was judged, whatever its file says by then', async () => {
    const pipe = join(root, 'pipe')
    execFileSync('mkfifo', [pipe])
    const given = await readFile(join(root, 'directory.json'), 'utf8')
    const piped = home('west-piped')
    const [made] = await Promise.all([
      answer(['init', 'hospital-west', '--from', pipe, '--rehearsal', '--chamber', 'hospitals'], piped),
      writeFile(pipe, given),
    ])
    expect(made).toMatchObject({ member: 'hospital-west' })
    expect(await readFile(join(piped.home, 'directory.json'), 'utf8')).toBe(given)
  }, 60_000)

  it('is nothing where it was told nothing, which is said', async () => {
    const { code, json, stderr } = await quorate([...init, '--json'], home('west-trusting'))
    const { network } = json as { network: { anchor: string } }
    expect([code, network]).toEqual([0, expect.objectContaining({ expected: false, anchored: null })])
    for (const words of ['NOT COMPARED', stands.network.networkId, network.anchor, 'init again with --expect'])
      expect(stderr).toContain(words)
  }, 60_000)
})

describe('the agents of a rehearsal', () => {
  it('have told Node to keep little memory, though they were started as anybody starts one', async () => {
    const { pid } = JSON.parse(await readFile(join(root, 'agents', `${NORTH}.json`), 'utf8')) as { pid: number }
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    expect(words).toEqual(expect.arrayContaining(['agent', ...frugalOptions([])]))
  })
})
