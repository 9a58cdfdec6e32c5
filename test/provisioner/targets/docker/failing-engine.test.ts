import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { dockerTarget } from '../../../../provisioner/targets/docker/docker-target.ts'
import { keyFolders, placeKey } from '../../../../provisioner/targets/docker/key-place.ts'
import { ownerLabels } from '../../../../provisioner/targets/docker/names.ts'
import { writeFiles } from '../../../../provisioner/targets/docker/node-files.ts'
import { nodeFiles } from '../../../../network/render/node-files.ts'
import { listenName } from '../../../../provisioner/targets/docker/container-options.ts'
import { type EngineAnswer, engineStandIn } from '../../../stand-ins/engine-stand-in.ts'
import { newFolder } from '../../home/folders.ts'
import { elapsed, given, key, manifestOf, member, networkId } from './manifests.ts'

const owner = { networkId, member }
const manifest = manifestOf(`sha256:${'e'.repeat(64)}`)

const servers: Server[] = []
const roots: string[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true })
})

async function targetAt(socket: string) {
  const [dir, keyRoot] = [await newFolder(), await mkdtemp('/dev/shm/quorate-test-')]
  roots.push(keyRoot)
  return { dir, keyRoot, target: dockerTarget({ host: `unix://${socket}`, ...owner, dir, keyRoot, elapsed }) }
}

describe('a restart', () => {
  it('stops no container whose image is not there for the next one', async () => {
    const socket = join(await newFolder(), 'engine.sock')
    const asked: string[] = []
    const running = { Id: 'c', Config: { Labels: ownerLabels(owner) }, State: { Running: true } }
    const answers: Record<string, EngineAnswer> = {
      'GET /containers/quorate-': [200, running],
      'POST /containers/c/stop': [204, ''],
    }
    servers.push(await engineStandIn(socket, answers, asked))
    const { target } = await targetAt(socket)
    await expect(target.restart(manifest, given())).rejects.toMatchObject({ code: 'IMAGE_ABSENT' })
    expect(asked).toEqual(['POST /images/create'])
  })
})

describe('an engine that goes away', () => {
  /** Says what it is, and ends every other connection. */
  async function leaving(): Promise<string> {
    const socket = join(await newFolder(), 'engine.sock')
    const server = createServer((request, response) => {
      const info = { ID: 'x', OSType: 'linux', OperatingSystem: 'Debian', NCPU: 2, SecurityOptions: [] }
      if (request.url === '/info') response.setHeader('connection', 'close').end(JSON.stringify(info))
      else request.socket.destroy()
    }).listen(socket)
    servers.push(server)
    await once(server, 'listening')
    return socket
  }

  it('between two calls is named as one that is absent, whatever was asked', async () => {
    const socket = await leaving()
    const { target } = await targetAt(socket)
    const calls = [
      () => target.observe(),
      () => target.remove('n'),
      () => target.logs('n', 1),
      () => target.prepare(manifest, given()),
    ]
    for (const call of calls) {
      const host = `unix://${socket}`
      await expect(call()).rejects.toMatchObject({ code: 'ENGINE_ABSENT', facts: { host, errno: 'ECONNRESET' } })
    }
  })
})

describe('a container', () => {
  it('lacks its key once that is gone from memory, as when its operator logged out', async () => {
    const { dir, keyRoot, target } = await targetAt('/nowhere')
    const place = { root: keyRoot, owner, node: manifest.node }
    const files = nodeFiles(manifest, listenName({ sharedSubnet: undefined, manifest }))
    await writeFiles(join(dir, 'nodes', manifest.node, 'files'), files)
    await placeKey({ ...place, user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 } }, () => key)
    expect(await target.lacks?.([manifest])).toEqual(new Map())
    await rm(dirname(keyFolders(place).keys), { recursive: true })
    expect(await target.lacks?.([manifest])).toEqual(new Map([[manifest.node, expect.stringContaining('key')]]))
  })
})
