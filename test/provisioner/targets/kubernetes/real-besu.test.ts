import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { noControlPlane, skipped } from '../../../charts/programs.ts'
import { chart, type KubernetesSetup, kubernetesSetup, objects } from './setup.ts'

const home = process.env.BESU_HOME
const reason = noControlPlane ?? (home === undefined ? 'skipped: no Besu here (BESU_HOME)' : undefined)

interface Container {
  readonly name: string
  readonly livenessProbe: { readonly exec: { readonly command: readonly string[] } }
  readonly readinessProbe: { readonly exec: { readonly command: readonly string[] } }
}

function real(): void {
  let setup: KubernetesSetup
  beforeAll(async () => {
    setup = await kubernetesSetup(join(home ?? '', 'bin/besu'))
  }, 120_000)
  afterAll(() => setup.end(), 60_000)

  it('starts with the arguments, environment and files of the chart, and answers for its chain', async () => {
    const given = { key: () => setup.key, progress: () => {}, signal: new AbortController().signal }
    await setup.target.ensure(setup.manifest, given)
    const [node] = await setup.target.observe()
    expect(node?.state).toBe('running')
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['0x0', false] })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(node?.rpc ?? '', { method: 'POST', headers, body })
    expect(await answer.json()).toMatchObject({
      result: { number: '0x0', hash: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
    })
    expect(await setup.keysLeft()).toEqual([])
  }, 180_000)

  it('is alive by the probes of the chart, but not ready: one of four validators makes no blocks', () => {
    const [pod] = objects(setup.cluster, 'pods') as unknown as { spec: { containers: Container[] } }[]
    const [besu] = pod?.spec.containers ?? []
    const script = join(chart, 'files/head-age.sh')
    const code = ([, , ...args]: readonly string[]) => spawnSync('bash', [script, ...args]).status
    expect(code(besu?.livenessProbe.exec.command ?? [])).toBe(0)
    expect(code(besu?.readinessProbe.exec.command ?? [])).toBe(1)
  })
}

describe('a real Besu under a stand-in kubelet', () => {
  if (reason === undefined) real()
  else skipped(reason)
})
