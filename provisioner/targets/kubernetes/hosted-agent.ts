import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { KubernetesOptions } from '../../../network/consortium/member-options/kubernetes-options.ts'
import { agentValuesOf } from '../../../network/render/helm/agent-values-of.ts'
import type { HomeFiles, HostedAgent } from '../hosted-agent.ts'
import type { Given } from '../target.ts'
import { acting } from './acting.ts'
import { agentLog, agentState } from './agent-state.ts'
import type { Cluster } from './cluster.ts'
import { agentNotStarted, releaseAbsent } from './failures.ts'
import { ensureHomeSecret, homeInCluster, homeSecretOf, refuseAbsentSecret } from './home-secret.ts'
import { namespaceStands, type Owner } from './namespace.ts'
import { type Release, repair, type Standing, standingOf, upgrade } from './release.ts'

export interface HostedAgentOptions {
  readonly owner: Owner
  readonly cluster: Cluster
  readonly chart: string
  /** Undefined where the operator wants none in the cluster. */
  readonly agent: KubernetesOptions['agent']
  /** Of the member's home, as it is now. */
  readonly files: () => Promise<HomeFiles>
  readonly seconds?: number
}

const DEFAULT_SECONDS = 300

/** The agent of one member as a Deployment of its release. Its nodes come first: a release has at least one. */
export function kubernetesAgent(options: HostedAgentOptions): HostedAgent {
  const { owner, cluster, chart } = options
  const release: Release = { cluster, name: owner.member, chart }
  return {
    differs: () => differs(options, release),
    ensure: (given) => acting(cluster, given.signal, (signal) => ensure(options, release, { ...given, signal })),
    async remove(given) {
      if (!(await namespaceStands(cluster, owner))) return
      await acting(cluster, given.signal, async (signal) => {
        await repair(release)
        await takeAway(release, await standingOf(release), signal)
      })
    },
  }
}

async function differs(options: HostedAgentOptions, release: Release): Promise<string | undefined> {
  const { cluster, owner, agent } = options
  const standing = (await namespaceStands(cluster, owner)) ? await standingOf(release) : undefined
  if (agent === undefined)
    return (await isThere(release, standing)) ? 'this member wants no agent in the cluster' : undefined
  if (standing?.lack !== undefined) return standing.lack
  const stands = standing?.values.agent
  if (stands === undefined) return 'it does not stand yet'
  const files = await options.files()
  if (!isDeepStrictEqual(stands, agentValuesOf(agent, homeSecretOf(owner.member, files))))
    return 'its options or its home changed'
  const secret = homeSecretOf(owner.member, files)
  if ((await homeInCluster(cluster, secret)) !== secret.digest) return 'the Secret with its home is another'
  return (await agentState(release)).available ? undefined : 'it does not run'
}

async function ensure(
  options: HostedAgentOptions,
  release: Release,
  given: Pick<Given, 'progress' | 'signal'>,
): Promise<void> {
  const { cluster, owner, agent } = options
  const mended = await repair(release)
  if (mended !== 'nothing') given.progress(`${release.name}: a killed helm had left it half way; ${mended}`)
  const standing = await standingOf(release)
  if (standing === undefined) throw releaseAbsent(release.name, cluster.namespace)
  if (agent === undefined) return await takeAway(release, standing, given.signal)
  const before = standing.values
  await refuseAbsentSecret(cluster, agent.passphraseSecret, 'passphrase')
  const files = await options.files()
  const after = { ...before, agent: agentValuesOf(agent, homeSecretOf(owner.member, files)) }
  await ensureHomeSecret(cluster, { owner, files, signal: given.signal })
  const has = standing.lack === undefined && isDeepStrictEqual(before, after) && (await agentState(release)).stands
  if (!has) await upgrade(release, after, given.signal)
  given.progress(`${release.name}-agent: waiting for it`)
  await runs(options, release, given.signal)
}

async function takeAway(release: Release, standing: Standing | undefined, signal: AbortSignal): Promise<void> {
  if (standing === undefined || !(await isThere(release, standing))) return
  const { agent: _, ...values } = standing.values
  await upgrade(release, values, signal)
}

/** A helm that failed may have left what the values name no more. */
async function isThere(release: Release, standing: Standing | undefined): Promise<boolean> {
  if (standing === undefined) return false
  return standing.values.agent !== undefined || (await agentState(release)).stands
}

async function runs({ seconds = DEFAULT_SECONDS }: HostedAgentOptions, release: Release, signal: AbortSignal) {
  const until = performance.now() + seconds * 1000
  let state = await agentState(release)
  while (!state.available && !state.hopeless && performance.now() < until) {
    signal.throwIfAborted()
    await pause(1000, undefined, { signal })
    state = await agentState(release)
  }
  if (!state.available) throw agentNotStarted(`${release.name}-agent`, state.says, await agentLog(release))
}
