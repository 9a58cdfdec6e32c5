import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { QuorateError } from '../../network/quorate-error.ts'
import type { OwnNodes } from './own-nodes.ts'

const listSchema = z
  .array(
    z.object({
      node: z.string(),
      rpc: z.url(),
      /** URL of its metrics, which a doctor reads its memory by. */
      metrics: z.url().optional(),
      pod: z.string().optional(),
      flag: z.string().optional(),
      /** Where the node takes its key from: a file in memory that the agent writes. */
      key: z.string().optional(),
      /** Folder of the node's files, where the agent may write it. */
      files: z.string().optional(),
      /** SHA-256, in hex, of the genesis file that others give the node. */
      genesis: z.string().optional(),
    }),
  )
  .min(1)

export type ListedNode = z.output<typeof listSchema>[number]

/** What is done to a listed node is its platform's. */
export interface Platform {
  restart(node: ListedNode): Promise<void>
  /** Hands a node its key, where it has none; asked for before each look, since what is in memory goes with the power. */
  give(node: ListedNode): Promise<void>
}

/** Nodes of containers and pods, as a file lists them. */
export function listedNodes(list: readonly ListedNode[], { restart, give }: Platform): OwnNodes {
  return {
    async observe() {
      await Promise.all(list.map(give))
      return list.map(({ node, rpc }) => ({ node, state: 'running', rpc, since: null }))
    },
    async restart(name) {
      const node = list.find((one) => one.node === name)
      if (node !== undefined) await restart(node)
    },
  }
}

/** @throws QuorateError AGENT_NODES_UNREADABLE */
export async function readNodeList(file: string): Promise<ListedNode[]> {
  try {
    return listSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new QuorateError('AGENT_NODES_UNREADABLE', `${file} does not list nodes.`, {
      facts: { file },
      remedy:
        'It is a JSON list of {"node", "rpc"} and, for restarts, "pod" or "flag"; "key" is where it is handed its key, "files" where the agent may write what it reads.',
      cause,
    })
  }
}
