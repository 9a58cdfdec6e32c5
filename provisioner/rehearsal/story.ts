import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { readLock } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { type Anchoring, agreeAndSign, anchor, commitRecords, proveRecord, readyAnchor } from './anchoring.ts'
import { stopChains } from './chains.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { play } from './play.ts'
import { rehearse } from './rehearse.ts'
import { type Told, teller } from './teller.ts'

export interface Story {
  readonly steps: readonly Told[]
  readonly network: unknown
  readonly good: boolean
}

type Vote = 'for' | 'against'

const JOINER = 'hospital-east'
const REFUSED = 'devices-gamma'

/** Six members found a network and take a seventh in; an eighth, which one chamber does not want, stays out. */
export async function tell(env: Environment, root: string, keep: boolean): Promise<Story> {
  const { step, steps } = teller(env)
  try {
    const spec = await exampleSpec()
    const { homes } = await step('six members found a network that nobody has to trust', async (say) => {
      const stands = await rehearse({ ...env, progress: say }, { root, spec, port: 0, target: 'embedded' })
      say(`it stands at ${stands.rpc[0]}`)
      return stands
    })
    const act: Act = { env, root, members: Object.keys(homes), chamberOf: await chambersOf(env, root) }
    const admitted = await step(`${JOINER} asks to join; every chamber says yes`, (say) =>
      decide(act, { joiner: JOINER, chamber: 'hospitals', vote: () => 'for', say }),
    )
    const refused = await step(`${REFUSED} asks too; the manufacturers say no`, (say) =>
      decide(act, {
        joiner: REFUSED,
        chamber: 'manufacturers',
        vote: (chamber) => (chamber === 'manufacturers' ? 'against' : 'for'),
        say,
      }),
    )
    const proven = await step('a hospital proves one record to anyone, and shows no other', (say) => prove(act, say))
    const network = await step('what the chain says now', (say) => report(act, say))
    const decided = admitted === 'executed' && refused === 'PROPOSAL_NOT_EXECUTABLE'
    return { steps, network, good: decided && proven }
  } finally {
    if (!keep) await stopChains(root)
  }
}

interface Act {
  readonly env: Environment
  readonly root: string
  readonly members: readonly string[]
  readonly chamberOf: ReadonlyMap<string, string>
}

interface Question {
  readonly joiner: string
  readonly chamber: string
  readonly vote: (chamber: string) => Vote
  readonly say: (line: string) => void
}

/** One admission from the joiner's first command to the end; says how it ended. */
async function decide(act: Act, { joiner, chamber, vote, say }: Question): Promise<string> {
  const { env, root, members, chamberOf } = act
  const run = (member: string, ...typed: string[]) => play(env, root, member, ...typed)
  const card = rehearsalPaths.card(root, joiner)
  await run(joiner, 'init', joiner, '--from', rehearsalPaths.lock(root), '--chamber', chamber, '--rehearsal')
  await run(joiner, 'card', '--out', card)
  const [sponsor = ''] = members
  const { short } = (await run(sponsor, 'propose', 'admit', card)) as { short: string }
  say(`${sponsor} proposes ${joiner}, proposal ${short}`)
  await run(sponsor, 'advance', '2m')
  await inParallel(members, availableParallelism(), async (member) => {
    await run(member, 'vote', short, vote(chamberOf.get(member) ?? ''))
  })
  const against = members.filter((member) => vote(chamberOf.get(member) ?? '') === 'against')
  say(`all ${members.length} vote${against.length === 0 ? ' for' : `; against: ${against.join(', ')}`}`)
  await run(sponsor, 'advance', '8d')
  return execute(act, { short, sponsor, say })
}

async function execute(
  { env, root }: Act,
  { short, sponsor, say }: { short: string; sponsor: string; say: Question['say'] },
) {
  try {
    await play(env, root, sponsor, 'execute', short)
    say('it passed, and is queued behind its timelock')
    await play(env, root, sponsor, 'advance', '2d')
    const { title } = (await play(env, root, sponsor, 'execute', short)) as { title: string }
    say(`executed: ${title}`)
    return 'executed'
  } catch (error) {
    if (!(error instanceof QuorateError)) throw error
    say(`refused: ${error.message}`)
    return error.code
  }
}

/** Records, checkpoint, anchor, evidence, and a forgery that is refused. */
async function prove({ env, root, members }: Act, say: (line: string) => void): Promise<boolean> {
  const lock = rehearsalPaths.lock(root)
  const { consortium } = (await readLock(lock)).founding
  const at: Anchoring = { env, root, members, threshold: consortium.checkpoints.threshold, lock }
  const [relayer = '', hospital = ''] = ['regulator-health', 'hospital-north']
  const ready = readyAnchor(at, relayer)
  const record = await commitRecords(at, hospital, say)
  say(`${relayer} puts the network’s anchor on the public chain: ${await ready}, owned by nobody`)
  await agreeAndSign(at, say)
  const state = await anchor(at, relayer, say)
  const { honest, tampered } = await proveRecord(at, { member: hospital, record, say })
  return state === 'finalised' && honest && !tampered
}

async function chambersOf(env: Environment, root: string): Promise<Map<string, string>> {
  const { members } = await statusOf(env, root)
  return new Map(members.map(({ name, chamber }) => [name, chamber]))
}

async function report({ env, root }: Act, say: (line: string) => void): Promise<unknown> {
  const status = await statusOf(env, root)
  for (const { name, chamber, status: standing } of status.members)
    say(`${name.padEnd(18)} ${chamber.padEnd(14)} ${standing}`)
  for (const { title, state } of status.proposals) say(`${state}: ${title}`)
  return status
}

interface StatusDocument {
  readonly members: readonly { name: string; chamber: string; status: string }[]
  readonly proposals: readonly { title: string; state: string }[]
}

/** As any member sees it. */
async function statusOf(env: Environment, root: string): Promise<StatusDocument> {
  return (await play(env, root, 'hospital-north', 'status')) as StatusDocument
}

/** In the source tree, and beside `dist/` in the package. */
async function exampleSpec(): Promise<string> {
  const name = 'network/consortium/examples/six-members.yaml'
  const places = ['../../', '../../../'].map((up) => fileURLToPath(new URL(up + name, import.meta.url)))
  for (const place of places) if (await exists(place)) return place
  throw new QuorateError('FILE_UNREADABLE', 'The example is not where the package has it.', {
    facts: { looked: places },
    remedy: 'Install quorate again.',
  })
}
