import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { controlPlaneFolder, noControlPlane, programs, skipped } from '../../../charts/programs.ts'
import { examples } from '../../../charts/render.ts'
import { type ControlPlane, controlPlane } from './control-plane.ts'
import { chart } from './setup.ts'

const { helm = '', kubectl = '' } = programs

/** The kinds of the Prometheus operator, with nothing behind them. */
const kinds = ['ServiceMonitor', 'PrometheusRule'].map((kind) => {
  const plural = `${kind.toLowerCase()}s`
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.monitoring.coreos.com` },
    spec: {
      group: 'monitoring.coreos.com',
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: open } }],
    },
  }
})

function admission(): void {
  let plane: ControlPlane
  const ran = (program: string, args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      input,
      env: { ...process.env, KUBECONFIG: plane.kubeconfig },
    })
    return { code: status, text: stdout.toString(), says: stderr.toString() }
  }
  beforeAll(async () => {
    plane = await controlPlane(controlPlaneFolder ?? '', kubectl)
    const crds = ran(kubectl, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: kinds }))
    if (crds.code !== 0) throw new Error(crds.says)
    const priority = ['create', 'priorityclass', 'consortium', '--value=1000']
    if (ran(kubectl, priority).code !== 0) throw new Error('no PriorityClass')
    const waited = ran(kubectl, ['wait', 'crd', '--all', '--for=condition=Established', '--timeout=30s'])
    if (waited.code !== 0) throw new Error(waited.says)
  }, 120_000)
  afterAll(() => plane.end())

  it.each(examples)(
    'takes %s in a namespace with Pod Security "restricted" and a quota, and makes its pods',
    async (name) => {
      const labels = ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'])
      const metadata = { name, labels: Object.fromEntries(labels) }
      ran(kubectl, ['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata }))
      const hard = 'requests.cpu=99,requests.memory=99Gi,limits.cpu=99,limits.memory=99Gi'
      ran(kubectl, ['--namespace', name, 'create', 'quota', 'all', `--hard=${hard}`])
      const counted = ['wait', 'quota/all', '--for=jsonpath={.status.hard.limits\\.cpu}=99', '--timeout=20s']
      expect(ran(kubectl, ['--namespace', name, ...counted]).code).toBe(0)
      const values = readFileSync(new URL(`../../../charts/values/${name}.yaml`, import.meta.url), 'utf8')
      const installed = ran(
        helm,
        ['install', /^member: (.+)$/m.exec(values)?.[1] ?? '', chart, '--namespace', name, '--values', '-'],
        values,
      )
      expect([installed.code, /warn|violate/i.test(installed.says)]).toEqual([0, false])
      const wanted = (values.match(/^ {2}- name:/gm) ?? []).length + (values.includes('agent:') ? 1 : 0)
      const until = Date.now() + 20_000
      const pods = () => JSON.parse(ran(kubectl, ['--namespace', name, 'get', 'pods', '-o', 'json']).text).items.length
      while (pods() < wanted && Date.now() < until) await new Promise((done) => setTimeout(done, 200))
      expect(pods()).toBe(wanted)
    },
    60_000,
  )

  it('lets the agent do what its Role says and nothing else', () => {
    const agent = ['--namespace', 'everything', '--as', 'system:serviceaccount:everything:oem-aarau-agent']
    const may = (...what: string[]) => ran(kubectl, ['auth', 'can-i', ...what, ...agent]).text.trim()
    expect(['update', 'get'].map((verb) => may(verb, 'lease/oem-aarau-agent'))).toEqual(['yes', 'yes'])
    expect([may('delete', 'pod/oem-aarau-aarau-1-0'), may('get', 'statefulset/oem-aarau-aarau-1')]).toEqual([
      'yes',
      'yes',
    ])
    const refused = [
      ['create', 'leases'],
      ['patch', 'lease/oem-aarau-agent'],
      ['update', 'lease/quorate-apply'],
      ['delete', 'pod/somebody-else-0'],
      ['list', 'pods'],
      ['create', 'pods'],
      ['get', 'secret/aarau-1-key'],
      ['get', 'secrets'],
      ['patch', 'statefulset/oem-aarau-aarau-1'],
      ['update', 'statefulset/oem-aarau-aarau-1'],
      ['get', 'statefulset/somebody-else'],
      ['update', 'configmaps'],
      ['delete', 'pvc'],
      ['create', 'pods/exec'],
    ]
    expect(refused.filter((what) => may(...what) !== 'no')).toEqual([])
  }, 60_000)
}

describe('a real API server', () => {
  if (noControlPlane === undefined) admission()
  else skipped(noControlPlane)
})
