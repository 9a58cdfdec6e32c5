import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { FIRST_PREVIOUS } from '../../network/checkpoint/checkpoint.ts'
import { readDecided } from '../../provisioner/checkpoint/decided.ts'
import { chainsAt, type Did, each, FOUR, intoNextWindow } from './anchored.ts'
import { start } from './cli.ts'
import { newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR

let root = ''
let other: ChildProcess
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>
const closing: (() => void)[] = []

/** Where each of these members looks for the public chain from now on; nowhere, if nothing is named. */
async function connectTo(members: readonly string[], rpc?: string): Promise<void> {
  for (const member of members) {
    const file = join(root, 'homes', member, 'connection.json')
    const connection = JSON.parse(await readFile(file, 'utf8'))
    const publicChains = rpc === undefined ? {} : { base: [rpc] }
    await writeFile(file, JSON.stringify({ ...connection, publicChains }))
  }
}

/** A node that says which chain it is, and refuses whatever else it is asked. */
async function refusingNode(): Promise<string> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { id, method } = JSON.parse(text) as { id: number; method: string }
      const refused = { error: { code: -32005, message: 'too many requests' } }
      response.end(
        JSON.stringify({ jsonrpc: '2.0', id, ...(method === 'eth_chainId' ? { result: '0x7a69' } : refused) }),
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** From now on members ask another public chain than the one that their checkpoint names a block of. */
async function forget(): Promise<void> {
  const announcement = join(root, 'other-chain.json')
  other = start(['devchain', '--public', '31337', '--announce', announcement])
  await connectTo(FOUR, await announced(announcement))
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
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
  for (const _ of ['one', 'two']) await chains.chain.send('evm_mine', [])
}, 120_000)

afterAll(async () => {
  other?.kill()
  chains?.close()
  for (const close of closing) close()
})

const didOf = (parts: readonly Did[]) => parts.map(({ did }) => did)
const notBefore = async () => (await readDecided(chains.chain)).at(-1)?.checkpoint.notBefore

describe('the first checkpoint, where some members name no public chain', () => {
  it('claims nothing of it, and is agreed to by those who name one too', async () => {
    await connectTo([NORTH, SOUTH])
    expect(didOf(await each(root, FOUR))).toEqual(['proposed', 'agreed', 'agreed', 'signed'])
    expect(await notBefore()).toBe(FIRST_PREVIOUS)
    expect(didOf(await each(root, [NORTH, SOUTH, ALPHA]))).toEqual(['signed', 'signed', 'signed'])
    await connectTo([NORTH, SOUTH], stands.publicRpc)
  }, 60_000)
})

describe('a checkpoint whose block of the public chain is known no more when it is signed', () => {
  it('is signed by who agreed to it, and had looked then; by nobody else', async () => {
    await intoNextWindow(chains.chain)
    const parts = await each(root, [NORTH, SOUTH, ALPHA])
    expect(parts.map(({ did }) => did)).toEqual(['proposed', 'agreed', 'agreed'])
    await forget()
    const after = await each(root, [BETA, NORTH, SOUTH, ALPHA])
    expect(after.map(({ did }) => did)).toEqual(['nothing', 'signed', 'signed', 'signed'])
  }, 60_000)
})

describe('a checkpoint while the public chain answers nothing of its blocks', () => {
  it('names the last block again, and comes about; by a member too that could not look at the last one', async () => {
    const last = await notBefore()
    expect(last).not.toBe(FIRST_PREVIOUS)
    await connectTo(FOUR, await refusingNode())
    await intoNextWindow(chains.chain)
    expect(didOf(await each(root, [NORTH, SOUTH, BETA]))).toEqual(['proposed', 'agreed', 'agreed'])
    expect(await notBefore()).toBe(last)
    expect(didOf(await each(root, [NORTH, SOUTH, BETA]))).toEqual(['signed', 'signed', 'signed'])
  }, 60_000)
})
