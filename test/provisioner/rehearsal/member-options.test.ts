import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { giveOptions, type Running, readOptions } from '../../../provisioner/rehearsal/member-options.ts'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const members = [{ name: 'north', chamber: 'hospitals', nodes: [] }] as never

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'quorate-options-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function given(running: Partial<Running>) {
  const ports = async () => [{ rpc: 8545, metrics: 9545, p2p: 30_303 }]
  const rest = { target: 'docker', version: undefined, image: undefined, sharedSubnet: undefined, ports } as const
  await giveOptions(root, members, { ...rest, ...running })
  return (await readOptions(root, 'north'))?.besu
}

describe('the Besu of a rehearsal', () => {
  it('is kept where nothing is said of it', async () => {
    expect(await given({})).toEqual({})
    expect(await given({ version: '26.7.1' })).toEqual({ version: '26.7.1' })
    expect(await given({})).toEqual({ version: '26.7.1' })
  })

  it('keeps no digest of another release', async () => {
    const image = { image: 'hyperledger/besu', digest: digest('a') }
    expect(await given({ version: '26.7.1', image })).toEqual({ version: '26.7.1', ...image })
    expect(await given({ version: '26.7.1' })).toEqual({ version: '26.7.1', ...image })
    expect(await given({ version: '26.8.0' })).toEqual({ version: '26.8.0' })
  })

  it('is another image of the same release where one is given', async () => {
    await given({ version: '26.7.1', image: { image: 'hyperledger/besu', digest: digest('a') } })
    const image = { image: 'mirror/besu', digest: digest('b') }
    expect(await given({ image })).toEqual({ version: '26.7.1', ...image })
  })
})
