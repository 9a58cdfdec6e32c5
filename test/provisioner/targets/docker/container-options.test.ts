import { describe, expect, it } from '@jest/globals'
import { manifestDigest } from '../../../../network/besu/manifest.ts'
import { type ContainerPlan, containerOptions } from '../../../../provisioner/targets/docker/container-options.ts'
import { LABEL } from '../../../../provisioner/targets/docker/names.ts'
import { key, manifestOf, member, networkId } from './manifests.ts'

const plan: ContainerPlan = {
  owner: { networkId, member },
  manifest: manifestOf(`sha256:${'0'.repeat(64)}`),
  image: `sha256:${'0'.repeat(64)}`,
  user: { uid: 1000, gid: 1000 },
  files: '/home/of/the/member/nodes/hospital-north-1/files',
  folders: { keys: '/dev/shm/keys', flags: '/dev/shm/flags' },
  p2pAddress: '203.0.113.7',
  sharedSubnet: undefined,
  engine: { cpus: 8, remapsUsers: false },
}
const options = containerOptions(plan)
const { HostConfig = {} } = options

describe('a container', () => {
  it('has no privilege, no capability, no root and nothing to write but its data and /tmp', () => {
    expect(options.User).toBe('1000:1000')
    expect(HostConfig).toMatchObject({
      Privileged: false,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
    })
    expect(HostConfig.CapAdd).toBeUndefined()
    expect(HostConfig.Devices).toBeUndefined()
    expect(HostConfig.PidMode ?? HostConfig.UTSMode ?? HostConfig.IpcMode).toBeUndefined()
    const writable = (HostConfig.Mounts ?? []).filter(({ ReadOnly }) => ReadOnly !== true)
    expect(writable).toEqual([expect.objectContaining({ Type: 'volume', Target: '/quorate/volume' })])
    expect(Object.keys(HostConfig.Tmpfs ?? {})).toEqual(['/tmp'])
  })

  it('never has the socket of the engine', () => {
    expect(JSON.stringify(options)).not.toMatch(/docker\.sock/)
  })

  it('publishes JSON-RPC and metrics on loopback alone, and P2P where it is asked to', () => {
    expect(HostConfig.PortBindings).toEqual({
      '27303/tcp': [{ HostIp: '203.0.113.7', HostPort: '27303' }],
      '27545/tcp': [{ HostIp: '127.0.0.1', HostPort: '27545' }],
      '27845/tcp': [{ HostIp: '127.0.0.1', HostPort: '27845' }],
    })
    expect(HostConfig.PublishAllPorts).toBeUndefined()
    const shared = containerOptions({ ...plan, sharedSubnet: '10.218.0.0/24' }).HostConfig?.PortBindings
    expect(Object.keys(shared as object)).toEqual(['27545/tcp', '27845/tcp'])
  })

  it('is limited: memory without swap, processors, processes, logs; half of the memory is the heap', () => {
    expect(HostConfig).toMatchObject({
      Memory: 512 * 2 ** 20,
      MemorySwap: 512 * 2 ** 20,
      NanoCpus: 1e9,
      PidsLimit: 4096,
    })
    expect(HostConfig.LogConfig?.Config).toEqual({ 'max-size': '20m', 'max-file': '5' })
    expect(options.Env).toContain('BESU_OPTS=-Xmx256m')
  })

  it('is promised no more processors than the engine has', () => {
    const { manifest } = plan
    const greedy = { ...manifest, resources: { ...manifest.resources, cpus: 64 } }
    expect(containerOptions({ ...plan, manifest: greedy }).HostConfig?.NanoCpus).toBe(8e9)
  })

  it('says whose it is and what it was made from, and not its key', () => {
    expect(options.Labels).toMatchObject({
      [LABEL.network]: networkId,
      [LABEL.member]: member,
      [LABEL.node]: 'hospital-north-1',
      [LABEL.manifest]: manifestDigest(plan.manifest),
    })
    expect(JSON.stringify(options)).not.toContain(key.slice(2, 12))
  })

  it('has another digest for anything that it is made from, and the same for the same', () => {
    const { manifest } = plan
    const changed: ContainerPlan[] = [
      { ...plan, image: `sha256:${'1'.repeat(64)}` },
      { ...plan, user: { uid: 1001, gid: 1000 } },
      { ...plan, files: '/elsewhere' },
      { ...plan, p2pAddress: '0.0.0.0' },
      { ...plan, sharedSubnet: '10.218.0.0/24' },
      { ...plan, engine: { cpus: 8, remapsUsers: true } },
      { ...plan, manifest: { ...manifest, health: { ...manifest.health, headAgeSeconds: 31 } } },
      { ...plan, manifest: { ...manifest, options: { ...manifest.options, logging: 'DEBUG' } } },
      { ...plan, manifest: { ...manifest, files: { ...manifest.files, 'genesis.json': '{}' } } },
    ]
    const digests = [plan, ...changed].map((of) => containerOptions(of).Labels[LABEL.container])
    expect(new Set(digests).size).toBe(changed.length + 1)
    expect(containerOptions(structuredClone(plan)).Labels).toEqual(options.Labels)
  })
})
