import { describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider, Result } from 'ethers'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { membershipAction } from '../../../network/governance/action.ts'
import type { Hex } from '../../../network/hex.ts'
import { organisationId, slugOf } from '../../../network/slug.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { readExpulsionWait, readHandoverWait } from '../../../provisioner/chain/expulsion-wait.ts'
import { standInChain } from '../agent/stand-in-chain.ts'

const HASH = `0x${'00'.repeat(32)}`
const SIX = ['north', 'south', 'east', 'west', 'alpha', 'beta']
const without = (...names: string[]) => SIX.filter((name) => !names.includes(name))

/** Who is in each epoch's set, from epoch 1 on, and who has handed over to it; who has signed each decided checkpoint. */
interface Board {
  readonly epochs: readonly { readonly set: readonly string[]; readonly heard: readonly string[] }[]
  readonly signed: readonly (readonly string[])[]
}

const M = 4
const board = interfaceOf('CheckpointBoard')

/** A node whose board stands so; M is 4 in every epoch, and all checkpoints are of the first. */
async function boardSays<T>(
  { epochs, signed }: Board,
  active: readonly string[],
  ask: (provider: JsonRpcProvider, members: Parameters<typeof readExpulsionWait>[2]) => Promise<T>,
): Promise<T> {
  const decision = (sequence: number) => [HASH, HASH, sequence, 1, 0, 0, 0, M, signed[sequence - 1]?.length ?? 0]
  const views: Readonly<Record<string, (given: Result) => unknown>> = {
    currentEpoch: () => epochs.length,
    head: () => (signed.length === 0 ? [HASH, HASH, 0, 0, 0, 0, 0, 0, 0] : decision(signed.length)),
    decision: ([sequence]) => decision(Number(sequence)),
    epoch: ([number]) => {
      const { set = [], heard = [] } = epochs[Number(number) - 1] ?? {}
      return [HASH, 0, M, heard.length, set.map(organisationId), []]
    },
    handoverSignedBy: ([number, id]) => epochs[Number(number) - 1]?.heard.includes(slugOf(id)),
    signedBy: ([sequence, id]) => signed[Number(sequence) - 1]?.includes(slugOf(id)),
  }
  const call = async (_: string, data: unknown) => {
    const asked = board.parseTransaction({ data: data as string })
    const said = asked === null ? undefined : views[asked.name]?.(asked.args)
    if (asked === null || said === undefined) throw new Error('not asked of this board')
    return { returned: board.encodeFunctionResult(asked.name, [said]) as Hex, reverted: false }
  }
  const node = await standInChain({ call })
  const provider = authorisedProvider(node.rpc, 31_337, () => 'a-token')
  const members = SIX.map((name) => ({ name, status: active.includes(name) ? 'active' : 'suspended' }) as const)
  try {
    return await ask(provider, members)
  } finally {
    provider.destroy()
  }
}

const waitOf = (leaving: string, says: Board, active: readonly string[]) =>
  boardSays(says, active, (provider, members) =>
    readExpulsionWait(provider, [membershipAction('expel', leaving)], members),
  )

const first = { set: SIX, heard: [] }
const all = SIX.slice(0, M)

describe('an expulsion, by what the checkpoint board says', () => {
  it('waits for nothing where the newest handover and all checkpoints are signed', async () => {
    expect(await waitOf('west', { epochs: [first], signed: [] }, SIX)).toBeUndefined()
    const second = { set: without('beta'), heard: all }
    expect(await waitOf('west', { epochs: [first, second], signed: [all, all] }, without('beta'))).toBeUndefined()
  })

  it('waits for the handover before, and for one that is older still', async () => {
    const lacking = { set: without('beta'), heard: ['north', 'south', 'east'] }
    const held = await waitOf('west', { epochs: [first, lacking], signed: [all] }, without('beta'))
    expect(held?.says).toContain('the handover to epoch 2 lacks 1')
    expect(held?.from).toEqual(['west', 'alpha'])
    const third = { set: without('beta', 'alpha'), heard: ['north', 'south', 'west'] }
    const older = await waitOf('west', { epochs: [first, lacking, third], signed: [all] }, without('beta', 'alpha'))
    expect(older?.says).toContain('the handover to epoch 2')
  })

  it('waits for checkpoints that too few have signed, as far back as they go', async () => {
    const signed = [all, ['north', 'south', 'east'], ['north', 'west']]
    const held = await waitOf('west', { epochs: [first], signed }, SIX)
    expect(held?.says).toContain('checkpoint 2 lacks 1')
    expect((await waitOf('north', { epochs: [first], signed }, SIX))?.says).toBeUndefined()
    expect((await waitOf('west', { epochs: [first], signed: [['north']] }, SIX))?.says).toContain(
      'checkpoint 1 lacks 3',
    )
  })

  it('waits where fewer than M of the present set would be active', async () => {
    const held = await waitOf('west', { epochs: [first], signed: [all] }, without('alpha', 'beta'))
    expect(held).toMatchObject({ says: expect.stringMatching(/^4 of 6 signers .* epoch 2, and 3 active/), from: [] })
  })

  it('is known before anything is decided, whatever is still to be signed', async () => {
    const of = (active: readonly string[]) =>
      boardSays({ epochs: [first], signed: [['north']] }, active, (provider, members) =>
        readHandoverWait(provider, 'west', members),
      )
    expect(await of(SIX)).toBeUndefined()
    expect((await of(without('alpha', 'beta')))?.says).toMatch(/^4 of 6 signers .* epoch 2, and 3 active/)
  })
})
