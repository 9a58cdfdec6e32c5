import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { load } from 'js-yaml'
import { kubernetesOptionsSchema } from '../../../../network/consortium/member-options/kubernetes-options.ts'
import { memberHelm } from '../../../../network/render/helm/member-helm.ts'
import { helmValuesSchema } from '../../../../network/render/helm/values.ts'
import { nodeManifest } from '../../../fixtures/node-manifest.ts'

const home = {
  name: 'hospital-basel-home',
  items: { 'home.json': 'home.json', 'keys.agent.json': 'keys/agent.json' },
  follow: { 'member.yaml': 'member.yaml' },
  digest: `0x${'cd'.repeat(32)}`,
} as const
const image = { repository: 'registry.example/quorate', digest: `sha256:${'2'.repeat(64)}` }
const agent = { image, passphraseSecret: 'basel-passphrase' }
const rendered = (options: unknown) => {
  const made = memberHelm([nodeManifest('basel-1')], { options: kubernetesOptionsSchema.parse(options), home })
  if (!made.ok) throw new Error(JSON.stringify(made.problems))
  return made
}

describe('what one member takes to install the chart by its own means', () => {
  it('is values that the chart takes, and a page of every Secret that they name', () => {
    const { files, secrets } = rendered({ agent })
    const values = helmValuesSchema.parse(load(files.get('values.yaml') ?? ''))
    const named = [
      ...values.nodes.map(({ keySecret }) => keySecret),
      values.agent?.home.secret,
      values.agent?.passphraseSecret,
    ]
    expect(secrets.map(({ name }) => name)).toEqual(named)
    const { items = {}, follow = {} } = values.agent?.home ?? {}
    expect(Object.keys(secrets[1]?.keys ?? {})).toEqual(Object.keys({ ...items, ...follow }))
    const page = files.get('SECRETS.md') ?? ''
    for (const { name, command } of secrets)
      expect([page.includes(`## ${name}`), page.includes(command)]).toEqual([true, true])
  })

  it('is installed by the command of the chart’s README, which leads to the chart from the sources as from the package', () => {
    const page = rendered({ namespace: 'basel' }).files.get('SECRETS.md') ?? ''
    const [command = '', path = ''] =
      /^helm -n basel install hospital-basel (\S+) --values DIR\/values.yaml$/m.exec(page) ?? []
    const readme = readFileSync(new URL('../../../../charts/quorate-member/README.md', import.meta.url), 'utf8')
    expect(readme).toContain(command.replace('basel', 'NAMESPACE').replace('hospital-basel', 'MEMBER'))
    expect(existsSync(new URL(`../../../../${path}/Chart.yaml`, import.meta.url))).toBe(true)
    const { files } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'))
    expect(files).toContain(path.split('/')[0])
    expect(page.match(/^helm /gm)).toHaveLength(1)
  })

  it('goes into the namespace that the operator chose, or the one that `apply` takes', () => {
    expect(rendered({}).files.get('SECRETS.md')).toContain('-n device-ledger-hospital-basel ')
    expect(rendered({ namespace: 'basel' }).files.get('SECRETS.md')).toContain('-n basel ')
  })

  it('takes what the operator chose for all pods, for one node and for the agent', () => {
    const chosen = {
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
      priorityClassName: 'consortium',
      p2p: { service: 'LoadBalancer', loadBalancerClass: 'example.com/external' },
      byNode: { 'basel-1': { annotations: { address: 'one' }, nodeSelector: { zone: 'a' } } },
    }
    const own = { cpus: 2, nodeSelector: {}, home: { className: 'shared', accessMode: 'ReadWriteMany' } }
    const values = load(rendered({ ...chosen, agent: { ...agent, ...own } }).files.get('values.yaml') ?? '')
    expect(values).toMatchObject({ ...chosen, agent: own })
  })

  it('has no agent where the operator wants none', () => {
    const { files, secrets } = rendered({})
    expect(helmValuesSchema.parse(load(files.get('values.yaml') ?? '')).agent).toBeUndefined()
    expect(secrets.map(({ name }) => name)).toEqual(['basel-1-key'])
  })

  it('is refused without a digest of the image', () => {
    const besu = { version: '26.8.0', image: 'hyperledger/besu', digest: null }
    const made = memberHelm([nodeManifest('basel-1', { besu })], { options: kubernetesOptionsSchema.parse({}), home })
    expect(made.ok ? [] : made.problems.map(({ code }) => code)).toEqual(['IMAGE_DIGEST_ABSENT'])
  })
})
