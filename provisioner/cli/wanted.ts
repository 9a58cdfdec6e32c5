import { resolve } from 'node:path'
import { type Amendment, goesBeyond } from '../../network/amendments/amendment.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { checkLock } from '../../network/ceremony/check-lock.ts'
import { readDirectory } from '../../network/ceremony/directory-read.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { type MemberOptions, memberOptionsSchema } from '../../network/consortium/member-options/member-options.ts'
import { parseMemberOptions } from '../../network/consortium/member-options/parse-member-options.ts'
import { unknownEndpoints } from '../../network/consortium/member-options/unknown-endpoints.ts'
import { rpcInside } from '../../network/render/compose/agent-nodes.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { namespaceOf, rpcInCluster } from '../../network/render/helm/places.ts'
import { type Connection, connectionSchema } from '../chain/location.ts'
import type { Environment } from '../environment.ts'
import { readDocument, readLock } from '../founding/read.ts'
import { readText } from '../founding/read-text.ts'
import { presentCards } from '../founding/present-cards.ts'
import { keptRecords, newestRecords, readRecords } from '../founding/records.ts'
import { exists } from '../home/exists.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import { type Home, homePaths } from '../home/home.ts'
import { hostedFiles } from '../home/hosted-files.ts'
import { openHome } from '../home/open-home.ts'
import { unlock } from '../home/unlock.ts'
import { readJournal } from '../journal/read-journal.ts'
import { begunNodes } from '../steps/node.ts'
import type { Wanted, WantedNodes } from '../steps/step.ts'
import { openHostedAgent } from '../targets/open-agent.ts'
import { openTarget } from '../targets/open-target.ts'
import { type Input, usage } from './input.ts'
import { publicChainsOf } from './public-chains-of.ts'

/**
 * What `plan`, `apply` and `render` are asked for; what was given once need not be given again.
 * @param elsewhere the nodes are started by other means: no target is opened.
 */
export async function wantedBy(input: Input, env: Environment, { elsewhere = false } = {}): Promise<Wanted> {
  const home = await openHome(env.home)
  const lock = await lockOf(input, env, home.dir)
  const given = { home, lock, progress: env.progress, signal: env.signal }
  const { text, options } = await optionsOf(input, env, home)
  if (options.target === 'embedded') {
    const chosen = input.text('options') === undefined ? {} : { options: text }
    return { ...given, ...chosen, connection: await embeddedConnection(input, given) }
  }
  const strange = unknownEndpoints(options, lock.founding.consortium, input.text('options') ?? 'member.yaml')
  if (strange.length > 0) throw new InputProblems(strange)
  const nodes = await nodesOf(input, env, { home, lock, text, options, elsewhere })
  const publicChains = { ...options.publicChains, ...publicChainsOf(input.list('publicRpc'), lock) }
  const rpc = rpcOf(options, nodes.manifests[0], elsewhere)
  const connection: Connection = { format: 'quorate/connection/1', target: options.target, rpc, publicChains }
  return { ...given, nodes, connection }
}

/** Of the first node: on this machine's loopback, or where its own cluster knows it. */
function rpcOf({ target, kubernetes }: MemberOptions, first: NodeManifest | undefined, elsewhere: boolean): string {
  const port = first?.ports.rpc ?? 0
  if (first === undefined || (target !== 'kubernetes' && !elsewhere)) return `http://127.0.0.1:${port}`
  if (target !== 'kubernetes') return rpcInside(first)
  const { member, node, network } = first
  const namespace = kubernetes.namespace ?? namespaceOf({ network: network.name, member })
  return rpcInCluster({ namespace, member, node, port })
}

async function lockOf(input: Input, env: Environment, home: string): Promise<Lock> {
  const given = input.text('lock')
  const file = given === undefined ? homePaths.agreed(home) : resolve(env.cwd, given)
  if (given === undefined && !(await exists(file))) {
    const directory = await keptDirectory(home)
    if (directory !== undefined) return directory.lock
    throw usage('Give the lock of the network with --lock.')
  }
  const lock = await readLock(file)
  const problems = await checkLock(lock, file)
  if (problems.length > 0) throw new InputProblems(problems)
  return lock
}

