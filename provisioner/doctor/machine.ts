import { readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Disk, ExaminedNode } from '../../network/doctor/facts.ts'
import { homePaths } from '../home/home.ts'

/** The disk that the home stands on, and with it the data of nodes that are processes of this machine. */
export async function disks(home: string): Promise<Disk[]> {
  try {
    const { bavail, blocks, bsize } = await statfs(home)
    return [{ what: home, freeBytes: bavail * bsize, totalBytes: blocks * bsize }]
  } catch {
    return []
  }
}

/** A node's configuration, where its target keeps it in the home. */
export async function configOf(home: string, node: string): Promise<ReadonlyMap<string, string> | undefined> {
  const text = await fileOf(home, node, 'besu.toml')
  if (text === undefined) return undefined
  const pairs = [...text.matchAll(/^([A-Za-z0-9-]+)\s*=\s*(.*)$/gm)]
  return new Map(pairs.map(([, name = '', value = '']) => [name, value.replace(/^"(.*)"$/, '$1')]))
}

export async function genesisConfigOf(home: string, node: string): Promise<unknown> {
  const text = await fileOf(home, node, 'genesis.json')
  try {
    return text === undefined ? undefined : JSON.parse(text).config
  } catch {
    return undefined
  }
}

export async function staticNodesOf(home: string, node: string): Promise<readonly string[] | undefined> {
  const text = await fileOf(home, node, 'static-nodes.json')
  try {
    const list: unknown = JSON.parse(text ?? 'null')
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : undefined
  } catch {
    return undefined
  }
}

/** By its own metrics: what the machine has given it, not what its heap holds. @param metrics URL of their page. */
export async function memoryOf(metrics: string, { resources }: NodeManifest): Promise<ExaminedNode['memory']> {
  try {
    const response = await fetch(metrics, { signal: AbortSignal.timeout(3_000) })
    const bytes = /^process_resident_memory_bytes(?:\{[^}]*\})? ([0-9.eE+]+)$/m.exec(await response.text())?.[1]
    return bytes === undefined ? undefined : { usedMiB: Number(bytes) / 2 ** 20, limitMiB: resources.memoryMiB }
  } catch {
    return undefined
  }
}

function fileOf(home: string, node: string, file: string): Promise<string | undefined> {
  return readFile(join(homePaths.nodes(home), node, 'files', file), 'utf8').catch(() => undefined)
}
