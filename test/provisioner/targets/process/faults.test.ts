import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import type { NodeManifest } from '../../../../network/besu/node-manifest.ts'
import { nodesOfTarget } from '../../../../provisioner/agent/nodes-of-target.ts'
import { standsAgain, takesDown } from '../../../../provisioner/home/taken-down.ts'
import { exists } from '../../../../provisioner/home/exists.ts'
import { CLAIMING } from '../../../../provisioner/targets/process/claim.ts'
import { keyFile } from '../../../../provisioner/targets/process/key-place.ts'
import { processTarget } from '../../../../provisioner/targets/process/process-target.ts'
import { mayMakeSmallDisks, onSmallDisk } from '../../../e2e/small-disk.ts'
import { newFolder } from '../../home/folders.ts'
import { exampleNode, processesWith, standIn, variables } from './setup.ts'

// A node starts in a moment, and in many on a machine that runs every other suite too.
jest.setTimeout(60_000)

const removing = fileURLToPath(new URL('./fixtures/remove.ts', import.meta.url))

const asRoot = process.getuid?.() === 0 ? it : it.skip
const onFullDisk = (await mayMakeSmallDisks()) ? it : it.skip

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function setup(bin: string | null = standIn, more: Record<string, string | undefined> = {}) {
  const dir = await newFolder()
  const { manifest, key } = await exampleNode()
  const target = processTarget({ dir, besu: { bin: bin ?? undefined }, env: { variables: { ...variables, ...more } } })
  const lines: string[] = []
  const progress = (line: string) => void lines.push(line)
  const ensure = (wanted: NodeManifest = manifest) =>
    target.ensure(wanted, { key: () => key, progress, signal: new AbortController().signal })
  ends.push(async () => {
    await target.erase(manifest.node)
    rmSync(dirname(keyFile({ dir }, manifest.node)), { recursive: true, force: true })
  })
  const folder = join(dir, 'nodes', manifest.node)
  return { dir, folder, manifest, key, target, ensure, lines }
}

/** A program that prints what a Besu would for --version, and then does something. */
async function program(version: string, then = 'exit 1'): Promise<string> {
  const file = join(await newFolder(), 'besu')
  writeFileSync(file, `#!/bin/sh\nif [ "$1" = --version ]; then ${version}; else ${then}; fi\n`)
  chmodSync(file, 0o755)
  return file
}

/** A Besu that takes its time, as a Java does, before it reads its key. */
const slowly = () => program('echo besu/v26.8.0/x', `sleep 2; exec "${standIn}" "$@"`)

/** A Besu that takes so many seconds to end, however often it is asked to. */
const slowToStop = (seconds: number) =>
  program(
    'echo besu/v26.8.0/x',
    `end() { trap '' TERM; sleep ${seconds}; exit 0; }; trap end TERM; "${standIn}" "$@" & while :; do wait; sleep 0.1; done`,
  )

const code = (value: string) => expect.objectContaining({ code: value })

