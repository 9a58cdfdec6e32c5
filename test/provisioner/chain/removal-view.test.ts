import { describe, expect, it } from '@jest/globals'
import { membershipAction } from '../../../network/governance/action.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { readRemoval } from '../../../provisioner/chain/removal-view.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { genesisChain } from '../../fixtures/genesis-chain.ts'
import { standInChain } from '../agent/stand-in-chain.ts'

const six = example('six-members')

/** What removing one of six takes, of whom so many sign and these are suspended. */
async function removalOf(member: string, threshold: number, suspended: readonly string[] = []) {
  const founding = await founded({ ...six, checkpoints: { ...six.checkpoints, threshold } })
  const chain = await genesisChain(founding)
  for (const name of suspended) {
    const { target, calldata } = membershipAction('suspend', name)
    expect((await chain.call(target, calldata, predeploys.ConsortiumTimelock)).reverted).toBe(false)
  }
  const node = await standInChain(chain)
  const provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
  try {
    return await readRemoval(provider, 'hospital-north', member)
  } finally {
    provider.destroy()
  }
}

describe('the removal of a member', () => {
  it('is planned where enough signers stay', async () => {
    expect((await removalOf('hospital-west', 4)).removal.missing).toHaveLength(2)
    expect((await removalOf('hospital-west', 5)).removal.missing).toHaveLength(2)
  }, 60_000)

  it('is refused, with the sums, where too few would stay to hand the signer set over', async () => {
    const refused = (sums: string) => ({ code: 'REMOVAL_ENDS_HANDOVERS', message: expect.stringContaining(sums) })
    await expect(removalOf('hospital-west', 6)).rejects.toMatchObject(refused('6 of 6 signers have to sign'))
    const few = removalOf('hospital-west', 4, ['devices-beta', 'hospital-south'])
    await expect(few).rejects.toMatchObject(refused('and 3 active ones would stay'))
  }, 60_000)
})
