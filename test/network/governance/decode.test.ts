import { describe, expect, it } from '@jest/globals'
import { FunctionFragment, Interface } from 'ethers'
import fc from 'fast-check'
import { cardHash } from '../../../network/ceremony/card.ts'
import { type PredeployName, predeploys } from '../../../network/genesis/addresses.ts'
import { contracts } from '../../../network/genesis/contracts.ts'
import { admitAction } from '../../../network/governance/action.ts'
import { decodeCall } from '../../../network/governance/decode.ts'
import { inWords, titleOf } from '../../../network/governance/words.ts'
import { type Hex, toHex } from '../../../network/hex.ts'
import { organisationId, slugBytes32 } from '../../../network/slug.ts'
import { example } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'
import { zerosOf } from '../../fixtures/zeros.ts'

const names = Object.keys(predeploys) as PredeployName[]
const call = (contract: PredeployName, name: string, ...given: readonly unknown[]) => ({
  target: predeploys[contract] as Hex,
  calldata: new Interface(contracts[contract].abi).encodeFunctionData(name, given) as Hex,
})
const files = cardFilesOf(example('six-members'))
const card = files.find((one) => one.card.member === 'hospital-north')?.card
if (card === undefined) throw new Error('no card')
const north = organisationId('hospital-north')
const node = `0x${'22'.repeat(20)}`
const admit = admitAction(card)
const cardArguments = new Interface(contracts.MemberRegistry.abi).decodeFunctionData('admit', admit.calldata).toArray()
const rule = [60, 3600, 0, 3600, 1, [[5000, 5000, false]]]

