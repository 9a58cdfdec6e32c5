import { resolve } from 'node:path'
import { checkLock } from '../../../network/ceremony/check-lock.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { type Connection, connectionSchema } from '../../chain/location.ts'
import { referenceChain } from '../../chain/public-chains.ts'
import type { Environment } from '../../environment.ts'
import { readDocument, readLock } from '../../founding/read.ts'
import { exists } from '../../home/exists.ts'
import { homePaths } from '../../home/home.ts'
import { withHomeLock } from '../../home/home-lock.ts'
import { openHome } from '../../home/open-home.ts'
import { openJournal } from '../../journal/journal.ts'
import { apply, plan } from '../../steps/plan.ts'
import type { Planned, Wanted } from '../../steps/step.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Makes this member's part of the network stand. Run again after a crash it goes on; after success it does nothing. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const wanted = await wantedBy(input, env)
  return withHomeLock(wanted.home.dir, async () => {
    const planned = await plan(wanted)
    const journal = await openJournal(homePaths.journal(wanted.home.dir), () => env.now() * 1000)
    try {
      for (const { kind, subject, why } of planned) env.progress(`${kind} ${subject}: ${why}`)
      await apply(planned, wanted, journal)
    } finally {
      await journal.close()
    }
    return answer(planned, 'done')
  })
}

/** What `--target`, `--lock` and `--rpc` ask for; what was given once need not be given again. */
export async function wantedBy(input: Input, env: Environment): Promise<Wanted> {
  const home = await openHome(env.home)
  const target = input.required('target')
  if (target !== 'embedded') throw usage(`This release knows the target embedded; "${target}" was given.`)
  const lock = await lockOf(input, env, home.dir)
  return { home, lock, connection: await connectionOf(input, home.dir, lock) }
}

export function answer(planned: readonly Planned[], verb: 'planned' | 'done'): Answer {
  const text = planned.map(({ kind, subject, why }) => `${kind} ${subject}: ${why}`)
  return {
    json: { [verb]: planned },
    text: text.length === 0 ? ['Nothing to do: all is as it should be.'] : text,
    good: true,
  }
}

async function lockOf(input: Input, env: Environment, home: string): Promise<Lock> {
  const given = input.text('lock')
  const file = given === undefined ? homePaths.agreed(home) : resolve(env.cwd, given)
  if (given === undefined && !(await exists(file))) throw usage('Give the lock of the network with --lock.')
  const lock = await readLock(file)
  const problems = await checkLock(lock, file)
  if (problems.length > 0) throw new InputProblems(problems)
  return lock
}

async function connectionOf(input: Input, home: string, lock: Lock): Promise<Connection> {
  const rpc = input.text('rpc')
  if (rpc === undefined) {
    if (await exists(homePaths.connection(home))) return readDocument(connectionSchema, homePaths.connection(home))
    throw usage('Give the RPC address of the development chain with --rpc.')
  }
  const parsed = connectionSchema.safeParse({
    format: 'quorate/connection/1',
    target: 'embedded',
    rpc,
    publicChains: publicChainsOf(input.list('publicRpc'), lock),
  })
  if (!parsed.success) throw usage('--rpc and --public-rpc take addresses such as http://127.0.0.1:8545.')
  return parsed.data
}

/** `base=https://…`, or without a name the chain that `notBefore` is taken from. */
function publicChainsOf(given: readonly string[], lock: Lock): Connection['publicChains'] {
  const known = lock.founding.consortium.checkpoints.publicChains.map(({ name }) => name)
  const chains: Record<string, string[]> = {}
  for (const text of given) {
    const [, name = referenceChain(lock), url = ''] = /^(?:([a-z][a-z0-9-]*)=)?(.*)$/.exec(text) ?? []
    if (!known.includes(name)) {
      throw usage(`--public-rpc names "${name}"; this consortium anchors to ${known.join(', ')}.`)
    }
    chains[name] = [...(chains[name] ?? []), url]
  }
  return chains
}
