import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from '@jest/globals'
import { answer, type Options, quorate } from './cli.ts'

const folders: string[] = []

// What runs is stopped before its folder goes, whether the test passed or not.
afterAll(async () => {
  for (const folder of folders.splice(0)) {
    for (const root of [folder, join(folder, 'rehearsal')]) {
      if (existsSync(join(root, '.rehearsal'))) await quorate(['down', '--home', root])
    }
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)

/** A folder of its own, gone after the suite. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-e2e-'))
  folders.push(folder)
  return folder
}

/** Path of an example of the package. */
export function exampleFile(name: 'four-members' | 'six-members'): string {
  return fileURLToPath(new URL(`../../network/consortium/examples/${name}.yaml`, import.meta.url))
}

/** What `quorate rehearse --json` adds to the status. */
export interface Stands {
  readonly network: { readonly networkId: string; readonly genesisHash: string; readonly chainId: number }
  readonly homes: Readonly<Record<string, string>>
  readonly rpc: readonly string[]
  readonly publicRpc: string
}

export function rehearsing(root: string, spec: 'four-members' | 'six-members' = 'four-members'): string[] {
  return ['rehearse', '--spec', exampleFile(spec), '--target', 'embedded', '--detach', '--home', root]
}

/** A rehearsal that stands and goes on standing. */
export async function rehearsal(root: string, spec: 'four-members' | 'six-members' = 'four-members'): Promise<Stands> {
  return answer<Stands>(rehearsing(root, spec))
}

/** How to act as one member of a rehearsal. */
export function as(root: string, member: string): Options {
  return { home: join(root, 'homes', member), passphrase: join(root, 'passphrases', member), cwd: root }
}
