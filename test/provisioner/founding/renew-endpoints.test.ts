import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { type ChainView, chainActions } from '../../../network/agent/chain-actions.ts'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import { endpointsSchema } from '../../../network/ceremony/endpoints.ts'
import { renewEndpoints } from '../../../provisioner/founding/renew-endpoints.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { type Home, homePaths } from '../../../provisioner/home/home.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { replace } from '../../../provisioner/home/atomic-file.ts'
import { type Example, exampleHome } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'

const NOW = 1_795_000_000
let example: Example
let home: Home

beforeEach(async () => {
  example = await exampleHome()
  home = await createHome(join(await newFolder(), 'home'), example.contents)
})

const agent = async () => {
  const key = example.keys.get('agent')
  if (key === undefined) throw new Error('no agent')
  return new KeystoreSigner(key)
}
const reachedAt = (host: string, now: number): Promise<Endpoints> =>
  renewEndpoints(home, [{ name: 'hospital-north-1', host, port: 30_303 }], { agent, now })

/** What the member's agent says on chain, where nothing else is to be said. */
function said(own: Endpoints, announced: Endpoints) {
  const seat = { name: own.member, status: 'active', nodes: [] }
  const registry = { members: [seat], validators: [], block: 1, time: NOW }
  const nodes = [{ address: '0x1', validators: [], syncing: false }]
  const view = { member: own.member, registry, nodes, proposals: [], own, announced } as unknown as ChainView
  return chainActions(view).filter(({ kind }) => kind === 'announce-endpoints')
}

describe('a member’s endpoint record', () => {
  it('outweighs what was announced since the backup that the home came back from', async () => {
    const backup = await reachedAt('192.0.2.1', NOW)
    await reachedAt('192.0.2.2', NOW + 10)
    const announced = await reachedAt('192.0.2.3', NOW + 20)
    await replace(homePaths.endpoints(home.dir), JSON.stringify(backup), { mode: 0o644 })
    const moved = await reachedAt('192.0.2.4', NOW + 30)
    expect(said(moved, announced)).toEqual([{ kind: 'announce-endpoints', record: moved }])
    expect(endpointsSchema.safeParse(moved).success).toBe(true)
  })

  it('has a higher serial each time, though the clock stands or goes back, and none where nothing changes', async () => {
    const first = await reachedAt('192.0.2.1', NOW)
    const second = await reachedAt('192.0.2.2', NOW)
    const third = await reachedAt('192.0.2.3', NOW - 500)
    expect([second.serial - first.serial, third.serial - second.serial]).toEqual([1, 1])
    expect(await reachedAt('192.0.2.3', NOW + 500)).toEqual(third)
  })
})
