import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'

/** The very Besu of BESU_HOME, started with something wrong around it. */
export interface Wrong {
  /** Folder of another installation that it is in truth. */
  readonly besu?: string
  /** Lines of shell before it becomes Besu. */
  readonly before?: readonly string[]
  /** Variables that only Besu gets. */
  readonly env?: Readonly<Record<string, string>>
  /** What outranks its configuration file. */
  readonly args?: readonly string[]
}

/**
 * A BESU_HOME whose start script does that.
 * @param home the member's: which version its Besu has was asked there already.
 */
export async function wrappedBesu(
  folder: string,
  home: string,
  { besu: other = process.env['BESU_HOME'] ?? '', before = [], env = {}, args = [] }: Wrong,
) {
  const root = await mkdtemp(join(folder, 'besu-'))
  const { version } = JSON.parse(readFileSync(join(home, 'besu.json'), 'utf8')) as { version: string }
  const besu = join(other, 'bin', 'besu')
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`)
  const script = [
    '#!/bin/sh',
    `[ "$1" = --version ] && { echo "besu/v${version}/wrapped"; exit; }`,
    ...before,
    `exec env ${[...variables, quoted(besu)].join(' ')} "$@" ${args.map(quoted).join(' ')}`,
  ]
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'bin', 'besu'), `${script.join('\n')}\n`)
  chmodSync(join(root, 'bin', 'besu'), 0o755)
  return { BESU_HOME: root }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
