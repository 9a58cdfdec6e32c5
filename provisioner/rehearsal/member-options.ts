import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { dump, load } from 'js-yaml'
import type { ImageByDigest } from '../../network/besu/image-by-digest.ts'
import { DEFAULT_RELEASE } from '../../network/besu/releases.ts'
import type { Consortium } from '../../network/consortium/consortium.ts'
import { type MemberOptions, memberOptionsSchema } from '../../network/consortium/member-options/member-options.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { rehearsalPaths } from './folder.ts'
import type { MemberPorts } from './free-ports.ts'

/** How all members of a rehearsal run their nodes. */
export interface Running {
  readonly target: 'process' | 'docker'
  /** Of Besu. Not given: what was given before, or the default. */
  readonly version: string | undefined
  /** Of Besu. Not given: what was given before, or whoever starts the containers names it. */
  readonly image: ImageByDigest | undefined
  readonly sharedSubnet: string | undefined
  /** Ports of each member, asked for where nothing was chosen yet. */
  readonly ports: () => Promise<readonly MemberPorts[]>
}

/** Memory of a node in a rehearsal, in MiB: half of it is Besu's heap. */
const MEMORY = 768

/**
 * Writes each member's member.yaml. What was chosen once is kept, so that a rehearsal that is played again runs on the same
 * ports and subnet; an image of Besu that is given now is taken.
 * @throws QuorateError REHEARSAL_OTHER where it was begun on another target.
 */
export async function giveOptions(root: string, members: Consortium['members'], running: Running): Promise<void> {
  const kept = await Promise.all(members.map(({ name }) => readOptions(root, name)))
  const other = kept.find((options) => options !== undefined && options.target !== running.target)
  if (other !== undefined) throw otherTarget(root, other.target, running.target)
  const chosen = kept.some((options) => options === undefined) ? await choose(running) : kept
  for (const [i, { name }] of members.entries()) {
    const options = chosen[i]
    const file = rehearsalPaths.options(root, name)
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const text = dump({ ...options, besu: besuOf(options?.besu ?? {}, running) })
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await replace(file, text, { mode: 0o600 })
  }
}

/** A digest and a folder are of one release: with another version those given before are gone. */
function besuOf(before: MemberOptions['besu'], { version, image }: Running): MemberOptions['besu'] {
  const kept = version === undefined || version === (before.version ?? DEFAULT_RELEASE) ? before : {}
  return { ...kept, ...(version === undefined ? {} : { version }), ...image }
}

async function choose({ target, sharedSubnet, ports }: Running): Promise<MemberOptions[]> {
  return (await ports()).map(({ rpc, metrics, p2p }) =>
    memberOptionsSchema.parse({
      format: 'quorate/member/1',
      target,
      rpc: { port: rpc },
      p2pPort: p2p,
      metricsPort: metrics,
      docker: sharedSubnet === undefined ? {} : { sharedSubnet },
      resources: { memoryMiB: MEMORY, cpus: 1, diskGiB: 5 },
    }),
  )
}

/** A member's member.yaml, written by this rehearsal; undefined where it is not there yet. */
export async function readOptions(root: string, member: string): Promise<MemberOptions | undefined> {
  const file = rehearsalPaths.options(root, member)
  return (await exists(file)) ? memberOptionsSchema.parse(load(await readFile(file, 'utf8'))) : undefined
}

function otherTarget(root: string, kept: string, given: string): QuorateError {
  return new QuorateError('REHEARSAL_OTHER', `${root} holds a rehearsal on the target ${kept}.`, {
    facts: { home: root, kept, given },
    remedy: `Play it with --target ${kept}, give another --home, or end it with \`quorate down --erase\`.`,
  })
}
