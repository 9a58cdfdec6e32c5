import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exists } from '../../../../provisioner/home/exists.ts'
import { keyFile } from '../../../../provisioner/targets/process/key-place.ts'
import { processTarget } from '../../../../provisioner/targets/process/process-target.ts'
import { type ExampleNode, exampleLock, exampleNodes } from '../../../behaviours/example-manifests.ts'
import type { TargetSetup } from '../../../behaviours/target.ts'
import { newFolder } from '../../home/folders.ts'

export const standIn = fileURLToPath(new URL('../../../stand-ins/besu', import.meta.url))

/** Enough for a start script, and a `node` for the stand-in. */
export const variables = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` }

let lock: ReturnType<typeof exampleLock> | undefined

export async function exampleNode(): Promise<ExampleNode> {
  lock ??= exampleLock()
  const [first] = await exampleNodes(await lock)
  if (first === undefined) throw new Error('the example has nodes')
  return first
}

/** One node of the example as processes of this machine. */
export async function processSetup(bin: string): Promise<TargetSetup & { readonly dir: string }> {
  const [dir, aside] = [await newFolder(), await newFolder()]
  const { manifest, key } = await exampleNode()
  const folder = join(dir, 'nodes', manifest.node)
  const target = processTarget({ dir, besu: { bin }, env: { variables } })
  const mark = join(folder, 'data', 'mark')
  return {
    dir,
    target,
    manifest,
    key,
    mark: () => writeFile(mark, 'kept'),
    marked: () => exists(mark),
    instances: async () => processesWith(join(folder, 'files', 'besu.toml')).map(String),
    keysLeft: async () => [
      ...((await exists(keyFile({ dir }, manifest.node))) ? ['the key file'] : []),
      ...filesWith(dir, key.slice(2)),
    ],
    elsewhere: (wanted) => elsewhere([dir, bin], aside, { wanted, key }),
    end: async () => {
      await target.erase(manifest.node)
      rmSync(dirname(keyFile({ dir }, manifest.node)), { recursive: true, force: true })
    },
  }
}

function elsewhere(place: readonly string[], aside: string, { wanted, key }: { wanted: object; key: string }) {
  const fixture = fileURLToPath(new URL('./fixtures/ensure.ts', import.meta.url))
  const files = [join(aside, 'manifest.json'), join(aside, 'key.json')] as const
  writeFileSync(files[0], JSON.stringify(wanted))
  writeFileSync(files[1], JSON.stringify(key))
  return spawn(process.execPath, ['--no-warnings', fixture, ...place, ...files], {
    env: variables,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Processes that have this word among their arguments. */
export function processesWith(word: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(word) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

/** Files below a folder that hold a text. */
function filesWith(dir: string, text: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
}
