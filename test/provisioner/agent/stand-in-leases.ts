import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { OwnCluster } from '../../../provisioner/agent/own-cluster.ts'
import { newFolder } from '../home/folders.ts'

export interface StandInLeases {
  /** The cluster as one pod sees it. */
  of(pod: string): Promise<OwnCluster>
  /** No call of this pod is answered from now on. */
  cutOff(pod: string): void
  readonly spec: () => { holderIdentity?: string; leaseTransitions?: number }
  close(): void
}

/** Stands in for the API server's one Lease: optimistic locking by resourceVersion, as the real one has it. */
export async function standInLeases(): Promise<StandInLeases> {
  let version = 1
  let spec: Record<string, unknown> = {}
  const silent = new Set<string>()
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const pod = request.headers.authorization?.replace('Bearer ', '') ?? ''
    if (silent.has(pod)) return void request.socket.destroy()
    const lease = () => JSON.stringify({ metadata: { name: 'agent', resourceVersion: String(version) }, spec })
    if (request.method === 'GET') return void response.writeHead(200).end(lease())
    const given = JSON.parse(text) as { metadata: { resourceVersion: string }; spec: Record<string, unknown> }
    if (given.metadata.resourceVersion !== String(version)) return void response.writeHead(409).end('{}')
    version += 1
    spec = given.spec
    response.writeHead(200).end(lease())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    async of(pod) {
      const rights = join(await newFolder(), pod)
      await mkdir(rights, { recursive: true })
      await writeFile(join(rights, 'token'), pod)
      return { api, rights, timeout: 500 }
    },
    cutOff: (pod) => void silent.add(pod),
    spec: () => spec,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
