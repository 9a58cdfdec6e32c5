import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rpcUrl } from './ensure.ts'
import { CONFIG } from './node-files.ts'
import type { NodePaths } from './paths.ts'

/** Where a node answers by the configuration that it was started with; null where that is gone. */
export async function configuredRpc({ files }: NodePaths): Promise<string | null> {
  const text = await readFile(join(files, CONFIG), 'utf8').catch(() => '')
  const host = /^rpc-http-host\s*=\s*"([^"]+)"$/m.exec(text)?.[1]
  const port = /^rpc-http-port\s*=\s*(\d+)$/m.exec(text)?.[1]
  return host === undefined || port === undefined ? null : rpcUrl(host, Number(port))
}