/** A newer one: what was decided since, and where the others are reached now. */
async function givenDirectory(input: Input, env: Environment, { founding }: Lock) {
  const given = input.text('directory')
  if (given === undefined) return undefined
  const file = resolve(env.cwd, given)
  const reading = await readDirectory(await readText(file), file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  if (reading.directory.networkId === founding.networkId) return reading
  throw usage(`${given} is of another network, ${reading.directory.networkId}.`)
}

/** What the home was made from, where that was a directory: its lock, and where the others are reached. */
async function keptDirectory(home: string) {
  const file = homePaths.directory(home)
  if (!(await exists(file))) return undefined
  const reading = await readDirectory(await readText(file), file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  return reading
}

/** Of what the home keeps and what a directory says, that which was decided later. */
async function knownAmendments(home: string, told: readonly Amendment[]): Promise<readonly Amendment[]> {
  const kept = await keptAmendments(home)
  return goesBeyond(told, kept) ? told : kept
}

/** member.yaml as given now, or as kept; with neither, the defaults. `--target` outweighs what it says. */
async function optionsOf(
  input: Input,
  env: Environment,
  { dir }: Home,
): Promise<{ text: string; options: MemberOptions }> {
  const given = input.text('options')
  const kept = homePaths.options(dir)
  const file = given === undefined ? ((await exists(kept)) ? kept : undefined) : resolve(env.cwd, given)
  const target = input.text('target')
  if (file === undefined) {
    const parsed = memberOptionsSchema.safeParse({ format: 'quorate/member/1', target })
    if (!parsed.success) throw usage(`--target is "${target}"; embedded, process, docker or kubernetes was expected.`)
    return { text: `format: quorate/member/1\ntarget: ${target}\n`, options: parsed.data }
  }
  const text = await readText(file)
  const reading = parseMemberOptions(text, file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  if (target !== undefined && target !== reading.options.target)
    throw usage(`--target is ${target}, and ${file} says ${reading.options.target}.`)
  return { text, options: reading.options }
}

async function nodesOf(
  input: Input,
  env: Environment,
  {
    home,
    lock,
    text,
    options,
    elsewhere,
  }: { home: Home; lock: Lock; text: string; options: MemberOptions; elsewhere: boolean },
): Promise<WantedNodes> {
  const { member } = home.record
  const { founding } = lock
  const cards = await presentCards(home.dir, lock)
  const fresh = await readRecords(
    input.list('endpoints').map((path) => resolve(env.cwd, path)),
    cards,
  )
  const directory = (await givenDirectory(input, env, lock)) ?? (await keptDirectory(home.dir))
  const amendments = await knownAmendments(home.dir, directory?.directory.amendments ?? [])
  const records = newestRecords([...(await keptRecords(home.dir)), ...(directory?.records ?? []), ...fresh])
  const signers = await unlock(home, env, options.unlock)
  const [{ manifestsOf }, { jwtKeyOf }] = await Promise.all([
    import('../../network/besu/manifests-of.ts'),
    import('../besu-rpc/jwt.ts'),
  ])
  const made = manifestsOf({
    lock,
    member,
    options,
    endpoints: records,
    jwtPublicKey: jwtKeyOf(signers.of('agent'), founding.networkId).publicKeyPem,
    imageElsewhere: elsewhere && options.target === 'docker',
    accounts: cards.flatMap(({ officer, agent }) => [officer, agent]),
    cards,
    amendments,
  })
  if (!made.ok) throw new InputProblems(made.problems)
  const network = founding.consortium.name
  const opening = { home: home.dir, member, network, networkId: founding.networkId, options, env }
  const target = elsewhere ? undefined : await openTarget(options.target, opening)
  let begun: Promise<ReadonlySet<string>> | undefined
  return {
    ...(target === undefined
      ? {}
      : { target, agent: await openHostedAgent(options.target, opening, () => hostedFiles(home)) }),
    manifests: made.manifests,
    options: text,
    amendments,
    records: records.filter((record) => record.member !== member),
    key: (node) => signers.nodeKey(node),
    begun: () => (begun ??= readJournal(homePaths.journal(home.dir)).then(({ lines }) => begunNodes(lines))),
    async rolling(journal) {
      if (target === undefined) throw new RangeError('nodes that are started by other means are not rolled from here')
      const { openRolling } = await import('../maintenance/open-rolling.ts')
      const observed = (await target.observe()).map(({ node }) => node)
      const nodes = [...new Set([...made.manifests.map(({ node }) => node), ...observed])]
      const withoutLease = input.flag('withoutLease')
      return openRolling({ member, lock, target, nodes, amendments, signers, env, withoutLease }, journal)
    },
  }
}

async function embeddedConnection(input: Input, { home, lock }: { home: Home; lock: Lock }): Promise<Connection> {
  const rpc = input.text('rpc')
  if (rpc === undefined) {
    const kept = homePaths.connection(home.dir)
    if (await exists(kept)) return readDocument(connectionSchema, kept)
    throw usage('Give the RPC address of the development chain with --rpc.')
  }
  const publicChains = publicChainsOf(input.list('publicRpc'), lock)
  const parsed = connectionSchema.safeParse({ format: 'quorate/connection/1', target: 'embedded', rpc, publicChains })
  if (!parsed.success) throw usage('--rpc and --public-rpc take addresses such as http://127.0.0.1:8545.')
  return parsed.data
}
