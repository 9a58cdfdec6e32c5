import { execFileSync, spawn } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from '@jest/globals'
import { manifestDigest } from '../../../../network/besu/manifest.ts'
import { restartByFlag } from '../../../../provisioner/agent/restart-by-flag.ts'
import { keyFolders } from '../../../../provisioner/targets/docker/key-place.ts'
import { removeContainer } from '../../../../provisioner/targets/docker/own-parts.ts'
import { describeWithEngine, docker, host, standInImage } from './engine.ts'
import { exec, inspect, names, newTarget, node, until } from './live-node.ts'
import { given, key, manifestOf, member, networkId, optionsOf, ports } from './manifests.ts'

const RUN = fileURLToPath(new URL('./run-once.ts', import.meta.url))

describeWithEngine('a node on a Docker engine', () => {
  let image: string
  let made: Awaited<ReturnType<typeof newTarget>>
  const place = () => ({ root: made.options.keyRoot, owner: { networkId, member }, node })
  const answers = async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
    const asked = fetch(`http://127.0.0.1:${ports.rpc}`, { method: 'POST', body })
    return asked.then(
      async (answer) => (await answer.text()).includes('0x9783c'),
      () => false,
    )
  }
  const ensure = (manifest = manifestOf(image)) => made.target.ensure(manifest, given())

  beforeAll(async () => {
    image = await standInImage()
    made = await newTarget()
  }, 120_000)

  it('runs, is observed, and answers on this machine', async () => {
    await ensure()
    const [seen, ...others] = await made.target.observe()
    expect(others).toEqual([])
    expect(seen).toMatchObject({
      node,
      digest: manifestDigest(manifestOf(image)),
      state: 'running',
      rpc: `http://127.0.0.1:${ports.rpc}`,
    })
    expect(Math.abs((seen?.since ?? 0) - Date.now() / 1000)).toBeLessThan(60)
  }, 60_000)

  it('is left alone when it is right', async () => {
    const before = await inspect()
    await ensure()
    const after = await inspect()
    expect([after.Id, after.State.StartedAt]).toEqual([before.Id, before.State.StartedAt])
  })

  it('listens to the world for P2P only, as asked', async () => {
    const { Ports } = (await inspect()).NetworkSettings
    expect(Ports[`${ports.rpc}/tcp`]).toEqual([{ HostIp: '127.0.0.1', HostPort: String(ports.rpc) }])
    expect(Ports[`${ports.metrics}/tcp`]).toEqual([{ HostIp: '127.0.0.1', HostPort: String(ports.metrics) }])
    expect(Object.values(Ports).filter((bound) => bound !== null)).toHaveLength(3)
  })

  it('has its key nowhere but in memory', async () => {
    const secret = key.slice(2)
    expect(JSON.stringify(await inspect())).not.toContain(secret)
    expect(JSON.stringify(await docker.getImage(image).inspect())).not.toContain(secret)
    expect(JSON.stringify(await docker.getVolume(names.volume).inspect())).not.toContain(secret)
    expect((await made.target.logs(node, 1000)).join('\n')).not.toContain(secret)
    expect((await exec('env')).text).not.toContain(secret)
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(secret)
    const found = execFileSync('grep', ['-rlF', secret, made.options.dir, made.options.keyRoot, '.'], {
      cwd: made.options.dir,
      encoding: 'utf8',
    })
    expect(found.trim().split('\n')).toEqual([expect.stringMatching(/^\/dev\/shm\/.*\/key\/node\.key$/)])
    expect((await exec('cat', '/quorate/key/node.key')).text).toBe(key)
  })

  it('is not root, and can write its data and /tmp and nothing else', async () => {
    expect((await exec('id', '-u')).text.trim()).not.toBe('0')
    for (const path of ['/quorate/volume/data/x', '/tmp/x'])
      expect(await exec('touch', path)).toMatchObject({ code: 0 })
    for (const path of ['/x', '/quorate/files/x', '/quorate/key/x', '/quorate/flags/restart', '/quorate/volume/x']) {
      expect(await exec('touch', path)).toMatchObject({ code: 1 })
    }
    const { text } = await exec('grep', '-E', '^(CapEff|CapBnd|NoNewPrivs)', '/proc/self/status')
    expect(text.replaceAll(/\s+/g, ' ').trim()).toBe(
      'CapBnd: 0000000000000000 NoNewPrivs: 1'.replace('CapBnd', 'CapEff: 0000000000000000 CapBnd'),
    )
  })

  it('is asked for its head by the engine; that of the stand-in is old, which is not healthy', async () => {
    const health = await until(async () => {
      const { Health } = (await inspect()).State
      return Health?.Log.length ? Health : undefined
    })
    expect(health.Log[0]).toMatchObject({
      ExitCode: 1,
      Output: expect.stringMatching(/^head is \d{9,} seconds old, at most 30/),
    })
  }, 40_000)

  it('goes on where what it is to be made from could not be started', async () => {
    const before = (await inspect()).Id
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const moved = { ...ports, metrics: port }
    const elsewhere = manifestOf(image, { ports: moved, options: optionsOf(moved) })
    const noPin = {
      ...given(),
      key: () => {
        throw new RangeError('no PIN')
      },
    }
    for (const doing of ['prepare', 'ensure', 'restart'] as const) {
      await expect(made.target[doing](elsewhere, given())).rejects.toMatchObject({
        code: 'PORT_IN_USE',
        facts: { port },
      })
      if (doing !== 'ensure') await expect(made.target[doing](manifestOf(image), noPin)).rejects.toThrow('no PIN')
    }
    other.close()
    const changed = manifestOf(image, { health: { headAgeSeconds: 31, stopSeconds: 10 } })
    await expect(made.target.ensure(changed, noPin)).rejects.toThrow('no PIN')
    const after = await inspect()
    expect([after.Id, after.State.Running]).toEqual([before, true])
  }, 40_000)

  it('begins with its seeds, and what it made of them stays', async () => {
    expect((await exec('cat', '/quorate/volume/data/permissions.toml')).text).toMatch(/nodes-allowlist/)
    await exec('sh', '-c', 'echo "# rewritten" >> /quorate/volume/data/permissions.toml')
    await made.target.restart(manifestOf(image), given())
    expect((await exec('cat', '/quorate/volume/data/permissions.toml')).text).toMatch(/# rewritten/)
  }, 40_000)

  it('starts again within its container when a flag asks for it, with no word to the engine', async () => {
    const before = await inspect()
    const starts = async () => (await made.target.logs(node, 200)).filter((line) => /asked for: /.test(line)).length
    const asked = await starts()
    await restartByFlag(join(keyFolders(place()).flags, 'restart'))
    await until(async () => (await starts()) > asked)
    await until(answers)
    expect((await inspect()).State.StartedAt).toBe(before.State.StartedAt)
    await ensure()
    expect((await inspect()).Id).toBe(before.Id)
  }, 40_000)

  it('is started again by the engine when it ends, from the key that is still there', async () => {
    const before = await inspect()
    expect(before.State.Pid).toBeGreaterThan(1)
    process.kill(before.State.Pid, 'SIGKILL')
    await until(async () => {
      const { State } = await inspect()
      return State.Running && State.Pid !== before.State.Pid
    })
    await until(answers)
  }, 40_000)

  it('gets its key again after the machine was off', async () => {
    await docker.getContainer(names.container).stop()
    await rm(join(made.options.keyRoot, `quorate-${process.getuid?.() ?? 0}`), { recursive: true })
    expect(await made.target.observe()).toMatchObject([{ node, state: 'stopped', rpc: null, since: null }])
    await ensure()
    expect(await made.target.observe()).toMatchObject([{ node, state: 'running' }])
  }, 40_000)

  it('starts again though the network that it was started in is gone', async () => {
    await docker.getContainer(names.container).stop()
    await docker.getNetwork(names.network).remove()
    await ensure()
    expect(await made.target.observe()).toMatchObject([{ node, state: 'running' }])
    await docker.getContainer(names.container).stop()
    await docker.getNetwork(names.network).remove()
    await docker.createNetwork({ Name: names.network, Labels: (await inspect()).Config.Labels })
    await ensure()
    expect(await made.target.observe()).toMatchObject([{ node, state: 'running' }])
  }, 60_000)

  it('counts as stopped from when somebody began to stop it, killed or not, and is started again in full', async () => {
    const { dir, keyRoot, p2pAddress } = made.options
    const before = await inspect()
    // Besu that takes its time: the engine kills it after ten seconds.
    const frozen = process.kill.bind(process, before.State.Pid)
    frozen('SIGSTOP')
    const options = JSON.stringify({ host, member, networkId, dir, keyRoot, p2pAddress })
    const removing = spawn(process.execPath, [RUN, options, 'erase', image, '512'], { stdio: 'inherit' })
    await until(async () => (await made.target.observe())[0]?.state === 'stopped')
    await setTimeout(1000)
    removing.kill('SIGKILL')
    await once(removing, 'exit')
    expect((await inspect()).State.Running).toBe(true)
    expect(await made.target.observe()).toMatchObject([{ state: 'stopped' }])
    await ensure()
    await setTimeout(11_000)
    expect(await made.target.observe()).toMatchObject([{ state: 'running' }])
    expect((await inspect()).State.StartedAt).not.toBe(before.State.StartedAt)
  }, 90_000)

  it('is made again when its files were changed behind its back', async () => {
    const before = await inspect()
    const genesis = join(made.options.dir, 'nodes', node, 'files', 'genesis.json')
    expect(await made.target.lacks?.([manifestOf(image)])).toEqual(new Map())
    await rm(genesis)
    await writeFile(genesis, '{}')
    expect(await made.target.lacks?.([manifestOf(image)])).toEqual(new Map([[node, expect.any(String)]]))
    await ensure()
    expect(await made.target.lacks?.([manifestOf(image)])).toEqual(new Map())
    expect((await inspect()).Id).not.toBe(before.Id)
    expect((await exec('cat', '/quorate/files/genesis.json')).text).toMatch(/620604/)
  }, 40_000)

  it('is replaced when its manifest changes, and keeps its data', async () => {
    await exec('touch', '/quorate/volume/data/kept')
    const changed = manifestOf(image, { resources: { memoryMiB: 600, cpus: 1, diskGiB: 1 } })
    await ensure(changed)
    expect(await made.target.observe()).toMatchObject([{ digest: manifestDigest(changed), state: 'running' }])
    expect((await inspect()).HostConfig.Memory).toBe(600 * 2 ** 20)
    expect(await exec('ls', '/quorate/volume/data/kept')).toMatchObject({ code: 0 })
  }, 40_000)

  it('that ends at once is an error with the end of its log, and is not started over and over', async () => {
    const broken = manifestOf(image, { options: { ...manifestOf(image).options, 'no-such-option': 1 } })
    await expect(ensure(broken)).rejects.toMatchObject({
      code: 'NODE_NOT_STARTED',
      facts: { node, exitCode: 1, log: expect.arrayContaining([expect.stringMatching(/no-such-option/)]) },
    })
    expect(await made.target.observe()).toMatchObject([{ state: 'stopped' }])
    await ensure()
    expect(await made.target.observe()).toMatchObject([{ state: 'running' }])
  }, 60_000)

  it('removed is gone with its network, key and files; its data stays for the next', async () => {
    await made.target.remove(node)
    await made.target.remove(node)
    expect(await made.target.observe()).toEqual([])
    await expect(docker.getNetwork(names.network).inspect()).rejects.toMatchObject({ statusCode: 404 })
    expect(execFileSync('find', [made.options.keyRoot, '-type', 'f'], { encoding: 'utf8' })).toBe('')
    expect(await readdir(join(made.options.dir, 'nodes', node))).toEqual([])
    expect(await made.target.logs(node, 5)).toEqual([])
    await ensure()
    expect(await exec('ls', '/quorate/volume/data/kept')).toMatchObject({ code: 0 })
  }, 60_000)

  it('removed leaves a network that somebody else is in, and nothing of its own', async () => {
    const guest = await docker.createContainer({
      Image: image,
      Cmd: ['sleep', '60'],
      HostConfig: { NetworkMode: names.network },
    })
    await guest.start()
    await made.target.remove(node)
    expect(execFileSync('find', [made.options.keyRoot, '-type', 'f'], { encoding: 'utf8' })).toBe('')
    expect((await docker.getNetwork(names.network).inspect()).Name).toBe(names.network)
    await guest.remove({ force: true })
    await ensure()
  }, 60_000)

  it('is taken away once, though two ask for it', async () => {
    const { Id } = await inspect()
    await Promise.all([removeContainer(docker, Id), removeContainer(docker, Id)])
    expect(await made.target.observe()).toEqual([])
    await ensure()
  }, 60_000)

  it('erased is gone with its data', async () => {
    await made.target.erase(node)
    await made.target.erase(node)
    await expect(docker.getVolume(names.volume).inspect()).rejects.toMatchObject({ statusCode: 404 })
    await ensure()
    expect((await exec('ls', '/quorate/volume/data/kept')).code).not.toBe(0)
  }, 60_000)

  it('of another member, or of another network, is refused before anything is asked', async () => {
    await expect(ensure(manifestOf(image, { member: 'devices-alpha' }))).rejects.toMatchObject({ code: 'NODE_FOREIGN' })
    const network = { ...manifestOf(image).network, networkId: `0x${'99'.repeat(32)}` as const }
    await expect(ensure(manifestOf(image, { network }))).rejects.toMatchObject({ code: 'NODE_FOREIGN' })
  })

  it('does not touch what has its name and is not its own', async () => {
    await made.target.erase(node)
    const { id } = await docker.createContainer({ name: names.container, Image: image, Cmd: ['sleep', '1'] })
    try {
      const refused = { code: 'NAME_TAKEN', facts: { kind: 'container', name: names.container, member, found: null } }
      await expect(ensure()).rejects.toMatchObject(refused)
      await expect(made.target.erase(node)).rejects.toMatchObject(refused)
      expect((await inspect()).Id).toBe(id)
    } finally {
      await docker.getContainer(id).remove()
    }
    await docker.createVolume({ Name: names.volume })
    await expect(ensure()).rejects.toMatchObject({ code: 'NAME_TAKEN', facts: { kind: 'volume' } })
    await expect(made.target.erase(node)).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    await docker.getVolume(names.volume).remove()
  }, 60_000)

  it('whose port is taken says which, and starts once it is free', async () => {
    const server = createServer().listen(ports.metrics, '127.0.0.1')
    await once(server, 'listening')
    await expect(ensure()).rejects.toMatchObject({ code: 'PORT_IN_USE', facts: { port: ports.metrics } })
    // Nothing of it was begun.
    expect(await made.target.observe()).toEqual([])
    server.close()
    await once(server, 'close')
    await ensure()
    expect(await made.target.observe()).toMatchObject([{ state: 'running' }])
  }, 60_000)

  it('cannot reach the JSON-RPC of another member, though both are on one engine', async () => {
    const away = { p2p: ports.p2p + 10, rpc: ports.rpc + 10, metrics: ports.metrics + 10 }
    const other = await newTarget({ member: 'devices-alpha' })
    const manifest = manifestOf(image, { member: 'devices-alpha', node: 'devices-alpha-1', ports: away })
    const options = {
      ...manifest.options,
      'p2p-port': away.p2p,
      'rpc-http-port': away.rpc,
      'metrics-port': away.metrics,
    }
    await other.target.ensure({ ...manifest, options }, given())
    expect(await other.target.observe()).toMatchObject([{ node: 'devices-alpha-1', state: 'running' }])
    expect(await made.target.observe()).toMatchObject([{ node }])
    const { NetworkSettings } = await inspect(
      (await docker.listContainers({ filters: { label: ['quorate.node=devices-alpha-1'] } }))[0]?.Id ?? '',
    )
    const [address] = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress)
    const dial = (port: number) => exec('timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`)
    expect((await dial(away.rpc)).code).not.toBe(0)
    expect((await dial(away.p2p)).code).not.toBe(0)
  }, 60_000)
})
