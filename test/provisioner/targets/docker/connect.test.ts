import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, it } from '@jest/globals'
import { connectEngine } from '../../../../provisioner/targets/docker/engine.ts'
import { observeNodes } from '../../../../provisioner/targets/docker/observe.ts'
import { sameSite } from '../../../../provisioner/targets/site.ts'
import { dockerTarget } from '../../../../provisioner/targets/docker/docker-target.ts'
import { newFolder } from '../../home/folders.ts'
import { elapsed, member, networkId } from './manifests.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

/** Answers as an engine does when asked what it is, and to nothing else. */
async function engineThatSays(info: Record<string, unknown>, status = 200): Promise<string> {
  const path = join(await newFolder(), 'engine.sock')
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/info' ? status : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(info))
  }).listen(path)
  servers.push(server)
  await once(server, 'listening')
  return `unix://${path}`
}

/** Root may open every socket: what is asked here is asked as another user. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.(65_534)
  try {
    await work()
  } finally {
    if (root) process.seteuid?.(0)
  }
}

const open = (server: Server) =>
  new Promise<number>((counted, failed) => server.getConnections((error, n) => (error ? failed(error) : counted(n))))

const usual = { OSType: 'linux', OperatingSystem: 'Debian', NCPU: 2, SecurityOptions: ['name=seccomp,profile=default'] }

describe('an engine', () => {
  it.each([
    'tcp://192.0.2.1:2376',
    'tcp://127.0.0.1:2375',
    'ssh://operator@host.example',
    'http://host.example',
    'fd://',
  ])('at %s is refused: files and keys are bound from this machine', async (host) => {
    await expect(connectEngine(host)).rejects.toMatchObject({ code: 'ENGINE_REMOTE', facts: { host } })
  })

  it('in a virtual machine is refused, though its socket is here', async () => {
    const host = await engineThatSays({ ...usual, OperatingSystem: 'Docker Desktop' })
    await expect(connectEngine(host)).rejects.toMatchObject({ code: 'ENGINE_REMOTE' })
  })

  it('is known again by its own id, whatever socket leads there', async () => {
    const siteAt = async (ID: string) => {
      const host = await engineThatSays({ ...usual, ID })
      return dockerTarget({ host, member, networkId, dir: await newFolder(), elapsed }).site()
    }
    const [first, again, other] = [await siteAt('one'), await siteAt('one'), await siteAt('other')]
    expect(first).toMatchObject({ target: 'docker', engine: 'one' })
    expect([sameSite(first, again), sameSite(first, other)]).toEqual([true, false])
  })

  it('that is not there is named, by each call of the target', async () => {
    const host = `unix://${join(await newFolder(), 'none.sock')}`
    await expect(connectEngine(host)).rejects.toMatchObject({ code: 'ENGINE_ABSENT', facts: { host, errno: 'ENOENT' } })
    const target = dockerTarget({ host, member, networkId, dir: await newFolder(), elapsed })
    const calls = [() => target.observe(), () => target.remove('n'), () => target.erase('n'), () => target.logs('n', 1)]
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'ENGINE_ABSENT' })
    }
  })

  it.each(['/info', '/containers'])('that hangs when it is asked for %s is let go of', async (asked) => {
    const path = join(await newFolder(), 'engine.sock')
    const server = createServer((request, response) => {
      response.setHeader('connection', 'close')
      if (!request.url?.startsWith(asked)) response.end(JSON.stringify(usual))
    }).listen(path)
    servers.push(server)
    await once(server, 'listening')
    const host = `unix://${path}`
    await expect(observeNodes({ dir: '/nowhere', host, owner: { member, networkId } }, 1_000)).rejects.toMatchObject({
      code: 'ENGINE_ABSENT',
      facts: { host, errno: 'ETIMEDOUT' },
    })
    // Nothing of it keeps a program from coming to its end.
    while ((await open(server)) > 0) await setTimeout(20)
  })

  it('whose socket this user may not open is named, with what would let it in', async () => {
    const host = await engineThatSays(usual)
    const socket = host.slice('unix://'.length)
    chmodSync(socket, 0)
    await asNobody(() =>
      expect(connectEngine(host)).rejects.toMatchObject({
        code: 'ENGINE_REFUSED',
        remedy: expect.stringMatching(/\S/),
      }),
    )
    chmodSync(socket, 0o600)
    expect(await connectEngine(host)).toMatchObject({ cpus: 2 })
  })

  it('without root, or of another platform, is refused', async () => {
    const rootless = await engineThatSays({ ...usual, SecurityOptions: ['name=seccomp', 'name=rootless'] })
    await expect(connectEngine(rootless)).rejects.toMatchObject({ code: 'ENGINE_UNSUPPORTED' })
    const labels = await engineThatSays({ ...usual, SecurityOptions: ['name=seccomp', 'name=selinux'] })
    await expect(connectEngine(labels)).rejects.toMatchObject({ code: 'ENGINE_UNSUPPORTED' })
    const other = await engineThatSays({ ...usual, OSType: 'windows' })
    await expect(connectEngine(other)).rejects.toMatchObject({ code: 'ENGINE_UNSUPPORTED' })
  })

  it('tells its processors, and whether it maps users', async () => {
    expect(await connectEngine(await engineThatSays(usual))).toMatchObject({ cpus: 2, remapsUsers: false })
    const remapping = await engineThatSays({ ...usual, SecurityOptions: ['name=userns'] })
    expect(await connectEngine(remapping)).toMatchObject({ remapsUsers: true })
  })

  it('that answers with an error is quoted', async () => {
    const host = await engineThatSays({ message: 'out of order' }, 500)
    const target = dockerTarget({ host, member, networkId, dir: await newFolder(), elapsed })
    await expect(target.observe()).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      facts: { status: 500, message: 'out of order' },
    })
  })
})
