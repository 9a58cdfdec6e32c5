import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parseMemberOptions } from '../../../../network/consortium/member-options/parse-member-options.ts'
import { unknownEndpoints } from '../../../../network/consortium/member-options/unknown-endpoints.ts'
import { consortiumOf, exampleText } from '../example.ts'

const read = (...lines: string[]) =>
  parseMemberOptions(['format: quorate/member/1', ...lines].join('\n'), 'member.yaml')

function problems(...lines: string[]) {
  const reading = read(...lines)
  return reading.ok ? [] : reading.problems.map(({ code, path, line, column }) => [code, path, line, column])
}

describe('the options of one member', () => {
  it('need no more than a target', () => {
    expect(read('target: embedded')).toEqual({
      ok: true,
      options: {
        besu: {},
        hsm: {},
        docker: {},
        kubernetes: expect.objectContaining({ imagePullSecrets: [] }),
        format: 'quorate/member/1',
        target: 'embedded',
        rpc: { port: 8545 },
        p2pPort: 30_303,
        metricsPort: 9545,
        resources: { memoryMiB: 2048, cpus: 2, diskGiB: 50 },
        publicChains: {},
        relayer: { purseParts: 30 },
        unlock: { by: 'prompt' },
      },
    })
  })

  it('have an example that is good', () => {
    const file = new URL('../../../../network/consortium/examples/member.yaml', import.meta.url)
    const reading = parseMemberOptions(readFileSync(file, 'utf8'), 'member.yaml')
    expect(
      reading.ok && unknownEndpoints(reading.options, consortiumOf(exampleText('six-members')), 'member.yaml'),
    ).toEqual([])
  })

  it.each([
    ['target: dockr', ['FIELD_INVALID', 'target', 2, 9]],
    ['target: docker\nrcp: {}', ['FIELD_UNKNOWN', 'rcp', 3, 1]],
    ['target: docker\nrpc: { host: 0.0.0.0 }', ['FIELD_UNKNOWN', 'rpc.host', 3, 8]],
    ['target: docker\nrpc: { port: 80 }', ['FIELD_INVALID', 'rpc.port', 3, 14]],
    ['target: docker\nrpc: { port: 30310 }', ['PORTS_OVERLAP', 'p2pPort', 1, 1]],
    ['target: docker\nrelayer: { purseParts: 0 }', ['FIELD_INVALID', 'relayer.purseParts', 3, 24]],
    ['target: docker\nunlock: { by: magic }', ['FIELD_INVALID', 'unlock.by', 3, 15]],
    ['target: docker\nunlock: { by: file }', ['FIELD_MISSING', 'unlock.path', 3, 9]],
    ['target: docker\nunlock: { by: prompt, path: x }', ['FIELD_UNKNOWN', 'unlock.path', 3, 23]],
    [
      'target: docker\nunlock: { by: web3signer, url: "http://10.0.0.5:9000/" }',
      ['ENDPOINT_INSECURE', 'unlock.url', 3, 32],
    ],
    [
      'target: docker\npublicChains: { base: ["http://rpc.example/"] }',
      ['ENDPOINT_INSECURE', 'publicChains.base[0]', 3, 24],
    ],
    [
      'target: docker\npublicChains: { base: ["https://u:p@rpc.example/"] }',
      ['SECRET_IN_FILE', 'publicChains.base[0]', 3, 24],
    ],
    ['target: docker\npublicChains: { base: [] }', ['FIELD_INVALID', 'publicChains.base', 3, 23]],
    [
      'target: docker\npublicChains: { base: ["https://rpc.example/?password=p"] }',
      ['SECRET_IN_FILE', 'publicChains.base[0]', 3, 24],
    ],
    ['target: docker\nvault: sqlite:vault.db', ['FIELD_UNKNOWN', 'vault', 3, 1]],
    ['target: docker\ndocker: { sharedSubnet: 8.8.8.0/24 }', ['FIELD_INVALID', 'docker.sharedSubnet', 3, 25]],
    ['target: docker\ndocker: { sharedSubnet: 10.1.999.0/24 }', ['FIELD_INVALID', 'docker.sharedSubnet', 3, 25]],
    // Compose and Kubernetes would read a variable there, and Besu its own options.
    [
      'target: docker\nhsm: { n-1: { module: m, config: c, alias: a, pin: p, environment: { A: $B } } }',
      ['FIELD_INVALID', 'hsm.n-1.environment.A', 3, 73],
    ],
    [
      'target: docker\nhsm: { n-1: { module: m, config: c, alias: a, pin: p, environment: { BESU_OPTS: x } } }',
      ['FIELD_INVALID', 'hsm.n-1.environment.BESU_OPTS', 3, 70],
    ],
    [
      'target: docker\nhsm: { n-1: { module: m, config: c, alias: a, pin: p, plugins: /a$B } }',
      ['FIELD_INVALID', 'hsm.n-1.plugins', 3, 64],
    ],
    ['', ['FIELD_MISSING', 'target', 1, 1]],
  ])('refuse %j', (lines, problem) => {
    expect(problems(lines)).toEqual([problem])
  })

  it('let loopback do without TLS', () => {
    expect(
      problems('target: embedded', 'publicChains: { base: ["http://127.0.0.1:8546/", "ws://[::1]:8546/"] }'),
    ).toEqual([])
  })

  it('never repeat what may hold a secret', () => {
    const secret = 'hunter2-key'
    const reading = read(
      'target: docker',
      `vault: mysql://u:${secret}@db/vault`,
      `publicChains: { base: [ftp://h/${secret}, https://x/${secret}?password=${secret}] }`,
      `unlock: { by: web3signer, url: nonsense-${secret} }`,
    )
    expect(reading.ok ? 0 : reading.problems.length).toBe(3)
    expect(JSON.stringify(reading)).not.toContain(secret)
  })

  it('notice endpoints of a chain the consortium does not anchor to', () => {
    const reading = read('target: docker', 'publicChains: { bas: ["https://rpc.example/"] }')
    if (!reading.ok) throw new Error('the options are good by themselves')
    expect(unknownEndpoints(reading.options, consortiumOf(exampleText('six-members')), 'member.yaml')).toEqual([
      { code: 'ENDPOINT_UNKNOWN', file: 'member.yaml', path: 'publicChains.bas', found: 'bas', expected: 'base' },
    ])
  })

  it('name of the chart what it leaves to its operator, and where its agent comes from', () => {
    const image = `{ repository: registry.example/quorate, digest: 'sha256:${'1'.repeat(64)}' }`
    const reading = read(
      'target: kubernetes',
      `kubernetes: { context: prod, p2p: { service: NodePort }, agent: { image: ${image}, passphraseSecret: mine } }`,
    )
    expect(reading).toMatchObject({
      ok: true,
      options: {
        kubernetes: {
          context: 'prod',
          p2p: { service: 'NodePort', externalTrafficPolicy: 'Local' },
          agent: { replicas: 1, passphraseSecret: 'mine', home: { accessMode: 'ReadWriteOnce' } },
        },
      },
    })
    const codesOf = (line: string) => {
      const tried = read('target: kubernetes', line)
      return tried.ok ? [] : tried.problems.map(({ code }) => code)
    }
    expect(codesOf(`kubernetes: { agent: { image: 'quorate:latest', passphraseSecret: mine } }`)).toHaveLength(1)
    expect(codesOf('kubernetes: { p2p: { service: ClusterIP } }')).toHaveLength(1)
    expect(codesOf('kubernetes: { passphrase: hunter2 }')).toHaveLength(1)
  })
})
