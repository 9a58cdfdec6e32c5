import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { load } from 'js-yaml'
import { DEFAULT_RELEASE } from '../../../../network/besu/releases.ts'
import { composeFile } from '../../../../network/render/compose/compose-file.ts'
import { monitoringFiles } from '../../../../network/render/compose/monitoring-files.ts'
import { composePlan } from '../../../../network/render/compose/plan.ts'
import type { Service } from '../../../../network/render/compose/service.ts'
import { running } from '../../../../provisioner/cli/table/running.ts'
import { tools } from '../../../../provisioner/cli/table/tools.ts'
import { example } from '../../../fixtures/consortia.ts'

interface Compose {
  readonly name: string
  readonly services: Readonly<Record<string, Service & Record<string, unknown>>>
  readonly networks: Readonly<Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } }>>
  readonly volumes: Readonly<Record<string, { driver_opts?: { type: string; o: string } }>>
  readonly configs: Readonly<Record<string, { content: string }>>
}

const spec = './network/consortium/examples/four-members.yaml'
const consortium = example('four-members')
const text = composeFile({ consortium, spec })
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

  it('is ended by a command that names every profile: Compose leaves services of any other running', () => {
    const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
    const profiles = new Set(services.flatMap(([, { profiles }]) => profiles ?? []))
    for (const page of [text, readme]) {
      const ends = page.split('\n').filter((line) => /docker compose .*\bdown\b/.test(line))
      expect(ends).toHaveLength(1)
      for (const profile of profiles) expect(ends[0]).toContain(`docker compose --profile ${profile} down --volumes `)
    }
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

  it('builds each image here or names it by a tag that the operator can put a digest in the place of', () => {
    for (const [, { build, image }] of services) {
      if (build === undefined) expect(image).toMatch(/^\$\{QUORATE_[A-Z]+_IMAGE:-[a-z0-9/]+:v?\d+\.\d+\.\d+\}$/)
      else expect(build).toBe('.')
    }
    for (const { node } of nodes) expect(service(node).image).toContain(`:${DEFAULT_RELEASE}}`)
  })

  it('binds nothing of the machine but the description: volumes only, each declared, and each declared one used', () => {
    expect(compose.configs).toEqual({ description: { file: spec } })
    const mounted = services.flatMap(([name, { configs }]) => configs?.map(({ source }) => [name, source]) ?? [])
    expect(mounted).toEqual([['founding', 'description']])
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
    // There the node is reached by a name that the shared network does not know.
    for (const { member, node } of nodes) {
      expect(service(node).networks?.[member]?.aliases).toEqual([`${node}.private`])
      expect(service(node).networks?.consortium?.aliases).toBeUndefined()
      expect(service(node).healthcheck?.test).toContain(`${node}.private`)
    }
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

  it('lets Prometheus see every node and agent by its service, and Grafana show them', () => {
    const files = monitoringFiles(consortium)
    const config = load(files.get('prometheus.yml') ?? '') as {
      scrape_configs: { static_configs: { targets: string[] }[] }[]
    }
    const targets = config.scrape_configs.flatMap(({ static_configs }) => static_configs.flatMap((one) => one.targets))
    expect(targets).toHaveLength(nodes.length + 4)
    for (const target of targets) expect(compose.services).toHaveProperty([target.split(':')[0] ?? ''])
    expect(JSON.parse(files.get('dashboards/quorate.json') ?? '').panels).toHaveLength(4)
    for (const name of ['prometheus', 'grafana']) expect(service(name).volumes).toEqual(['monitoring:/monitoring:ro'])
  })

  it('runs every command with options that the command has', () => {
    const all = Object.fromEntries([...running, ...tools].map(({ name, options }) => [name, options ?? []]))
    const typed = services.flatMap(([, { build, command }]) => (build === undefined ? [] : [command ?? []]))
    const commands = typed.filter(([name = '']) => name in all)
    expect(commands).toHaveLength(2 + 4)
    for (const [name = '', ...rest] of commands) {
      for (const word of rest.filter((one) => one.startsWith('--') && one !== '--home')) {
        expect(all[name]?.map(({ flags }) => flags.split(' ')[0])).toContain(word)
      }
    }
  })

  it('is the same text for the same description', () => {
    expect(composeFile({ consortium: structuredClone(consortium), spec })).toBe(text)
  })
})

describe('places of a rehearsal', () => {
  it.each(['four-members', 'six-members', 'twenty-five-members'] as const)('are each of one node of %s', (name) => {
    const placed = composePlan(example(name)).flatMap((member) => member.nodes)
    expect(placed).toHaveLength(example(name).members.flatMap((member) => member.nodes).length)
    for (const places of [placed.map((at) => at.address), placed.map((at) => at.hostPort)]) {
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

it('docker-compose.yml is what `quorate render --rehearsal` gives today', () => {
  expect(readFileSync(new URL('../../../../docker-compose.yml', import.meta.url), 'utf8')).toBe(text)
})