describe('a node is refused', () => {
  it('where there is no Besu', async () => {
    const empty = await newFolder()
    const { ensure } = await setup(null, { BESU_HOME: undefined, PATH: empty })
    await expect(ensure()).rejects.toEqual(code('BESU_ABSENT'))
    const named = await setup(join(empty, 'besu'))
    await expect(named.ensure()).rejects.toEqual(code('BESU_ABSENT'))
    const home = await setup(null, { BESU_HOME: empty })
    await expect(home.ensure()).rejects.toEqual(code('BESU_ABSENT'))
  })

  it('where Besu is of another version, and not where it is a build between', async () => {
    const other = await setup(await program('echo besu/v25.12.0/linux'))
    await expect(other.ensure()).rejects.toEqual(code('BESU_OTHER_VERSION'))
    expect(await exists(other.folder)).toBe(false)
    const build = await setup(await program('echo besu/v26.8-develop-683880b/linux', `exec "${standIn}" "$@"`))
    await build.ensure()
    expect(build.lines.join()).toContain('a development build')
  })

  it('where Java is too old, or there is none', async () => {
    const old = await setup(await program('echo java.lang.UnsupportedClassVersionError >&2; exit 1'))
    await expect(old.ensure()).rejects.toEqual(code('JAVA_TOO_OLD'))
    const none = await setup(await program('echo ERROR: JAVA_HOME is not set >&2; exit 1'))
    await expect(none.ensure()).rejects.toEqual(code('BESU_UNUSABLE'))
  })

  it('where a port is taken, and nothing is left of its key', async () => {
    const { ensure, manifest, dir, target } = await setup()
    const other = createServer().listen(manifest.ports.rpc, '127.0.0.1')
    await once(other, 'listening')
    await expect(ensure()).rejects.toMatchObject({ code: 'PORT_IN_USE', facts: { port: manifest.ports.rpc } })
    expect(await exists(keyFile({ dir }, manifest.node))).toBe(false)
    other.close()
    await once(other, 'close')
    await ensure()
    expect(await target.observe()).toMatchObject([{ state: 'running' }])
  })

  it('on an address that this machine does not have', async () => {
    const { manifest, key, dir } = await setup()
    // TEST-NET-1 (RFC 5737) is nobody's.
    const elsewhere = processTarget({ dir, besu: { bin: standIn }, env: { variables }, listen: '192.0.2.1' })
    const given = { key: () => key, progress: () => {}, signal: new AbortController().signal }
    await expect(elsewhere.ensure(manifest, given)).rejects.toMatchObject({
      code: 'PORT_REFUSED',
      facts: { host: '192.0.2.1', errno: 'EADDRNOTAVAIL' },
    })
    expect(await exists(keyFile({ dir }, manifest.node))).toBe(false)
  })

  it('where its data are another network’s', async () => {
    const { ensure, manifest, target } = await setup()
    await ensure()
    const network = { ...manifest.network, networkId: `0x${'22'.repeat(32)}` } as const
    await target.remove(manifest.node)
    await expect(ensure({ ...manifest, network })).rejects.toEqual(code('NODE_OF_OTHER_NETWORK'))
    await ensure()
  })

  it('where Besu ends, with the end of its log, and without its key', async () => {
    const { ensure, manifest, dir, target } = await setup()
    const broken = { ...manifest, options: { ...manifest.options, sparkles: true } }
    await expect(ensure(broken)).rejects.toMatchObject({
      code: 'NODE_NOT_STARTED',
      facts: { lines: [expect.stringContaining('sparkles')] },
    })
    expect(await exists(keyFile({ dir }, manifest.node))).toBe(false)
    expect(await target.observe()).toMatchObject([{ state: 'stopped', rpc: null }])
    await ensure()
    expect(await target.observe()).toMatchObject([{ state: 'running' }])
  })

  onFullDisk('where its disk is full, though no log could say so', async () => {
    const { dir, ensure } = await setup(await program('echo besu/v26.8.0/x', 'exit 1'))
    await onSmallDisk(dir, '64m', async () => {
      writeFileSync(join(dir, 'filler'), Buffer.alloc(62.5 * 2 ** 20))
      await expect(ensure()).rejects.toMatchObject({
        code: 'NODE_NOT_STARTED',
        facts: { cause: 'DISK_EXHAUSTED', lines: [] },
        remedy: expect.stringMatching(/^Make room/),
      })
    })
  })

  it('where others can open the folder of its key', async () => {
    const { ensure, dir, manifest } = await setup()
    mkdirSync(dirname(keyFile({ dir }, manifest.node)), { recursive: true })
    chmodSync(dirname(keyFile({ dir }, manifest.node)), 0o755)
    await expect(ensure()).rejects.toEqual(code('KEY_PLACE_UNSAFE'))
    expect(await exists(keyFile({ dir }, manifest.node))).toBe(false)
  })

  asRoot('not where another user made the folder of its key first: that one is passed by', async () => {
    const { ensure, dir, manifest, target } = await setup()
    const taken = dirname(keyFile({ dir }, manifest.node))
    mkdirSync(taken)
    chownSync(taken, 65_534, 65_534)
    try {
      await ensure()
      expect(await target.observe()).toMatchObject([{ state: 'running' }])
      expect(dirname(keyFile({ dir }, manifest.node))).not.toBe(taken)
      expect(readdirSync(taken)).toEqual([])
      // What it was made from has not changed: nothing is to be done.
      expect(await target.lacks?.([manifest])).toEqual(new Map())
    } finally {
      rmSync(taken, { recursive: true })
    }
  })

  it('whose name leads out of the folder', async () => {
    const { target } = await setup()
    for (const name of ['../x', '', '.', 'a/b', 'A']) expect(() => target.erase(name)).toThrow(RangeError)
  })
})

