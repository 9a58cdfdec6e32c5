import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Amendment } from '../../network/amendments/amendment.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { DEFAULT_RELEASE } from '../../network/besu/releases.ts'
import type { Card } from '../../network/ceremony/card.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import type { Witnesses } from '../../network/ceremony/known-agents.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import type { MemberOptions, Unlock } from '../../network/consortium/member-options/member-options.ts'
import { unknownNodes } from '../../network/consortium/member-options/unknown-nodes.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { toldAmendments, toldMembers } from '../chain/told-by-own-nodes.ts'
import { connectionSchema } from '../chain/location.ts'
import type { Environment } from '../environment.ts'
import { presentCards } from '../founding/present-cards.ts'
import { readDocument } from '../founding/read.ts'
import { keptRecords, newestRecords, readRecords } from '../founding/records.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { hostedFiles } from '../home/hosted-files.ts'
import { keptOptions } from '../home/kept-options.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import { nodeSecrets } from '../home/node-secret.ts'
import { tokensOf } from '../home/token-configs.ts'
import { type Signers, unlock } from '../home/unlock.ts'
import type { JournalLine } from '../journal/journal-line.ts'
import { readJournal } from '../journal/read-journal.ts'
import { standOnce } from '../maintenance/stand-once.ts'
import { openUpgrade, refuseUpgrade } from '../maintenance/upgrade-plan.ts'
import { begunNodes } from '../steps/node.ts'
import type { WantedNodes } from '../steps/step.ts'
import { openHostedAgent } from '../targets/open-agent.ts'
import { openTarget } from '../targets/open-target.ts'
import type { Target } from '../targets/target.ts'
import { decidedSince, isFresh } from './decided-since.ts'
import { givenDirectory, keptDirectory } from './directories.ts'
import type { Input } from './input.ts'
import { refuseUnvouched, vouchedRecords } from './vouched-directory.ts'

/** Seconds that a token lives. */
const TOKEN = 30

/** Keys that stand open, and what they were opened by. */
export interface Opened {
  readonly by: Unlock
  readonly signers: Signers
}

interface Given {
  readonly home: Home
  readonly lock: Lock
  /** Text of member.yaml. */
  readonly text: string
  readonly options: MemberOptions
  /** The nodes are started by other means: nothing is done to them from here. */
  readonly elsewhere: boolean
  readonly opened: Opened | undefined
}

/** The member's own nodes as they are to be: from cards, options, endpoint records, and what was decided since the founding. */
export async function wantedNodes(input: Input, env: Environment, given: Given): Promise<WantedNodes> {
  const { home, lock, text, options, elsewhere, opened } = given
  const { member } = home.record
  const { consortium, networkId } = lock.founding
  const said = await saidByOthers(input, env, given)
  const fits = opened !== undefined && isDeepStrictEqual(opened.by, options.unlock)
  const signers = fits ? opened.signers : await unlock(home, env, options.unlock)
  const { jwtKeyOf } = await import('../besu-rpc/jwt.ts')
  const jwt = jwtKeyOf(signers.of('agent'), networkId)
  const opening = { home: home.dir, member, network: consortium.name, networkId, options, env }
  const target = await openTarget(options.target, opening)
  const { lines } = await readJournal(homePaths.journal(home.dir))
  const told = await heldAgainstNodes(said, given, { env, target, lines })
  const { amendments } = told
  const manifests = await manifestsFrom(given, { ...told, jwtPublicKey: jwt.publicKeyPem })
  const key = nodeSecrets(home, signers, options)
  const operator = input.flag('withoutLease')
  const hosted = options.target === 'kubernetes' && options.kubernetes.agent !== undefined
  return {
    ...(elsewhere ? {} : { target, agent: await openHostedAgent(options.target, opening, () => hostedFiles(home)) }),
    standOnce: async () => standOnce(await target.site(), opening),
    rolledByAgent: hosted && !operator,
    manifests,
    options: text,
    amendments,
    records: told.records.filter((record) => record.member !== member),
    key,
    begun: begunNodes(lines),
    async introduce({ node, publicKey }) {
      const { introduce } = await import('../besu-rpc/introduce.ts')
      const rpc = (await target.observe()).find((one) => one.node === node)?.rpc
      const token = () => jwt.token(['perm:getNodesAllowlist', 'admin:addPeer'], { now: env.now(), seconds: TOKEN })
      if (rpc !== undefined && rpc !== null) await introduce(rpc, publicKey, token)
    },
    async rolling(journal) {
      const { openRolling } = await import('../maintenance/open-rolling.ts')
      const standing = (await target.observe()).map(({ node }) => node)
      const nodes = [...new Set([...manifests.map(({ node }) => node), ...standing])]
      const withoutLease = operator ? 'operator' : hosted ? 'agent' : undefined
      return openRolling({ member, lock, target, nodes, amendments, signers, key, env, withoutLease }, journal)
    },
  }
}

interface Told {
  readonly cards: readonly Card[]
  /** The newest of each member. */
  readonly records: readonly Endpoints[]
  readonly amendments: readonly Amendment[]
}

