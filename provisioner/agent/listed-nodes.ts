import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { QuorateError } from '../../network/quorate-error.ts'
import type { OwnNodes } from './own-nodes.ts'

const listSchema = z
  .array(z.object({ node: z.string(), rpc: z.url(), pod: z.string().optional(), flag: z.string().optional() }))
  .min(1)

export type ListedNode = z.output<typeof listSchema>[number]

/** Nodes of containers and pods, as a file lists them; how one is started again is its platform's. */
export function listedNodes(list: readonly ListedNode[], restart: (node: ListedNode) => Promise<void>): OwnNodes {
  return {
    observe: async () => list.map(({ node, rpc }) => ({ node, rpc, since: null })),
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
      remedy: 'It is a JSON list of {"node", "rpc"} and, for restarts, "pod" or "flag".',
      cause,
    })
  }
}
