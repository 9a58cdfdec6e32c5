import type { ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chainsAt, each, FOUR, intoNextWindow } from './anchored.ts'
import { start } from './cli.ts'
import { newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR

let root = ''
let other: ChildProcess

/** From now on members ask another public chain than the one that their checkpoint names a block of. */
async function forget(): Promise<void> {
  const announcement = join(root, 'other-chain.json')
  other = start(['devchain', '--public', '31337', '--announce', announcement])
  const rpc = await announced(announcement)
  for (const member of FOUR) {
    const file = join(root, 'homes', member, 'connection.json')
    const connection = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...connection, publicChains: { base: [rpc] } }))
  }
}

async function announced(file: string): Promise<string> {
  for (let look = 0; look < 100; look += 1) {
    const text = await readFile(file, 'utf8').catch(() => '{}')
    const { rpc } = JSON.parse(text) as { rpc?: string | null }
    if (typeof rpc === 'string') return rpc
    await setTimeout(200)
  }
  throw new Error('the other public chain never came')
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  const chains = await chainsAt(await rehearsal(root))
  await intoNextWindow(chains.chain)
  chains.close()
}, 120_000)

afterAll(async () => {
  other?.kill()
})

describe('a checkpoint whose block of the public chain is known no more when it is signed', () => {
  it('is signed by who agreed to it, and had looked then; by nobody else', async () => {
    const parts = await each(root, [NORTH, SOUTH, ALPHA])
    expect(parts.map(({ did }) => did)).toEqual(['proposed', 'agreed', 'agreed'])
    await forget()
    const after = await each(root, [BETA, NORTH, SOUTH, ALPHA])
    expect(after.map(({ did }) => did)).toEqual(['nothing', 'signed', 'signed', 'signed'])
  }, 60_000)
})
