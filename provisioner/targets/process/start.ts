import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import type { Environment } from '../../environment.ts'
import { besuEnvironment } from './besu-binary.ts'
import { CLAIMING, writeTicket } from './claim.ts'
import { CONFIG } from './node-files.ts'
import { rotateLog } from './node-log.ts'
import type { NodePaths } from './paths.ts'

/** A process that was asked to become a node, as its starter sees it. */
export interface Started {
  /** Set when it ended, or could not be started at all. */
  ended(): string | undefined
}

/** Starts Besu as a process of its own session that outlives this one. Only for the holder of the node's lock. */
export async function startNode(
  bin: string,
  manifest: NodeManifest,
  { paths, variables }: { readonly paths: NodePaths; readonly variables: Environment['variables'] },
): Promise<Started> {
  await rotateLog(paths)
  const { ticket, claim, identity } = await writeTicket(paths)
  const log = await open(paths.log, 'a', 0o600)
  const command = [bin, '--config-file', join(paths.files, CONFIG)]
  const child = spawn('/bin/sh', ['-c', CLAIMING, 'sh', ticket, claim, identity, ...command], {
    cwd: paths.data,
    env: { ...manifest.hsm?.environment, ...besuEnvironment(variables, javaOptions(manifest)) },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  let end: string | undefined
  child.once('error', ({ message }) => {
    end = message
  })
  child.once('exit', (code, signal) => {
    end = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`
  })
  child.unref()
  await log.close()
  return { ended: () => end }
}

/** Half of the memory: RocksDB and the threads take the other half outside of the heap. */
function javaOptions({ resources, hsm }: NodeManifest): string {
  const java = `-Xmx${Math.floor(resources.memoryMiB / 2)}m -XX:ActiveProcessorCount=${resources.cpus}`
  return hsm?.plugins === undefined ? java : `${java} -Dbesu.plugins.dir=${hsm.plugins}`
}
