import { beforeAll, describe, expect, it } from '@jest/globals'
import { RLP } from '@ethereumjs/rlp'
import { hexToBytes } from '@ethereumjs/util'
import { type Card, cardHash, nodeAddress } from '../../../network/ceremony/card.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import type { Consortium, DecisionRule } from '../../../network/consortium/consortium.ts'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { toHex } from '../../../network/hex.ts'
import { organisationId, slugOf } from '../../../network/slug.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, keysOf } from '../../fixtures/founders.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'

const lower = (text: unknown) => String(text).toLowerCase()

describe.each(['six-members', 'four-members'] as const)('block 0 of %s, asked through its own contracts', (name) => {
  const consortium: Consortium = example(name)
  let founding: Founding
  let chain: GenesisChain

  beforeAll(async () => {
    founding = await founded(consortium)
    chain = await genesisChain(founding)
  }, 60_000)

  const cardOf = (member: string): Card => {
    const card = founding.cards.find((one) => one.member === member)
    if (card === undefined) throw new Error(`no card of ${member}`)
    return card
  }

  it('has the chambers in the order of the description', async () => {
    const [chambers] = await chain.view('MemberRegistry', 'chambers')
    expect([...chambers].map(slugOf)).toEqual(consortium.chambers)
  })

  it('has exactly the members of the description, with their keys, chambers and one vote each', async () => {
    const [ids] = await chain.view('MemberRegistry', 'organisations')
    expect([...ids].map(slugOf)).toEqual(consortium.members.map((member) => member.name).sort())
    for (const member of consortium.members) {
      const [organisation] = await chain.view('MemberRegistry', 'organisation', organisationId(member.name))
      const keys = keysOf(member)
      expect(organisation.toObject()).toMatchObject({
        chamber: BigInt(consortium.chambers.indexOf(member.chamber)),
        status: 1n,
        officer: addressOf(keys.officer),
        agent: addressOf(keys.agent),
        checkpoint: addressOf(keys.checkpoint),
        admittedAt: BigInt(consortium.foundedAt),
        cardHash: cardHash(cardOf(member.name)),
      })
      expect(lower(organisation.delegate)).toBe(organisationId(member.name))
      expect((await chain.view('MemberRegistry', 'getVotes', organisationId(member.name)))[0]).toBe(1n)
    }
  })

  it('lets only founders send', async () => {
    const [accounts] = await chain.view('MemberRegistry', 'accounts')
    const keys = consortium.members.map(keysOf).flatMap(({ officer, agent }) => [addressOf(officer), addressOf(agent)])
    expect([...accounts].sort()).toEqual(keys.sort())
  })

  it('has the nodes of the description, active in their duties, and no change in flight', async () => {
    const [nodes] = await chain.view('NodeRegistry', 'nodes')
    const seen = [...nodes].map((node) => [slugOf(node.organisation), slugOf(node.name), node.duty, node.state])
    const expected = consortium.members.flatMap((member) =>
      member.nodes.map(({ name, duty }) => [member.name, name, duty === 'validator' ? 0n : 1n, 3n]),
    )
    expect(seen.sort()).toEqual(expected.sort())
    for (const node of nodes) expect(lower(node.node)).toBe(nodeAddress(node.publicKey))
    expect(lower((await chain.view('NodeRegistry', 'changeInFlight'))[0].node)).toBe(`0x${'0'.repeat(40)}`)
  })

  it('has in extraData the validators that the registry names and the cards prove', async () => {
    const decoded = RLP.decode(hexToBytes(founding.genesis.extraData)) as unknown as [Uint8Array, Uint8Array[]]
    const inExtraData = decoded[1].map(toHex)
    const [validators] = await chain.view('NodeRegistry', 'validators')
    const proven = consortium.members.flatMap((member) => {
      const { nodes } = keysOf(member)
      return nodes.filter((_, i) => member.nodes[i]?.duty === 'validator').map((key) => lower(addressOf(key)))
    })
    expect(inExtraData).toEqual([...proven].sort())
    expect([...validators].map(lower).sort()).toEqual([...proven].sort())
  })

  it('has the rule of every class as described', async () => {
    for (const [number, decision] of decisionClasses.entries()) {
      const [rule, version] = await chain.view('ConsortiumGovernor', 'ruleFor', number)
      expect(version).toBe(1n)
      expect(ruleOf(rule)).toEqual(consortium.decisions[decision])
    }
  })

  it('has the threshold and cadence of checkpoints', async () => {
    expect((await chain.view('CheckpointBoard', 'threshold'))[0]).toBe(BigInt(consortium.checkpoints.threshold))
    expect((await chain.view('CheckpointBoard', 'cadenceSeconds'))[0]).toBe(BigInt(consortium.checkpoints.everySeconds))
  })

  it('holds the ids of its founding', async () => {
    expect((await chain.view('MemberRegistry', 'foundingId'))[0]).toBe(founding.foundingId)
    expect((await chain.view('MemberRegistry', 'specDigest'))[0]).toBe(specDigest(consortium))
    expect((await chain.view('MemberRegistry', 'rehearsal'))[0]).toBe(false)
  })
})

function ruleOf(rule: Record<string, unknown> & { chambers: Iterable<Record<string, unknown>> }): DecisionRule {
  return {
    votingDelaySeconds: Number(rule.votingDelay),
    votingPeriodSeconds: Number(rule.votingPeriod),
    timelockSeconds: Number(rule.timelock),
    graceSeconds: Number(rule.grace),
    chambersNeeded: Number(rule.chambersNeeded),
    chambers: [...rule.chambers].map(({ quorum, majority, veto }) => ({
      quorumBasisPoints: Number(quorum),
      majorityBasisPoints: Number(majority),
      veto: veto === true,
    })),
  }
}
