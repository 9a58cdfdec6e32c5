import { join } from 'node:path'
import type { Hex } from '../../../network/hex.ts'
import { Agent } from '../../agent/agent.ts'
import { type Anchoring, anchorLoop } from '../../agent/anchoring.ts'
import { clusterLease } from '../../agent/cluster-lease.ts'
import { developmentSight } from '../../agent/development-sight.ts'
import { fencedHold, fencedKey, fencedSigners } from '../../agent/fence.ts'
import { fileLease, type Lease } from '../../agent/lease.ts'
import { Eyes } from '../../agent/look.ts'
import { loop } from '../../agent/loop.ts'
import { AgentMetrics } from '../../agent/metrics.ts'
import { holdOf } from '../../agent/open-hold.ts'
import { ownCluster } from '../../agent/own-cluster.ts'
import { refuseElsewhere } from '../../agent/refuse-elsewhere.ts'
import { serve } from '../../agent/serve.ts'
import type { Sight } from '../../agent/sight.ts'
import { anchorTeller } from '../../agent/tell-anchors.ts'
import { untilStopped } from '../../agent/until-stopped.ts'
import { jwtKeyOf } from '../../besu-rpc/jwt.ts'
import { locate } from '../../chain/location.ts'
import { read } from '../../chain/read.ts'
import type { Environment } from '../../environment.ts'
import { keptRecords } from '../../founding/records.ts'
import type { Home } from '../../home/home.ts'
import { openHome } from '../../home/open-home.ts'
import { purseParts } from '../../home/purse-parts.ts'
import { unlock } from '../../home/unlock.ts'
import { noNodes, ownNodes } from '../agent-nodes.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Seconds without a pass after which an agent calls itself ill; three periods where blocks come that slowly. */
const ILL = 60

/** Keeps this member's nodes as decided, speaks for it on chain, anchors; until it is stopped, or `--once`. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const home = await openHome(env.home)
  const location = await locate(home.dir)
  const { founding } = location.lock
  const alone = location.target === 'embedded'
  await refuseElsewhere(location, home.dir, env)
  const signers = await unlock(home, env)
  const lease = leaseOf(home, env)
  const key = fencedKey(jwtKeyOf(signers.of('agent'), founding.networkId), lease)
  const { own, upkeepBy } = alone ? noNodes : await ownNodes(input, env, { home, location, signers, key, lease })
  const { chainId, genesisHash } = founding
  const eyes = alone
    ? await developmentSight(home, location)
    : new Eyes(own, key, { chainId, genesisHash, now: () => env.now() })
  const metrics = new AgentMetrics()
  const fenced = fencedSigners(signers, lease)
  const hold = fencedHold(holdOf({ home, location, signers: fenced, env, provider: () => eyes.provider() }), lease)
  const { member } = home.record
  const { progress, signal } = env
  const records = () => keptRecords(home.dir)
  const agent = new Agent({
    member,
    lock: location.lock,
    own,
    eyes,
    alone,
    hold,
    upkeep: upkeepBy?.(hold),
    metrics,
    records,
    now: () => env.now(),
    elapsed: env.elapsed,
    progress,
    signal,
  })
  const anchoring: Anchoring = {
    member,
    location,
    hold,
    provider: () => eyes.provider(),
    relayer: () => fenced.of('relayer'),
    purseParts: () => purseParts(home.dir),
    now: () => env.now(),
    standing: () => agent.standing(),
    told: anchorTeller({ metrics, progress, now: env.now, decided: (sequence) => decisionOf(eyes, sequence) }),
    signal,
  }
  try {
    if (input.flag('once')) return await once(agent, lease, member)
    let last: number | undefined
    const health = () => ({
      good: last !== undefined && env.elapsed() - last < Math.max(ILL, 3 * agent.period()),
      lastPassSeconds: last === undefined ? null : Math.round(env.elapsed() - last),
      headAgeSeconds: age(agent, env),
      findings: agent.findings().map(({ code, subject }) => `${code} ${subject}`),
    })
    const at = { host: input.text('host') ?? '127.0.0.1', port: input.port('port') }
    const server = await serve({ metrics: () => metrics.text(), health }, at)
    progress(`${member}: agent at work; metrics on http://${at.host}:${server.port}/metrics`)
    const passed = () => {
      last = env.elapsed()
    }
    const looping = { agent, lease, metrics, passed, progress, signal, now: env.now, elapsed: env.elapsed }
    const chains = Object.keys(location.publicChains).map((chain) => anchorLoop(chain, anchoring))
    await untilStopped(Promise.all([loop(looping), ...chains]), signal)
    await server.close()
    return { json: { member, state: 'stopped' }, text: [`${member}: agent stopped`], good: true }
  } finally {
    await lease.close()
    eyes.close()
  }
}

/** Where the chart names one, that of the cluster, and else one in the home. */
function leaseOf(home: Home, { variables, progress }: Environment): Lease {
  const { QUORATE_AGENT_LEASE: name, POD_NAMESPACE: namespace, POD_NAME: pod } = variables
  if (name === undefined || namespace === undefined || pod === undefined)
    return fileLease(join(home.dir, 'agent.lease'))
  return clusterLease({ cluster: ownCluster(variables), namespace, name, pod, progress })
}

async function once(agent: Agent, lease: { hold(): Promise<boolean> }, member: string): Promise<Answer> {
  if (!(await lease.hold())) {
    return { json: { member, leads: false }, text: [`${member}: another agent is at work`], good: true }
  }
  const { findings, did, work } = await agent.pass()
  await work
  const all = [...findings, ...agent.findings().filter((finding) => !findings.includes(finding))]
  return {
    json: { member, leads: true, did, findings: all },
    text: [...did, ...all.map(({ code, says, remedy }) => `${code}: ${says} ${remedy}`)],
    good: all.length === 0,
  }
}

function age(agent: Agent, env: Environment): number | null {
  const standing = agent.standing()
  return standing === undefined ? null : env.now() - standing.registry.time
}

/** What the own chain decided of a sequence. */
async function decisionOf(eyes: Sight, sequence: number): Promise<Hex | undefined> {
  const { structHash } = await read(eyes.provider(), 'CheckpointBoard', 'decision', BigInt(sequence))
  return BigInt(structHash) === 0n ? undefined : (structHash as Hex)
}
