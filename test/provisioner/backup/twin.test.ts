import { readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { lookForTwin } from '../../../provisioner/backup/look-for-twin.ts'
import { makeBackup } from '../../../provisioner/backup/make-backup.ts'
import { readBackup, restoreHome } from '../../../provisioner/backup/restore-home.ts'
import { liftTwinGuard, twinGuard, twinMark } from '../../../provisioner/backup/twin-guard.ts'
import { homePaths } from '../../../provisioner/home/home.ts'
import type { HomeRecord } from '../../../provisioner/home/home-record.ts'
import { readJournal } from '../../../provisioner/journal/read-journal.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, keysOf, sealed } from '../../fixtures/founders.ts'
import { PASSPHRASE } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'
import { livingHome, NOW } from './living-home.ts'
import { qbftStandIn } from './qbft-stand-in.ts'

const passphrase = async () => PASSPHRASE
const now = () => NOW

async function restoredHome(): Promise<string> {
  const home = await livingHome()
  const file = join(await newFolder(), 'home.backup')
  await makeBackup(home.dir, { out: file, vaultOut: undefined, passphrase, now })
  const dir = join(await newFolder(), 'home')
  await restoreHome(dir, await readBackup(file, { holds: 'home', passphrase }), { file, vault: undefined, now: NOW })
  return dir
}

describe('a restored home', () => {
  it('starts no node until a person says that the old ones are gone, once, and that is journalled', async () => {
    const dir = await restoredHome()
    await expect(twinGuard(dir)).rejects.toMatchObject({
      code: 'TWIN_POSSIBLE',
      facts: { restored: '2026-11-18T11:06:40Z' },
    })
    expect(await liftTwinGuard(dir, { by: 'operator' }, now)).toBe(true)
    await twinGuard(dir)
    expect(await liftTwinGuard(dir, { by: 'operator' }, now)).toBe(false)
    const { lines } = await readJournal(homePaths.journal(dir))
    expect(lines.filter(({ event }) => event === 'twin.excluded')).toMatchObject([{ by: 'operator' }])
  })

  it('starts none where its mark is damaged either; a home that was never restored starts its nodes', async () => {
    const dir = await restoredHome()
    for (const text of ['', 'not JSON', '{}']) {
      await writeFile(twinMark(dir), text)
      await expect(twinGuard(dir)).rejects.toMatchObject({ code: 'TWIN_POSSIBLE' })
    }
    // What cannot be read is not absent.
    await rm(twinMark(dir))
    await symlink('restored.json', twinMark(dir))
    await expect(twinGuard(dir)).rejects.toMatchObject({ code: 'TWIN_POSSIBLE' })
    const { dir: own } = await livingHome()
    await rm(twinMark(own))
    await twinGuard(own)
    expect(await readdir(own)).not.toContain('restored.json')
  })
})

describe('what a chain shows of a restored validator', () => {
  const consortium = example('four-members')
  const set = consortium.members.flatMap((member) => keysOf(member).nodes)
  const [own, ...others] = set
  const address = own === undefined ? '0x' : (addressOf(own).toLowerCase() as `0x${string}`)
  let lock: Lock
  let record: HomeRecord

  beforeAll(async () => {
    lock = sealed(await founded(consortium))
    const home = await livingHome()
    const [key] = home.record.keys
    if (key === undefined) throw new Error('a home without keys')
    record = { ...home.record, keys: [{ ...key, role: 'node/hospital-north-1', address }] }
  }, 60_000)

  const node = async () => {
    const { chainId, genesisHash } = lock.founding
    return qbftStandIn(set, { chainId, genesisHash, height: 300, time: NOW })
  }
  const look = (rpc: string) => lookForTwin(rpc, { record, lock, now: NOW })

  it('is that it seals nothing, where the others alone made the newest blocks', async () => {
    const standIn = await node()
    standIn.makers = () => others
    expect(await look(standIn.rpc)).toMatchObject({ kind: 'silent', upTo: 300, blocks: 128 })
  }, 30_000)

  it('is that it runs elsewhere, by one seal among a hundred blocks', async () => {
    const standIn = await node()
    standIn.makers = (number) => (number === 200 ? set : others)
    await expect(look(standIn.rpc)).rejects.toMatchObject({ code: 'TWIN_SEEN', facts: { key: address, block: 200 } })
    standIn.makers = (number) => (number === 100 ? set : others)
    await look(standIn.rpc)
  }, 30_000)

  it('is nothing of a candidate’s keys, which seal only later, and says nothing against an observer’s', async () => {
    const standIn = await qbftStandIn(others, { ...lock.founding, height: 300, time: NOW })
    await expect(look(standIn.rpc)).rejects.toMatchObject({ code: 'TWIN_UNCLEAR' })
    const observer = { ...record, nodes: [{ name: 'hospital-north-1', duty: 'observer' as const }] }
    expect(await lookForTwin(standIn.rpc, { record: observer, lock, now: NOW })).toMatchObject({ kind: 'silent' })
  }, 30_000)

  it('is nothing, where the head is old, the chain is short, seals are held back, or the network is another', async () => {
    const standIn = await node()
    standIn.makers = () => others
    standIn.time = NOW - 600
    await expect(look(standIn.rpc)).rejects.toMatchObject({
      code: 'TWIN_UNCLEAR',
      facts: { why: 'the newest block is not of now' },
    })
    standIn.time = NOW
    standIn.height = 40
    await expect(look(standIn.rpc)).rejects.toMatchObject({ code: 'TWIN_UNCLEAR', facts: { why: 'too few blocks' } })
    standIn.height = 300
    standIn.bare = true
    await expect(look(standIn.rpc)).rejects.toMatchObject({ code: 'TWIN_UNCLEAR' })
    standIn.bare = false
    standIn.genesisHash = `0x${'11'.repeat(32)}`
    await expect(look(standIn.rpc)).rejects.toMatchObject({ code: 'NETWORK_OTHER' })
  }, 30_000)
})
