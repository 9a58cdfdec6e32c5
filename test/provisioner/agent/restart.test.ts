import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { readNodeList } from '../../../provisioner/agent/listed-nodes.ts'
import { restartByFlag } from '../../../provisioner/agent/restart-by-flag.ts'
import { restartPod } from '../../../provisioner/agent/restart-pod.ts'
import { newFolder } from '../home/folders.ts'

/** A stand-in for the API of a cluster: answers every request with one status. */
async function cluster(status: number) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    response.writeHead(status).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const rights = await newFolder()
  await writeFile(join(rights, 'token'), 'the-token\n')
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    asked,
    place: { cluster: { api, rights, timeout: 5000 }, namespace: 'north', pod: 'node-0' },
    close: () => server.close(),
  }
}

describe('restarting a node', () => {
  it('in Docker is another word in a flag, each time', async () => {
    const file = join(await newFolder(), 'restart')
    await restartByFlag(file)
    const first = await readFile(file, 'utf8')
    await restartByFlag(file)
    expect([first.trim().length, (await readFile(file, 'utf8')) === first]).toEqual([36, false])
  })

  it('in Kubernetes deletes one pod by the pod’s own rights', async () => {
    const { asked, place, close } = await cluster(200)
    await restartPod(place)
    close()
    expect(asked).toEqual(['DELETE /api/v1/namespaces/north/pods/node-0 Bearer the-token'])
  })

  it('in Kubernetes takes a pod that is gone for done, and a refusal for what it is', async () => {
    const [gone, forbidden] = await Promise.all([cluster(404), cluster(403)])
    await restartPod(gone.place)
    await expect(restartPod(forbidden.place)).rejects.toMatchObject({ code: 'POD_NOT_RESTARTED' })
    await expect(
      restartPod({ ...forbidden.place, cluster: { ...forbidden.place.cluster, rights: '/nowhere' } }),
    ).rejects.toMatchObject({
      code: 'POD_NOT_RESTARTED',
    })
    gone.close()
    forbidden.close()
  })

  it('needs a list that names nodes', async () => {
    const file = join(await newFolder(), 'nodes.json')
    await writeFile(
      file,
      JSON.stringify([{ node: 'a-1', pod: 'a-1-0', rpc: 'http://a:8545', metrics: 'http://a:9545/metrics' }]),
    )
    expect(await readNodeList(file)).toMatchObject([{ node: 'a-1', pod: 'a-1-0', rpc: 'http://a:8545' }])
    for (const text of ['[]', '{}', 'x', '[{"node":"a"}]']) {
      await writeFile(file, text)
      await expect(readNodeList(file)).rejects.toMatchObject({ code: 'AGENT_NODES_UNREADABLE' })
    }
  })
})
