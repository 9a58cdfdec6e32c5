import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type PodPlaceOfNode, podHands } from '../../../provisioner/agent/pod-hands.ts'
import { newFolder } from '../home/folders.ts'

const texts = { wanted: 'decided', before: [] }
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** A stand-in for an API server with one StatefulSet and its pod, which is another a moment after it was deleted. */
class Cluster {
  readonly asked: string[] = []
  pod: { uid: string; revision: string; running: boolean } | undefined = { uid: 'a', revision: 'r1', running: true }
  update = 'r1'
  generation = 1
  observed = 1
  status = 200
  #server: Server | undefined

  async start(genesis?: string): Promise<PodPlaceOfNode> {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`)
      if (request.method === 'DELETE') setTimeout(() => this.#replaced(), 800)
      const body = this.#body(request.url ?? '')
      response.writeHead(body === undefined ? 404 : this.status).end(JSON.stringify(body ?? {}))
    }).listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const rights = await newFolder()
    await writeFile(join(rights, 'token'), 'the-token\n')
    const api = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return {
      ...{ cluster: { api, rights, timeout: 5000 }, namespace: 'north', pod: 'north-1-0', genesis },
      guard: () => undefined,
      signal: new AbortController().signal,
    }
  }

  end(): void {
    this.#server?.close()
  }

  #replaced(): void {
    this.pod = { uid: 'b', revision: this.update, running: true }
  }

  #body(url: string): unknown {
    if (url === '/apis/apps/v1/namespaces/north/statefulsets/north-1') {
      const status = { observedGeneration: this.observed, updateRevision: this.update }
      return { metadata: { generation: this.generation }, status }
    }
    if (url !== '/api/v1/namespaces/north/pods/north-1-0' || this.pod === undefined) return undefined
    const { uid, revision, running } = this.pod
    const state = running ? { running: { startedAt: '' } } : { waiting: { reason: 'CrashLoopBackOff' } }
    return {
      metadata: { uid, labels: { 'controller-revision-hash': revision } },
      status: { containerStatuses: [{ name: 'besu', state }] },
    }
  }
}

describe('a pod whose release others write', () => {
  let cluster = new Cluster()
  afterEach(() => {
    cluster.end()
    cluster = new Cluster()
  })

  it('has what was decided where its release has it', async () => {
    expect(await podHands(await cluster.start(digestOf('decided'))).made(texts)).toBe('current')
  })

  it('waits for other hands where its release has it not, and for nobody where none tells', async () => {
    expect(await podHands(await cluster.start(digestOf('founded'))).made(texts)).toBe('unwritten')
    cluster.end()
    expect(await podHands(await cluster.start()).made(texts)).toBe('unknown')
  })

  it('is outdated once its StatefulSet is another, and the controller has seen it', async () => {
    const hands = podHands(await cluster.start(digestOf('decided')))
    Object.assign(cluster, { update: 'r2', generation: 2 })
    expect(await hands.made(texts)).toBe('current')
    cluster.observed = 2
    expect(await hands.made(texts)).toBe('outdated')
    expect(await hands.isUnmissed()).toBe(false)
    await hands.remake('')
    expect(cluster.pod).toEqual({ uid: 'b', revision: 'r2', running: true })
    expect(await hands.made(texts)).toBe('current')
    expect(cluster.asked.filter((line) => line.startsWith('DELETE'))).toEqual([
      'DELETE /api/v1/namespaces/north/pods/north-1-0',
    ])
  })

  it('is waited for while the cluster cannot be read', async () => {
    const hands = podHands(await cluster.start())
    const remade = hands.remake('')
    const deleted = () => cluster.asked.findIndex((line) => line.startsWith('DELETE'))
    while (deleted() < 0) await delay(10)
    await delay(50)
    cluster.status = 503
    while (cluster.asked.length < deleted() + 4) await delay(10)
    cluster.status = 200
    await remade
    expect(cluster.pod?.uid).toBe('b')
  }, 20_000)

  it('is missed by nobody where it is outdated and does not run', async () => {
    const hands = podHands(await cluster.start(digestOf('decided')))
    cluster.pod = { uid: 'a', revision: 'r1', running: false }
    expect(await hands.isUnmissed()).toBe(false)
    cluster.update = 'r2'
    expect(await hands.isUnmissed()).toBe(true)
  })

  it('is nobody’s to judge while the cluster does not answer', async () => {
    const hands = podHands(await cluster.start(digestOf('decided')))
    cluster.status = 403
    await expect(hands.made(texts)).rejects.toMatchObject({ code: 'POD_NOT_RESTARTED' })
  })
})
