import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { publish } from '../founding/publish.ts'
import { readText } from '../founding/read-text.ts'
import { exists } from '../home/exists.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { play } from './play.ts'

interface Founders {
  readonly root: string
  readonly spec: string
  readonly members: readonly string[]
}

/**
 * The founding, every member by its own commands. Each command is safe to repeat, so a rehearsal that was killed is
 * simply played again: homes, keys and files that stand are kept.
 * @param env `progress` is told of each step.
 */
export async function ceremony(env: Environment, { root, spec, members }: Founders): Promise<void> {
  await mkdir(rehearsalPaths.cards(root), { recursive: true, mode: 0o700 })
  await keepSpec(root, spec)
  if (await exists(rehearsalPaths.lock(root))) return
  const kept = rehearsalPaths.spec(root)
  const founding = rehearsalPaths.founding(root)
  const width = availableParallelism()
  env.progress(`${members.length} members make their keys and cards, each in a home of its own`)
  await inParallel(members, width, async (member) => {
    await once(rehearsalPaths.home(root, member), () =>
      play(env, root, member, 'init', member, '--spec', kept, '--rehearsal'),
    )
    await play(env, root, member, 'card', '--out', rehearsalPaths.card(root, member))
  })
  const [first = ''] = members
  env.progress('one of them derives the network from the cards; anybody could')
  await play(
    env,
    root,
    first,
    'found',
    '--spec',
    kept,
    '--cards',
    rehearsalPaths.cards(root),
    '--out',
    founding,
    '--rehearsal',
  )
  env.progress('every member derives it again, compares, and signs')
  await inParallel(members, width, async (member) => {
    await play(env, root, member, 'approve', founding, '--out', rehearsalPaths.approval(root, member))
  })
  env.progress('all approvals seal the founding')
  const approvals = members.map((member) => rehearsalPaths.approval(root, member))
  await play(env, root, first, 'seal', founding, ...approvals, '--out', rehearsalPaths.lock(root))
}

/** A rehearsal belongs to the description it began with. */
async function keepSpec(root: string, spec: string): Promise<void> {
  try {
    await publish(rehearsalPaths.spec(root), await readText(spec))
  } catch (cause) {
    if (!(cause instanceof QuorateError) || cause.code !== 'FILE_EXISTS') throw cause
    throw new QuorateError('REHEARSAL_OTHER', `${root} holds a rehearsal of another description.`, {
      facts: { home: root, kept: rehearsalPaths.spec(root), given: spec },
      remedy: 'Give another --home, or end that rehearsal with `quorate down --erase`.',
      cause,
    })
  }
}

/** A home is whole or not there at all: one that is there was made, be it by a command that outlived a killed run. */
async function once(home: string, make: () => Promise<unknown>): Promise<void> {
  if (await exists(home)) return
  try {
    await make()
  } catch (error) {
    if (!(error instanceof QuorateError) || error.code !== 'HOME_EXISTS') throw error
  }
}
