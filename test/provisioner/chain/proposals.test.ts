import { beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import { membershipAction } from '../../../network/governance/action.ts'
import { proposalId, shortId } from '../../../network/governance/proposal.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { findProposal, readProposals } from '../../../provisioner/chain/proposals.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { genesisChain } from '../../fixtures/genesis-chain.ts'
import { proposed } from '../agent/proposed.ts'
import { standInChain } from '../agent/stand-in-chain.ts'

const suspend = (member: string, n: number) => ({
  actions: [membershipAction('suspend', member)],
  description: `0x${`${n}`.repeat(64)}` as const,
})
const [sound, lie] = [suspend('hospital-south', 1), suspend('devices-alpha', 2)]
let provider: JsonRpcProvider

beforeAll(async () => {
  const { founding } = await exampleLock()
  const chain = await genesisChain(founding)
  const officer = founding.cards[0]?.officer ?? ''
  const node = await standInChain(chain)
  node.height = 9
  node.logs.push(
    await proposed(chain, officer, { block: 3, proposal: lie, shown: suspend('devices-beta', 2) }),
    await proposed(chain, officer, { block: 4, proposal: sound }),
  )
  provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
}, 60_000)

describe('a proposal that a node shows with other calls than its id stands for', () => {
  it('is not told of, and keeps no other one back', async () => {
    expect((await readProposals(provider)).map(({ id }) => id)).toEqual([proposalId(sound)])
    expect(await findProposal(provider, shortId(proposalId(sound)))).toMatchObject({ id: proposalId(sound) })
  })

  it('is an error to who asks for it', async () => {
    await expect(findProposal(provider, shortId(proposalId(lie)))).rejects.toMatchObject({ code: 'PROPOSAL_FORGED' })
    await expect(findProposal(provider, 'ffffffffff')).rejects.toMatchObject({ code: 'PROPOSAL_UNKNOWN' })
  })
})
