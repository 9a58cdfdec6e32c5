import { twinGuard } from '../../backup/twin-guard.ts'
import { answersAt } from '../../besu-rpc/json-rpc.ts'
import { wayToNode } from '../../chain/way-to-node.ts'
import type { Environment } from '../../environment.ts'
import { homePaths } from '../../home/home.ts'
import type { HomeLock } from '../../home/home-lock.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import { openJournal } from '../../journal/journal.ts'
import { apply, plan } from '../../steps/plan.ts'
import { readJoining } from '../../status/joining.ts'
import { awaitedLine } from '../../status/status-text.ts'
import type { Planned, Wanted } from '../../steps/step.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { openedFor, wantedBy } from '../wanted.ts'

/** Makes this member's part of the network stand. Run again after a crash it goes on; after success it does nothing. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const opened = await openedFor(input, env)
  const { wanted, applied } = await whenHomeIsFree(env, env.home, async (lock) => {
    const wanted = await wantedBy(input, env, { opened })
    const inCluster = wanted.connection.target === 'kubernetes'
    if (input.flag('agent') && inCluster) throw usage('In a cluster the chart runs the agent: apply without --agent.')
    return { wanted, applied: await applyAll(wanted, lock, env) }
  })
  if (!input.flag('agent')) return withAwaited(applied, wanted, env)
  for (const line of applied.text) env.progress(line)
  return (await import('./agent.ts')).run(input, env)
}

/** Only for the holder of the home's lock. */
async function applyAll(wanted: Wanted, lock: HomeLock, env: Environment): Promise<Answer> {
  if (wanted.nodes !== undefined) await twinGuard(wanted.home.dir)
  const planned = await plan(wanted)
  const journal = await openJournal(homePaths.journal(wanted.home.dir), () => env.now() * 1000)
  try {
    await apply(planned, wanted, { journal, lock })
  } finally {
    await journal.close()
  }
  const done = answer(planned, 'done')
  const silent = planned.length > 0 ? [] : await silentNodes(wanted)
  const text = silent.map((node) => `${node} runs and does not answer: quorate doctor says why.`)
  return { ...done, json: { ...(done.json as object), silent }, text: [...done.text, ...text] }
}

/** That a node runs as it was described says nothing of whether it is well. */
async function silentNodes({ nodes }: Wanted): Promise<string[]> {
  const seen = (await nodes?.target?.observe()) ?? []
  const silent = seen.map(async ({ node, state, rpc }) => {
    // Without a way to it, nobody can tell from here.
    const hangs = state === 'running' && rpc !== null && !(await answersAt(rpc))
    return hangs ? [node] : []
  })
  return (await Promise.all(silent)).flat()
}

/** A joiner's part stands long before it is a member: what is still awaited, and from whom. */
async function withAwaited(applied: Answer, { home, lock, connection }: Wanted, env: Environment): Promise<Answer> {
  const { member, consortium } = home.record
  if (consortium.digest !== lock.founding.foundingId) return applied
  // A node that was just started may not answer yet.
  const rpc = await wayToNode({ ...connection, lock }, home.dir, env).catch(() => connection.rpc)
  const awaits = await readJoining({ rpc, chainId: lock.founding.chainId, member })
  const lines = awaits.map(awaitedLine)
  return { ...applied, json: { ...(applied.json as object), awaits }, text: [...applied.text, ...lines] }
}

export function answer(planned: readonly Planned[], verb: 'planned' | 'done'): Answer {
  const text = planned.map(({ kind, subject, why }) => `${kind} ${subject}: ${why}`)
  return {
    json: { [verb]: planned },
    text: text.length === 0 ? ['Nothing to do: all was made as it is described.'] : text,
    good: true,
  }
}