describe('in words', () => {
  it.each([
    [admit, 'admit hospital-north to hospitals with hospital-north-1 (validator), hospital-north-2 (observer)'],
    [
      call('MemberRegistry', 'addNodes', ...cardArguments),
      'add to hospital-north: hospital-north-1 (validator), hospital-north-2 (observer)',
    ],
    [call('MemberRegistry', 'replaceKeys', ...cardArguments), 'replace the keys of hospital-north'],
    [call('MemberRegistry', 'suspend', north), 'suspend hospital-north'],
    [call('MemberRegistry', 'reinstate', north), 'reinstate hospital-north'],
    [call('MemberRegistry', 'expel', north), 'expel hospital-north'],
    [call('NodeRegistry', 'retire', node), `retire the node ${node}`],
    [call('NodeRegistry', 'settleChange', node), `end the change in flight of the node ${node}`],
    [call('CheckpointBoard', 'setThreshold', 5), 'have 5 members sign a checkpoint'],
    [call('CheckpointBoard', 'setCadence', 600), 'make a checkpoint every 600 s'],
    [
      call('Amendments', 'scheduleFork', slugBytes32('osaka'), 1_798_761_600),
      'begin the fork osaka at 2027-01-01T00:00:00Z',
    ],
    [
      call('Amendments', 'scheduleBlockPeriod', 4, 1_798_761_600),
      'make a block every 4 s from 2027-01-01T00:00:00Z on',
    ],
    [
      call('Amendments', 'scheduleBlockPeriod', 4, 2n ** 64n - 1n),
      'make a block every 4 s from second 18446744073709551615 on',
    ],
    [call('Amendments', 'cancel', 2), 'take back the amendment 2'],
    [call('ConsortiumGovernor', 'setRule', 5, rule), 'set the rule for decisions of the class upgrade'],
  ])('%#: the call says what it will do', (action, words) => expect(inWords(action)).toBe(words))

  it('a node is named with its member where that is known, and by its address always', () => {
    const members = [
      { name: 'north', nodes: [] },
      { name: 'west', nodes: [{ name: 'west-1', address: node }] },
    ]
    const retire = call('NodeRegistry', 'retire', node)
    expect(inWords(retire, members)).toBe(`retire the node west-1 of west (${node})`)
    expect(titleOf([retire], members)).toBe(`retire the node west-1 of west (${node})`)
    expect(inWords(retire, members.slice(0, 1))).toBe(`retire the node ${node}`)
    expect(inWords(call('NodeRegistry', 'settleChange', node), members)).toContain('west-1 of west')
  })

  it('an upgrade says where its code is; one that calls something too is named by its call, since nobody can say more', () => {
    expect(inWords(call('MemberRegistry', 'upgradeToAndCall', node, '0x'))).toBe(
      `upgrade MemberRegistry to the code at ${node}`,
    )
    const upgrade = call('MemberRegistry', 'upgradeToAndCall', node, '0x12345678')
    expect(inWords(upgrade)).toBeUndefined()
    expect(titleOf([upgrade])).toBe('MemberRegistry.upgradeToAndCall')
  })

  it('no sentence is left with a hole in it', () => {
    for (const contract of names) {
      for (const fragment of new Interface(contracts[contract].abi).fragments.filter(FunctionFragment.isFragment)) {
        const calldata = new Interface(contracts[contract].abi).encodeFunctionData(
          fragment,
          zerosOf(fragment.inputs),
        ) as Hex
        expect(titleOf([{ target: predeploys[contract], calldata }])).not.toMatch(/undefined|NaN|\[object/)
      }
    }
  })

  it('what names nothing is shown as hex, so that a proposal cannot write to a voter’s terminal', () => {
    const evil = `0x${Buffer.from('evil\u001b[2J\u0007').toString('hex').padEnd(40, '0')}`
    expect(inWords(call('MemberRegistry', 'suspend', evil))?.toLowerCase()).toBe(`suspend ${evil}`)
    const gap = `0x${Buffer.from('abc\0def').toString('hex').padEnd(40, '0')}`
    expect(inWords(call('MemberRegistry', 'suspend', gap))?.toLowerCase()).toBe(`suspend ${gap}`)
  })

  it('several calls are not told as the first alone', () => {
    const suspend = call('MemberRegistry', 'suspend', north)
    const others = [call('NodeRegistry', 'retire', node), { target: node as Hex, calldata: '0x' as const }]
    expect(titleOf([suspend, ...others.slice(1)])).toBe('suspend hospital-north, and 1 more call')
    expect(titleOf([suspend, ...others])).toBe('suspend hospital-north, and 2 more calls')
  })

  it('nothing at all does nothing', () => expect(titleOf([])).toBe('does nothing'))
})

describe('decoded', () => {
  it('an admission says all that the card says', () => {
    const { contract, call: name, arguments: given } = decodeCall(admit)
    expect([contract, name]).toEqual(['MemberRegistry', 'admit'])
    expect(given.card).toMatchObject({
      chamber: slugBytes32('hospitals'),
      officer: card.officer,
      agent: card.agent,
      checkpoint: card.checkpoint,
      nodes: card.nodes.map(({ publicKey }, i) => ({ publicKey, duty: String(i) })),
      rehearsal: false,
    })
    expect(given.proofs).toEqual(card.proofs)
    expect(cardHash(card)).toMatch(/^0x/)
  })

  it('every function of every contract is known by its name', () => {
    for (const contract of names) {
      const abi = new Interface(contracts[contract].abi)
      for (const fragment of abi.fragments.filter(FunctionFragment.isFragment)) {
        const calldata = abi.encodeFunctionData(fragment, zerosOf(fragment.inputs)) as Hex
        expect(decodeCall({ target: predeploys[contract], calldata })).toMatchObject({ contract, call: fragment.name })
      }
    }
  })

  it('a call to an unknown address or of an unknown function is shown as it is', () => {
    const calldata = '0xdeadbeef01' as const
    const unknown = { call: '0xdeadbeef', arguments: { calldata } }
    expect(decodeCall({ target: node as Hex, calldata })).toEqual({ contract: node, ...unknown })
    expect(decodeCall({ target: predeploys.NodeRegistry, calldata })).toEqual({ contract: 'NodeRegistry', ...unknown })
    expect(decodeCall({ target: node as Hex, calldata: '0x' })).toEqual({
      contract: node,
      call: '0x',
      arguments: { calldata: '0x' },
    })
  })

  it('a call that its ABI would not have encoded so is shown as it is, and is not put into words', () => {
    const suspend = call('MemberRegistry', 'suspend', north)
    const odd = [
      { ...suspend, calldata: `${suspend.calldata}00` as Hex },
      { ...suspend, calldata: suspend.calldata.slice(0, -2) as Hex },
      // A dirty word where an address stands.
      { ...suspend, calldata: `${suspend.calldata.slice(0, 10)}ff${suspend.calldata.slice(12)}` as Hex },
    ]
    for (const action of odd) {
      expect(decodeCall(action).arguments).toEqual({ calldata: action.calldata })
      expect(inWords(action)).toBeUndefined()
    }
  })

  it('garbage behind any selector never brings it down', () => {
    const selectors = names.flatMap((contract) =>
      new Interface(contracts[contract].abi).fragments
        .filter(FunctionFragment.isFragment)
        .map(({ selector }) => ({ contract, selector })),
    )
    expect(selectors.length).toBeGreaterThan(100)
    fc.assert(
      fc.property(
        fc.constantFrom(...selectors),
        fc.uint8Array({ maxLength: 400 }),
        fc.boolean(),
        (one, tail, small) => {
          // Small words make offsets and lengths that nearly fit.
          const bytes = small ? tail.map((byte, i) => (i % 32 === 31 ? byte : 0)) : tail
          const action = {
            target: predeploys[one.contract] as Hex,
            calldata: `${one.selector}${toHex(bytes).slice(2)}` as Hex,
          }
          expect(decodeCall(action).contract).toBe(one.contract)
          expect(typeof titleOf([action])).toBe('string')
          expect(JSON.stringify(decodeCall(action)).length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 1500 },
    )
  })
})