describe('a node', () => {
  it('gets nothing of the environment that would go over its configuration, and no key', async () => {
    const bin = await program('echo besu/v26.8.0/x', `env; echo "$@"; exec "${standIn}" "$@"`)
    const { ensure, target, manifest, key } = await setup(bin, { BESU_RPC_HTTP_HOST: '0.0.0.0', JAVA_HOME: '/java' })
    await ensure()
    const log = (await target.logs(manifest.node, 200)).join('\n')
    expect(log).toContain('JAVA_HOME=/java')
    expect(log).toContain('MALLOC_ARENA_MAX=2')
    expect(log).toContain('BESU_OPTS=-Xmx512m -XX:ActiveProcessorCount=2')
    expect(log).not.toContain('BESU_RPC_HTTP_HOST')
    expect(log).not.toContain(key.slice(2))
  })

  it('keeps its files, data and log to its user', async () => {
    const { ensure, folder } = await setup()
    await ensure()
    for (const name of ['besu.log', 'node.json', 'files/besu.toml', 'files/genesis.json', 'data', 'files']) {
      expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0])
    }
  })

  it('keeps allow lists that Besu changed, and gets new ones only by a new name', async () => {
    const { ensure, folder, manifest } = await setup()
    await ensure()
    const [[seed = '', text = ''] = []] = Object.entries(manifest.seeds)
    const changed = `${text}# by RPC\n`
    writeFileSync(join(folder, 'data', seed), changed)
    const options = { ...manifest.options, logging: 'WARN' }
    await ensure({ ...manifest, options })
    expect(readFileSync(join(folder, 'data', seed), 'utf8')).toBe(changed)
  })

  it('loses files that its manifest has no more', async () => {
    const { ensure, folder, manifest } = await setup()
    await ensure({ ...manifest, files: { ...manifest.files, 'old.txt': 'x' } })
    expect(await exists(join(folder, 'files', 'old.txt'))).toBe(true)
    await ensure()
    expect(await exists(join(folder, 'files', 'old.txt'))).toBe(false)
  })

  it('that ended by itself is observed as stopped, and comes back', async () => {
    const { ensure, folder, target } = await setup()
    await ensure()
    const [pid = 0] = processesWith(join(folder, 'files', 'besu.toml'))
    process.kill(pid, 'SIGKILL')
    await until(async () => (await target.observe())[0]?.state === 'stopped')
    await ensure()
    expect(await target.observe()).toMatchObject([{ state: 'running' }])
  })

  it('is not taken for another process that got its pid', async () => {
    const { ensure, folder, manifest, target } = await setup()
    await ensure()
    const [name = ''] = readdirSync(folder).filter((entry) => entry.startsWith('process.'))
    await target.remove(manifest.node)
    const other = spawn('sleep', ['60'])
    writeFileSync(join(folder, name), `${other.pid}\n${other.pid} (java) S 1${' 0'.repeat(17)} 12345 0\n`)
    writeFileSync(join(folder, name.replace('process', 'claim')), '')
    expect(await target.observe()).toEqual([])
    await ensure()
    expect(other.exitCode).toBeNull()
    other.kill()
  })

  it('that ran before this machine was started again is not taken for what has its pid now', async () => {
    const { ensure, folder, manifest, target } = await setup()
    await ensure()
    const [name = ''] = readdirSync(folder).filter((entry) => entry.startsWith('process.'))
    const identity = readFileSync(join(folder, name), 'utf8')
    const another = identity.replace(/^[0-9a-f-]{36}$/m, '01234567-89ab-cdef-0123-456789abcdef')
    expect(another).not.toBe(identity)
    writeFileSync(join(folder, name), another)
    expect(await target.observe()).toMatchObject([{ state: 'stopped' }])
    // Written before that was kept.
    writeFileSync(join(folder, name), identity.split('\n').slice(0, 2).join('\n'))
    expect(await target.observe()).toMatchObject([{ node: manifest.node, state: 'running' }])
    writeFileSync(join(folder, name), identity)
  })

  it('does not become one where there is no room to write down who it is', async () => {
    const [ticket, claim] = [join(await newFolder(), 'ticket'), join(await newFolder(), 'claim')]
    writeFileSync(ticket, '')
    const become = ['-c', CLAIMING, 'sh', ticket, claim, '/dev/full', 'echo', 'became it']
    const { status, stdout } = spawnSync('sh', become, { encoding: 'utf8' })
    expect([status, stdout, await exists(claim), await exists(ticket)]).toEqual([70, '', false, true])
  })

  it('that runs, and of which nobody can tell who it is, does not count as stopped', async () => {
    const { ensure, folder, manifest, target } = await setup()
    await ensure()
    const [name = ''] = readdirSync(folder).filter((entry) => entry.startsWith('process.'))
    const identity = readFileSync(join(folder, name))
    writeFileSync(join(folder, name), '')
    await expect(target.observe()).rejects.toEqual(code('CLAIM_UNREADABLE'))
    await expect(target.remove(manifest.node)).rejects.toEqual(code('CLAIM_UNREADABLE'))
    await expect(ensure({ ...manifest, options: { ...manifest.options, logging: 'WARN' } })).rejects.toEqual(
      code('CLAIM_UNREADABLE'),
    )
    expect(processesWith(join(folder, 'files', 'besu.toml'))).toHaveLength(1)
    writeFileSync(join(folder, name), identity)
    expect(await target.observe()).toMatchObject([{ state: 'running' }])
  })

  it('is killed where it does not stop in its time', async () => {
    const bin = await program('echo besu/v26.8.0/x', `trap '' TERM; "${standIn}" "$@" & while :; do sleep 1; done`)
    const { ensure, manifest, target, folder } = await setup(bin)
    const stubborn = { ...manifest, health: { ...manifest.health, stopSeconds: 0 } }
    await ensure(stubborn)
    await target.remove(manifest.node)
    await until(async () => processesWith(join(folder, 'files', 'besu.toml')).length === 0)
    expect(await target.observe()).toEqual([])
  })

  it('counts as stopped from when somebody began to stop it, killed or not, and is started again in full', async () => {
    const { dir, ensure, folder, manifest, target } = await setup(await slowToStop(3))
    const bin = standIn
    const claims = () => readdirSync(folder).filter((name) => name.startsWith('claim.'))
    const states = async () => (await target.observe()).map(({ state }) => state)
    await ensure()
    const [before] = claims()
    const remove = spawn(process.execPath, ['--no-warnings', removing, dir, bin, manifest.node], { stdio: 'inherit' })
    await until(async () => (await states())[0] === 'stopped')
    remove.kill('SIGKILL')
    await once(remove, 'exit')
    expect(await states()).toEqual(['stopped'])
    await ensure()
    // As long as the first one takes to end, and no longer is what runs the first one.
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(await states()).toEqual(['running'])
    expect(claims()).toEqual([expect.not.stringMatching(before ?? '')])
  })

  it('stays away where it was taken away while its restart waited for that', async () => {
    const { dir, ensure, manifest, target, key } = await setup(await slowToStop(2))
    await ensure()
    const own = nodesOfTarget({
      ...{ home: dir, target, nodes: [manifest.node], manifests: async () => [manifest], key: () => key },
      ...{ progress: () => {}, signal: new AbortController().signal, standOnce: async () => undefined },
    })
    await takesDown(dir)
    const removed = target.remove(manifest.node)
    await until(async () => (await target.observe())[0]?.state === 'stopped')
    await Promise.all([removed, own.restart(manifest.node)])
    expect(await target.observe()).toEqual([])
    await standsAgain(dir)
    await own.restart(manifest.node)
    expect(await target.observe()).toMatchObject([{ state: 'running' }])
  })

  it('is left alone where it was made anew while its restart waited for that', async () => {
    const { dir, ensure, manifest, target, key } = await setup(await slowToStop(2))
    await ensure()
    const own = nodesOfTarget({
      ...{ home: dir, target, nodes: [manifest.node], manifests: async () => [manifest], key: () => key },
      ...{ progress: () => {}, signal: new AbortController().signal, standOnce: async () => undefined },
    })
    const before = (await target.observe())[0]?.since
    const given = { key: () => key, progress: () => {}, signal: new AbortController().signal }
    const decided: Promise<void>[] = []
    const still = async () => {
      decided.push(own.restart(manifest.node))
      return true
    }
    await target.restart(manifest, { ...given, still })
    const [anew] = await target.observe()
    await Promise.all(decided)
    expect(anew?.since).not.toBe(before)
    expect(await target.observe()).toEqual([anew])
  })

  it('goes on where no Besu that it could be started with is found', async () => {
    const { dir, ensure, manifest, key, target } = await setup()
    await ensure()
    const before = await target.observe()
    const given = { key: () => key, progress: () => {}, signal: new AbortController().signal }
    const at = (bin: string | undefined, more: Record<string, string | undefined>) =>
      processTarget({ dir, besu: { bin }, env: { variables: { ...variables, ...more } } }).restart(manifest, given)
    const nowhere = { BESU_HOME: undefined, PATH: await newFolder() }
    await expect(at(undefined, nowhere)).rejects.toEqual(code('BESU_ABSENT'))
    await expect(at(await program('echo besu/v25.12.0/linux'), {})).rejects.toEqual(code('BESU_OTHER_VERSION'))
    expect(await target.observe()).toEqual(before)
    expect(before).toMatchObject([{ state: 'running' }])
  })

  it('goes on where what it is to be made from could not be started', async () => {
    const { dir, ensure, folder, manifest, target } = await setup()
    await ensure()
    const [pid] = processesWith(join(folder, 'files', 'besu.toml'))
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const moved = { ...manifest, ports: { ...manifest.ports, metrics: port } }
    await expect(ensure(moved)).rejects.toMatchObject({ code: 'PORT_IN_USE', facts: { port } })
    const locked = {
      key: () => {
        throw new RangeError('no PIN')
      },
      progress: () => {},
      signal: new AbortController().signal,
    }
    const changed = { ...manifest, options: { ...manifest.options, logging: 'WARN' } }
    await expect(target.ensure(changed, locked)).rejects.toThrow('no PIN')
    chmodSync(dirname(keyFile({ dir }, manifest.node)), 0o755)
    await expect(ensure(changed)).rejects.toEqual(code('KEY_PLACE_UNSAFE'))
    chmodSync(dirname(keyFile({ dir }, manifest.node)), 0o700)
    expect(processesWith(join(folder, 'files', 'besu.toml'))).toEqual([pid])
    other.close()
    // Its own ports are no obstacle.
    await ensure(changed)
  })

  it('has a log of its own for each start, and keeps the last ones', async () => {
    const { ensure, manifest, target, folder, key } = await setup()
    await ensure()
    const [before = ''] = await target.logs(manifest.node, 1)
    const given = { key: () => key, progress: () => {}, signal: new AbortController().signal }
    for (let start = 0; start < 4; start += 1) await target.restart(manifest, given)
    expect(await target.logs(manifest.node, 9)).toHaveLength(1)
    expect((await target.logs(manifest.node, 1))[0]).not.toBe(before)
    expect(
      ['1', '2', '3', '4'].map(
        (age) => statSync(`${join(folder, 'besu.log')}.${age}`, { throwIfNoEntry: false }) !== undefined,
      ),
    ).toEqual([true, true, true, false])
  })

  it('leaves nothing in memory once the last one is away', async () => {
    const { dir, ensure, manifest, target } = await setup()
    const folder = dirname(keyFile({ dir }, manifest.node))
    await ensure()
    const another = keyFile({ dir }, 'another')
    writeFileSync(another, '')
    await target.remove(manifest.node)
    expect(readdirSync(folder)).toEqual(['another.key'])
    await target.remove('another')
    expect(await exists(folder)).toBe(false)
    await target.remove('another')
  })

  it('waits no longer than it is wanted', async () => {
    const bin = await program('echo besu/v26.8.0/x', 'exec sleep 60')
    const { manifest, key, target } = await setup(bin)
    const wanted = new AbortController()
    const started = target.ensure(manifest, { key: () => key, progress: () => wanted.abort(), signal: wanted.signal })
    await expect(started).rejects.toMatchObject({ name: 'AbortError' })
    await until(async () => (await target.observe())[0]?.state === 'running')
  })

  it.each(['killed', 'aborted'] as const)(
    'whose start was %s leaves its key until Besu has read it, and not longer',
    async (how) => {
      const [folder, bin] = [await newFolder(), await slowly()]
      const { dir, manifest, key, target } = await setup(bin)
      const file = keyFile({ dir }, manifest.node)
      const running = async () => (await target.observe())[0]?.state === 'running'
      const wanted = new AbortController()
      const given = { key: () => key, progress: () => {}, signal: wanted.signal }
      if (how === 'killed') {
        const files = [join(folder, 'manifest.json'), join(folder, 'key.json')] as const
        writeFileSync(files[0], JSON.stringify(manifest))
        writeFileSync(files[1], JSON.stringify(key))
        const fixture = fileURLToPath(new URL('./fixtures/ensure.ts', import.meta.url))
        const child = spawn(process.execPath, ['--no-warnings', fixture, dir, bin, ...files], { env: variables })
        const gone = once(child, 'exit')
        await until(running)
        child.kill('SIGKILL')
        await gone
      } else {
        const started = target.ensure(manifest, given)
        await Promise.all([until(running).then(() => wanted.abort()), expect(started).rejects.toThrow()])
      }
      const before = await target.observe()
      expect([before[0]?.state, await exists(file)]).toEqual(['running', true])
      expect([...((await target.lacks?.([manifest])) ?? [])]).toEqual([[manifest.node, expect.any(String)]])
      const calm = { progress: () => {}, signal: new AbortController().signal }
      await target.settle?.(manifest.node, calm)
      expect([await target.observe(), await exists(file)]).toEqual([before, false])
      expect([...((await target.lacks?.([manifest])) ?? [])]).toEqual([])
      const net = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'net_version', params: [] })
      const answer = await fetch(before[0]?.rpc ?? '', { method: 'POST', body: net })
      expect(await answer.json()).toMatchObject({ result: String(manifest.network.chainId) })
    },
  )

  it('that does not run needs no key', async () => {
    const { dir, manifest, ensure, target } = await setup()
    const file = keyFile({ dir }, manifest.node)
    await ensure()
    await target.remove(manifest.node)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, '')
    await target.settle?.(manifest.node, { progress: () => {}, signal: new AbortController().signal })
    expect([await target.observe(), await exists(file)]).toEqual([[], false])
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it never came to hold')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
