import { readLock } from '../founding/read.ts'
import type { Environment } from '../environment.ts'
import { documentText } from '../founding/publish.ts'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'
import { availableParallelism } from 'node:os'
import { ceremony } from './ceremony.ts'
import { ensureChain } from './chains.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { play } from './play.ts'

/** What a rehearsal made stand, for who goes on from here. */
export interface Stands {
  readonly homes: Readonly<Record<string, string>>
  readonly rpc: readonly string[]
  readonly console: string | null
  readonly publicRpc: string
}

/** Chain id of the development chain that stands in for the public one. */
const PUBLIC_CHAIN = 31_337

/** Founding, chains, and every member's own `apply`. Safe to repeat: what stands already is kept. */
export async function rehearse(
  env: Environment,
  { root, spec, port }: { root: string; spec: string; port: number },
): Promise<Stands> {
  await ceremony(env, root, spec)
  const lock = rehearsalPaths.lock(root)
  env.progress('starting two development chains: the consortium’s, and one as the public L2')
  const consortium = ensureChain(env, { root, name: 'consortium', typed: ['--lock', lock, '--port', String(port)] })
  const publicChain = ensureChain(env, { root, name: 'public', typed: ['--public', String(PUBLIC_CHAIN)] })
  const [{ rpc }, { rpc: publicRpc }] = await Promise.all([consortium, publicChain])
  const members = (await readLock(lock)).founding.cards.map(({ member }) => member)
  await inParallel(members, availableParallelism(), async (member) => {
    await play(env, root, member, 'apply', '--target', 'embedded', '--lock', lock, '--rpc', rpc)
  })
  const connection = { format: 'quorate/connection/1', target: 'embedded', rpc }
  await replace(homePaths.connection(root), documentText(connection), { mode: 0o644 })
  const homes = Object.fromEntries(members.map((member) => [member, rehearsalPaths.home(root, member)]))
  return { homes, rpc: [rpc], console: null, publicRpc }
}
