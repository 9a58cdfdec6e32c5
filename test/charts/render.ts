import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { dump, load, loadAll } from 'js-yaml'
import { programs } from './programs.ts'

export const chart = fileURLToPath(new URL('../../charts/quorate-member', import.meta.url))

export const examples = ['one-validator', 'everything', 'node-port', 'hsm'] as const
export type Example = (typeof examples)[number]

// biome-ignore lint/suspicious/noExplicitAny: a manifest as YAML has it, read field by field
export type Manifest = any

/** Values of an example, to be changed before they are rendered. */
export function valuesOf(name: Example): Manifest {
  return load(readFileSync(new URL(`./values/${name}.yaml`, import.meta.url), 'utf8'))
}

/** As `helm template MEMBER charts/quorate-member --namespace consortium --values …`. */
export function template(values: Manifest, release = values.member): { code: number; text: string; says: string } {
  return helm(['template', release, chart, '--namespace', 'consortium', '--values', '-'], dump(values))
}

export function rendered(values: Manifest): Manifest[] {
  const { code, text, says } = template(values)
  if (code !== 0) throw new Error(says)
  return (loadAll(text) as Manifest[]).filter((manifest) => manifest !== null)
}

export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind)

export function helm(args: readonly string[], input = ''): { code: number; text: string; says: string } {
  const ran = spawnSync(programs.helm ?? 'helm', args, { input, env: { ...process.env, KUBECONFIG: '/nowhere' } })
  return { code: ran.status ?? 1, text: ran.stdout.toString(), says: ran.stderr.toString() }
}
