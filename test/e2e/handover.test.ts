import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { organisationId } from '../../network/slug.ts'
import { anchorOf, readAnchorHead } from '../../provisioner/anchors/anchor.ts'
import { read } from '../../provisioner/chain/read.ts'
import { readLock } from '../../provisioner/founding/read.ts'
import { agreeAndSign, chainsAt, type Did, each, FOUR, intoNextWindow } from './anchored.ts'
import { answer, quorate } from './cli.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
const EAST = 'hospital-east'

let root = ''
let lock = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const didOf = (parts: readonly Did[]) => parts.map(({ did }) => did)
const currentEpoch = async () => Number(await read(chains.chain, 'CheckpointBoard', 'currentEpoch'))

// One checkpoint of the founders; then a fifth member comes in, by a vote of all.
beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
  lock = join(root, 'homes', NORTH, 'lock.json')
  await agreeAndSign(root, FOUR)
  await writeFile(join(root, 'passphrases', EAST), 'four words for the fifth\n', { mode: 0o600 })
  await run(EAST, 'init', EAST, '--from', lock, '--chamber', 'hospitals', '--rehearsal')
  await run(EAST, 'card', '--out', join(root, 'east.json'))
  const { short } = await run<{ short: string }>(NORTH, 'propose', 'admit', join(root, 'east.json'))
  await run(NORTH, 'advance', '2m')
  for (const member of FOUR) await run(member, 'vote', short, 'for')
  await run(NORTH, 'advance', '3d')
  await run(NORTH, 'execute', short)
  await run(NORTH, 'advance', '1d')
  await run(NORTH, 'execute', short)
  const rpc = ['--rpc', stands.rpc[0] ?? '', '--public-rpc', stands.publicRpc]
  await run(EAST, 'apply', '--target', 'embedded', '--lock', lock, ...rpc)
  await intoNextWindow(chains.chain)
}, 240_000)

afterAll(() => chains?.close())

describe('a signer set that governance has changed', () => {
  it('becomes an epoch when any member takes its next step, and M of the set before hand over to it', async () => {
    expect(await currentEpoch()).toBe(1)
    const [opened] = await each(root, [NORTH])
    expect(opened).toMatchObject({ did: 'opened-epoch', epoch: 2 })
    const epoch = await read(chains.chain, 'CheckpointBoard', 'epoch', 2n)
    expect(epoch.organisations).toHaveLength(5)
    expect(Number(epoch.headSequence)).toBe(1)
    const parts = await each(root, [NORTH, SOUTH, ALPHA])
    expect(didOf(parts)).toEqual(['signed-handover', 'signed-handover', 'signed-handover'])
    for (const member of [NORTH, SOUTH, ALPHA])
      expect(await read(chains.chain, 'CheckpointBoard', 'handoverSignedBy', 2n, organisationId(member))).toBe(true)
  }, 60_000)

  it('signs the next checkpoint, the newcomer among it; the fourth handover signature is not needed', async () => {
    const parts = await agreeAndSign(root, [BETA, EAST, NORTH])
    expect(didOf(parts)).toEqual(['proposed', 'agreed', 'agreed', 'signed', 'signed', 'signed'])
    const head = await read(chains.chain, 'CheckpointBoard', 'head')
    expect([head.sequence, head.epoch, head.signatures]).toEqual([2n, 2n, 3n])
    expect(await read(chains.chain, 'CheckpointBoard', 'signedBy', 2n, organisationId(EAST))).toBe(true)
    expect(await currentEpoch()).toBe(2)
  }, 60_000)

  it('is taken by the public contract in its place: checkpoint, handover, checkpoint', async () => {
    await run(EAST, 'anchor', 'fund')
    await run(EAST, 'anchor', 'deploy')
    const { sent } = await run<{ sent: { what: string }[] }>(EAST, 'anchor')
    expect(sent.map(({ what }) => what)).toEqual(['Checkpoint 1', 'Handover to epoch 2', 'Checkpoint 2'])
    const contract = anchorOf(await readLock(lock))
    expect(await readAnchorHead(chains.publicChain, contract)).toMatchObject({ sequence: 2, epoch: 2 })
    expect((await run<{ sent: unknown[] }>(NORTH, 'anchor')).sent).toEqual([])
  }, 60_000)

  it('is trusted by who has the founders’ lock alone, and not without the handover', async () => {
    await intoNextWindow(chains.chain)
    await writeFile(join(root, 'values.ndjson'), '{"infusion":1}\n')
    const { records } = await run<{ records: string[] }>(EAST, 'record', 'put', 'values.ndjson')
    await agreeAndSign(root, [BETA, EAST, NORTH])
    await run(EAST, 'anchor')
    const file = join(root, 'east.evidence.json')
    await run(EAST, 'evidence', records[0] ?? '', '--out', file)
    const online = ['--lock', lock, '--online', '--rpc', stands.publicRpc]
    expect(await answer(['verify', file, ...online])).toMatchObject({
      good: true,
      verdict: { organisations: 'ok', fact: 'ok', opening: 'ok', anchor: 'finalised' },
    })
    const evidence = JSON.parse(await readFile(file, 'utf8'))
    expect(evidence.handovers).toHaveLength(1)
    const forged = join(root, 'forged.json')
    for (const handovers of [[], [{ ...evidence.handovers[0], headSequence: 0 }]]) {
      await writeFile(forged, JSON.stringify({ ...evidence, handovers }))
      const { code, json } = await quorate(['verify', forged, '--lock', lock, '--json'])
      expect([code, json]).toMatchObject([1, { good: false, verdict: { organisations: 'invalid' } }])
    }
  }, 90_000)
})
