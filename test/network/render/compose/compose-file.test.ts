import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { load } from 'js-yaml'
import { composeFile } from '../../../../network/render/compose/compose-file.ts'
import { composePlan } from '../../../../network/render/compose/plan.ts'
import type { Service } from '../../../../network/render/compose/service.ts'
import { example } from '../../../fixtures/consortia.ts'

interface Compose {
  readonly name: string
  readonly services: Readonly<Record<string, Service & Record<string, unknown>>>
  readonly networks: Readonly<Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } }>>
  readonly volumes: Readonly<Record<string, { driver_opts?: { type: string; o: string } }>>
  readonly configs: Readonly<Record<string, { content: string }>>
}

const digest = (name: string) => `${name}@sha256:${'a1'.repeat(32)}`
const images = {
  besu: digest('hyperledger/besu'),
  prometheus: digest('prom/prometheus'),
  grafana: digest('grafana/grafana'),
}
const spec = '/quorate/network/consortium/examples/four-members.yaml'
const consortium = example('four-members')
const text = composeFile({ consortium, spec, images })
const compose = load(text) as Compose
const services = Object.entries(compose.services)
const nodes = consortium.members.flatMap((member) =>
  member.nodes.map(({ name }) => ({ member: member.name, node: name })),
)
const service = (name: string) => {
  const found = compose.services[name]
  if (found === undefined) throw new Error(`no service ${name}`)
  return found
}

