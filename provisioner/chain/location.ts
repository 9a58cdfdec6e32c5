import { z } from 'zod'
import type { Lock } from '../../network/ceremony/lock.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { readDocument, readLock } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'

/** How a home reaches its network. */
export const connectionSchema = z.strictObject({
  format: z.literal('quorate/connection/1'),
  target: z.enum(['embedded', 'process', 'docker', 'kubernetes']),
  rpc: z.url(),
  /** Where each public chain of the consortium is reached, by its name there; several addresses are one another's spare. */
  publicChains: z.record(z.string(), z.array(z.url()).min(1)),
  /** Those of them that a command line named, and member.yaml does not. */
  named: z.array(z.string()).optional(),
})

export type Connection = z.output<typeof connectionSchema>

/** A network as a folder knows it: what was agreed, and where it answers. All of it public. */
export interface Location extends Omit<Connection, 'format' | 'named'> {
  readonly lock: Lock
}

/**
 * The network that a member's home, or a rehearsal's folder, belongs to.
 * @throws QuorateError NETWORK_ABSENT
 */
export async function locate(dir: string): Promise<Location> {
  const connection = homePaths.connection(dir)
  if (!(await exists(connection))) throw (await isFoundedHome(dir)) ? notYet(dir) : absent(dir)
  const { target, rpc, publicChains } = await readDocument(connectionSchema, connection)
  return { target, rpc, publicChains, lock: await readLock(homePaths.agreed(dir)) }
}

async function isFoundedHome(dir: string): Promise<boolean> {
  return (await exists(homePaths.record(dir))) && (await exists(homePaths.agreed(dir)))
}

function absent(dir: string): QuorateError {
  return new QuorateError('NETWORK_ABSENT', `${dir} belongs to no network that stands.`, {
    facts: { home: dir },
    remedy:
      'Start one with `quorate rehearse`, or join this home to one with `quorate apply`. --home names another folder.',
  })
}

/** The home of a start that failed, or one that was restored: it knows its network, and not where that answers. */
function notYet(dir: string): QuorateError {
  return new QuorateError(
    'NETWORK_ABSENT',
    `No node of ${dir} has answered yet, so that its network cannot be asked.`,
    {
      facts: { home: dir },
      remedy: 'See why by `quorate doctor`, which needs no node that answers; then `quorate apply` goes on.',
    },
  )
}
