import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { hash32 } from '../../../network/fields.ts'
import { replace } from '../../home/atomic-file.ts'
import type { NodePaths } from './paths.ts'

const recordSchema = z.strictObject({
  format: z.literal('quorate/process-node/1'),
  /** Of the manifest that its files were made from. */
  digest: hash32,
  rpc: z.url(),
  stopSeconds: z.number().nonnegative(),
})

/** `node.json`: what the folder was made from. That a node runs is never read from here, but from its claim. */
export type NodeRecord = z.output<typeof recordSchema>

export function recordOf(manifest: NodeManifest, rpc: string): NodeRecord {
  const { stopSeconds } = manifest.health
  return { format: 'quorate/process-node/1', digest: manifestDigest(manifest), rpc, stopSeconds }
}

/** A record that cannot be read is none: the next `ensure` makes all of it again from the manifest. */
export async function readRecord({ record }: NodePaths): Promise<NodeRecord | undefined> {
  const text = await readFile(record, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (text === undefined) return undefined
  try {
    return recordSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

export async function writeRecord({ record }: NodePaths, content: NodeRecord): Promise<void> {
  await replace(record, `${JSON.stringify(content, null, 2)}\n`)
}

export async function removeRecord({ record }: NodePaths): Promise<void> {
  await rm(record, { force: true })
}