describe('the compose file of a rehearsal', () => {
  it('says first that it is one', () => {
    expect(text.split('\n')[0]).toMatch(/^# A REHEARSAL/)
    for (const [, { labels }] of services) expect(labels).toEqual({ 'quorate.rehearsal': 'true' })
  })

  it('has a founding, a node and an agent for each member, a public chain, and monitoring only when asked for', () => {
    const expected = ['volumes', 'founding', 'public-chain', 'prometheus', 'grafana']
    const own = nodes.flatMap(({ member, node }) => [node, `${member}-agent`])
    expect(services.map(([name]) => name).sort()).toEqual([...expected, ...own].sort())
    const optional = services.filter(([, { profiles }]) => profiles !== undefined)
    expect(optional.map(([name]) => name)).toEqual(['prometheus', 'grafana'])
  })

  it('gives no container privileges, a writable root, capabilities or the socket of the engine', () => {
    for (const [name, found] of services) {
      expect(found).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
      expect(found).toMatchObject({ user: expect.stringMatching(name === 'volumes' ? /^0:0$/ : /^[1-9]\d*:\d+$/) })
      expect(found.cap_add ?? []).toEqual(name === 'volumes' ? ['CHOWN'] : [])
      for (const word of ['privileged', 'pid', 'ipc', 'devices', 'extra_hosts']) expect(found).not.toHaveProperty(word)
    }
    expect(text).not.toMatch(/docker\.sock|network_mode: host/)
  })

  it('lets the one container that is root do nothing but give new volumes away, without a network', () => {
    expect(service('volumes')).toMatchObject({ network_mode: 'none', entrypoint: ['chown', '1000:1000'] })
    expect(service('volumes')).not.toHaveProperty('ports')
  })

  it('publishes on loopback alone, each port once', () => {
    const ports = services.flatMap(([, found]) => found.ports ?? [])
    expect(ports.length).toBe(nodes.length + 3)
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length)
  })

  it('builds each image here or names it by digest, and refuses a tag', () => {
    for (const [, { build, image }] of services) {
      if (build === undefined) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/)
      else expect(build).toBe('.')
    }
    for (const name of ['besu', 'prometheus', 'grafana']) {
      const tagged = { ...images, [name]: 'example/image:1.2.3' }
      expect(() => composeFile({ consortium, spec, images: tagged })).toThrow(
        expect.objectContaining({ code: 'IMAGE_UNPINNED', facts: { image: 'example/image:1.2.3' } }),
      )
    }
  })

  it('asks the operator for an image of Besu where none is vouched for', () => {
    const asking = load(composeFile({ consortium, spec, images: { ...images, besu: null } })) as Compose
    for (const { node } of nodes) expect(asking.services[node]?.image).toMatch(/^\$\{QUORATE_BESU_IMAGE:\?/)
  })

  it('binds nothing of the machine: volumes only, each declared, and each declared one used', () => {
    const used = services.flatMap(([, found]) => (found.volumes ?? []).map((volume) => volume.split(':')[0] ?? ''))
    for (const name of used) expect(name).toMatch(/^[a-z0-9-]+$/)
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort())
  })

  it('keeps keys in memory, and gives each to its node and its member’s agent alone, the node reading only', () => {
    for (const { member, node } of nodes) {
      const { driver_opts } = compose.volumes[`${node}-key`] ?? {}
      expect(driver_opts).toMatchObject({ type: 'tmpfs', o: expect.stringContaining('mode=0700') })
      const having = services.filter(([, { volumes }]) => volumes?.some((volume) => volume.startsWith(`${node}-key:`)))
      expect(having.map(([name]) => name)).toEqual([node, `${member}-agent`])
      expect(service(node).volumes).toContain(`${node}-key:/quorate/key:ro`)
    }
  })

  it('gives a member’s home and passphrase to the founding and to that member’s agent alone', () => {
    for (const { name } of consortium.members) {
      for (const volume of [`${name}-home`, `${name}-secret`]) {
        const having = services.filter(([, { volumes }]) => volumes?.some((text) => text.startsWith(`${volume}:`)))
        expect(having.map(([found]) => found)).toEqual(['volumes', 'founding', `${name}-agent`])
      }
    }
    expect(text).not.toMatch(/0x[0-9a-f]{64}/)
  })

  it('gives every member a network of its own: only its node, its agent and, in a rehearsal, Prometheus are in it', () => {
    expect(compose.networks.consortium?.internal).toBe(true)
    for (const { member, node } of nodes) {
      const inside = services.filter(([, { networks }]) => networks !== undefined && member in networks)
      expect(inside.map(([name]) => name)).toEqual([node, `${member}-agent`, 'prometheus'])
      expect(Object.keys(service(node).networks ?? {}).sort()).toEqual(['consortium', member].sort())
      expect(Object.keys(service(`${member}-agent`).networks ?? {}).sort()).toEqual([member, 'public'].sort())
    }
    const subnets = Object.values(compose.networks).flatMap(
      ({ ipam }) => ipam?.config.map(({ subnet }) => subnet) ?? [],
    )
    expect(new Set(subnets).size).toBe(nodes.length + 1)
  })

  it('starts nodes and agents once the founding has ended well, and looks after their health', () => {
    const founded = { condition: 'service_completed_successfully' }
    expect(service('founding').depends_on).toEqual({ volumes: founded })
    for (const { member, node } of nodes) {
      expect(service(node).depends_on).toEqual({ founding: founded })
      expect(service(`${member}-agent`).depends_on).toMatchObject({ founding: founded })
    }
    const lasting = services.filter(([name]) => name !== 'volumes' && name !== 'founding')
    for (const [, found] of lasting) {
      expect(found).toMatchObject({
        restart: 'unless-stopped',
        mem_limit: expect.any(String),
        cpus: expect.any(Number),
      })
      expect(found.healthcheck?.test.length).toBeGreaterThan(1)
    }
  })

  it('lets Prometheus see every node and agent, and Grafana show them', () => {
    const config = load(compose.configs.prometheus?.content ?? '') as {
      scrape_configs: { static_configs: unknown[] }[]
    }
    expect(config.scrape_configs.map(({ static_configs }) => static_configs.length)).toEqual([nodes.length, 4])
    const shown = JSON.parse((compose.configs['grafana-dashboard']?.content ?? '').replaceAll('$$', '$'))
    expect(shown.panels).toHaveLength(4)
    const mounted = services.flatMap(([, { configs }]) => configs?.map(({ source }) => source) ?? [])
    expect(mounted.sort()).toEqual(Object.keys(compose.configs).sort())
  })

  it('is the same text for the same description', () => {
    expect(composeFile({ consortium: structuredClone(consortium), spec, images })).toBe(text)
  })
})

describe('places of a rehearsal', () => {
  it.each(['four-members', 'six-members', 'twenty-five-members'] as const)('are each of one node of %s', (name) => {
    const placed = composePlan(example(name)).flatMap((member) => member.nodes)
    expect(placed).toHaveLength(example(name).members.flatMap((member) => member.nodes).length)
    for (const places of [
      placed.map((at) => at.p2p),
      placed.map((at) => at.private),
      placed.map((at) => at.hostPort),
    ]) {
      expect(new Set<unknown>(places).size).toBe(placed.length)
    }
  })

  it('are not more than an engine has addresses for', () => {
    const [first] = consortium.members
    if (first === undefined) throw new Error('the example has members')
    const members = Array.from({ length: 201 }, (_, i) => ({ ...first, name: `member-${i}` }))
    expect(() => composePlan({ members })).toThrow(RangeError)
  })
})

it('the Dockerfile has the description where the file says', () => {
  const copied = readFileSync(new URL('../../../../Dockerfile', import.meta.url), 'utf8')
  expect(copied).toMatch(/^WORKDIR \/quorate$[\s\S]*^COPY network \.\/network$/m)
})