/** Cards, records and directories, as given now and as kept. */
async function saidByOthers(input: Input, env: Environment, { home, lock }: Given) {
  const cards = await presentCards(home.dir, lock)
  const files = input.list('endpoints').map((path) => resolve(env.cwd, path))
  const signed = await readRecords(files, cards)
  const [now, before] = [await givenDirectory(input, env, lock), await keptDirectory(home.dir)]
  return { cards, signed, now, before, kept: await keptRecords(home.dir) }
}

type Said = Awaited<ReturnType<typeof saidByOthers>>

/** What is left of it by the word of own nodes. @throws QuorateError DIRECTORY_UNVOUCHED, AMENDMENTS_DIFFER */
async function heldAgainstNodes(
  { cards, signed, now, before, kept }: Said,
  given: Given,
  asking: Asking,
): Promise<Told> {
  const { home, lock } = given
  const { env } = asking
  const rpcs = await ownPlaces(given, asking)
  const own = await toldAmendments(rpcs, lock)
  if (own === undefined) await sayUntold(home, env)
  const fresh = (time: number) => own !== undefined && isFresh(lock, own.value, { time, now: env.now() })
  const witnesses = { lock, before: before?.directory, registry: now && (await registryOf(rpcs, lock, fresh)) }
  if (now !== undefined) refuseUnvouched(now, witnesses)
  const others = now === undefined ? (before?.records ?? []) : vouchedRecords(now, witnesses, env.progress)
  const words = {
    own: own && { amendments: own.value, fresh: fresh(own.time) },
    kept: await keptAmendments(home.dir),
    directory: (now ?? before)?.directory.amendments ?? [],
    given: now !== undefined,
  }
  return {
    cards,
    records: newestRecords([...kept, ...others, ...signed]),
    amendments: decidedSince(words, env.progress),
  }
}

async function registryOf(
  rpcs: readonly string[],
  lock: Lock,
  fresh: (time: number) => boolean,
): Promise<Witnesses['registry']> {
  const told = await toldMembers(rpcs, lock)
  return told && { members: told.value, fresh: fresh(told.time) }
}

async function manifestsFrom(
  { home, lock, options, elsewhere }: Given,
  { cards, records, amendments, jwtPublicKey }: Told & { readonly jwtPublicKey: string },
): Promise<readonly NodeManifest[]> {
  const strange = unknownNodes(
    options,
    cards.flatMap(({ nodes }) => nodes.map(({ name }) => name)),
  )
  if (strange.length > 0) throw new InputProblems(strange)
  const { manifestsOf } = await import('../../network/besu/manifests-of.ts')
  const made = manifestsOf({
    ...{ lock, member: home.record.member, options, cards, amendments, endpoints: records, jwtPublicKey },
    ...(await tokensOf(home, options)),
    imageElsewhere: elsewhere && options.target === 'docker',
    accounts: cards.flatMap(({ officer, agent }) => [officer, agent]),
  })
  if (!made.ok) throw new InputProblems(made.problems)
  return made.manifests
}

interface Asking {
  readonly env: Environment
  readonly target: Target
  readonly lines: readonly JournalLine[]
}

/** Where own nodes may answer. */
async function ownPlaces(
  { home, options, elsewhere }: Given,
  { target, lines }: Omit<Asking, 'env'>,
): Promise<string[]> {
  // A target that cannot be asked says so when it is to do something.
  const observed = await target.observe(elsewhere ? AbortSignal.timeout(ANSWER) : undefined).catch(() => [])
  if (observed.length > 0) await refuseOtherRelease(home, options, lines)
  const here = observed.flatMap(({ rpc }) => rpc ?? [])
  return [...here, ...(elsewhere ? await placesElsewhere(home, options) : [])]
}

/** Milliseconds that a cluster may take which is only asked because it may know more. */
const ANSWER = 15_000

/** Nodes that stand change their release as `upgrade` would let them, or not at all. @throws QuorateError UPGRADE_OPEN, UPGRADE_REFUSED */
async function refuseOtherRelease(
  { dir }: Home,
  { besu }: MemberOptions,
  journal: readonly JournalLine[],
): Promise<void> {
  const kept = await keptOptions(dir)
  if (kept === undefined) return
  const [from, to] = [kept.besu.version ?? DEFAULT_RELEASE, besu.version ?? DEFAULT_RELEASE]
  const open = openUpgrade(journal)
  if (from !== to || (open !== undefined && open.to !== to)) refuseUpgrade({ from, to }, open)
}

/** As a compose file publishes them, and as the home was told. */
async function placesElsewhere({ dir, record }: Home, { rpc }: MemberOptions): Promise<string[]> {
  const file = homePaths.connection(dir)
  const kept = (await exists(file)) ? [(await readDocument(connectionSchema, file)).rpc] : []
  return [...kept, ...record.nodes.map((_, index) => `http://127.0.0.1:${rpc.port + index}`)]
}

async function sayUntold({ dir }: Home, { progress }: Environment): Promise<void> {
  if (await exists(homePaths.connection(dir)))
    progress('no node of one’s own tells what was decided since the founding: what this home keeps is taken')
}
