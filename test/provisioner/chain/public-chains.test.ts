import { describe, expect, it } from '@jest/globals'
import type { Location } from '../../../provisioner/chain/location.ts'
import { onPublicChains, openPublicChain, referenceChain } from '../../../provisioner/chain/public-chains.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { sealed } from '../../fixtures/founders.ts'

const lock = sealed(await founded(example('four-members')))
const at = (publicChains: Location['publicChains'], rehearsal = false): Location => ({
  lock: { ...lock, founding: { ...lock.founding, rehearsal } },
  target: 'process',
  rpc: 'http://127.0.0.1:1',
  publicChains,
})
const dead = 'http://127.0.0.1:1'

describe('the public chains of a home', () => {
  it('are those that the consortium agreed on: a member pays on no other', async () => {
    await expect(openPublicChain(at({ mainnet: [dead] }), 'mainnet')).rejects.toMatchObject({
      code: 'PUBLIC_CHAIN_UNKNOWN',
      facts: { chain: 'mainnet', chains: ['base'] },
    })
    expect(await onPublicChains(at({ base: [dead], mainnet: [dead] }), async () => 'paid')).toMatchObject([
      { chain: 'base', failed: { code: 'RPC_UNREACHABLE' } },
      { chain: 'mainnet', failed: { code: 'PUBLIC_CHAIN_UNKNOWN' } },
    ])
  })

  it('are stood in for in a rehearsal, by whatever answers', async () => {
    await expect(openPublicChain(at({ anything: [dead] }, true), 'anything')).rejects.toMatchObject({
      code: 'RPC_UNREACHABLE',
    })
  })

  it('are missed where none is named', async () => {
    await expect(onPublicChains(at({}), async () => 'paid')).rejects.toMatchObject({ code: 'PUBLIC_CHAIN_ABSENT' })
    expect(referenceChain(lock)).toBe('base')
  })
})
