import { beforeAll, describe, expect, it } from '@jest/globals'
import { FunctionFragment, id, Interface } from 'ethers'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { implementationAddress, type PredeployName, predeploys } from '../../../network/genesis/addresses.ts'
import { contracts } from '../../../network/genesis/contracts.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, keyOf, keysOf } from '../../fixtures/founders.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'
import { zerosOf } from '../../fixtures/zeros.ts'

const names = Object.keys(predeploys) as PredeployName[]
const abiOf = (name: PredeployName) => new Interface(contracts[name].abi)
const functionsOf = (name: PredeployName) =>
  abiOf(name).fragments.filter((fragment) => FunctionFragment.isFragment(fragment))
const consortium = example('six-members')
const founders = consortium.members.map(keysOf)

/** What only a decision may do, and how each refuses everyone else. */
const privileged = [
  ...names.map((name) => [name, 'upgradeToAndCall', 'OnlyTimelock'] as const),
  ...(['admit', 'addNodes', 'replaceKeys', 'suspend', 'reinstate', 'expel'] as const).map(
    (call) => ['MemberRegistry', call, 'OnlyTimelock'] as const,
  ),
  ['NodeRegistry', 'retire', 'OnlyTimelock'],
  ['NodeRegistry', 'settleChange', 'OnlyTimelock'],
  ['NodeRegistry', 'register', 'OnlyMemberRegistry'],
  ['NodeRegistry', 'endLeaseOf', 'OnlyMemberRegistry'],
  ['CheckpointBoard', 'setThreshold', 'OnlyTimelock'],
  ['CheckpointBoard', 'setCadence', 'OnlyTimelock'],
  ['Amendments', 'scheduleFork', 'OnlyTimelock'],
  ['Amendments', 'scheduleBlockPeriod', 'OnlyTimelock'],
  ['Amendments', 'cancel', 'OnlyTimelock'],
  ['EmergencyCouncil', 'ratify', 'OnlyTimelock'],
  ['EmergencyCouncil', 'setSettings', 'OnlyTimelock'],
  ['MemberRegistry', 'bar', 'OnlyEmergencyCouncil'],
  ['MemberRegistry', 'settleEmergency', 'OnlyEmergencyCouncil'],
  ['GovernanceLog', 'append', 'OnlyGovernance'],
  ['ConsortiumGovernor', 'setRule', 'GovernorOnlyExecutor'],
  ['ConsortiumGovernor', 'relay', 'RelayRefused'],
  ['ConsortiumTimelock', 'updateDelay', 'TimelockUnauthorizedCaller'],
  ['ConsortiumTimelock', 'schedule', 'AccessControlUnauthorizedAccount'],
  ['ConsortiumTimelock', 'execute', 'AccessControlUnauthorizedAccount'],
  ['ConsortiumTimelock', 'grantRole', 'AccessControlUnauthorizedAccount'],
] as const satisfies readonly (readonly [PredeployName, string, string])[]

describe('in block 0', () => {
  let founding: Founding
  let chain: GenesisChain

  beforeAll(async () => {
    founding = await founded(consortium)
    chain = await genesisChain(founding)
  }, 60_000)

  it('the predeploys stand, and nothing else, and nobody has a balance', () => {
    const expected = names.flatMap((name) => [predeploys[name], implementationAddress(name)])
    expect(Object.keys(founding.genesis.alloc)).toEqual([...expected].sort())
    for (const entry of Object.values(founding.genesis.alloc)) {
      expect(entry).toMatchObject({ balance: '0x0', nonce: '0x1' })
      expect(entry.code.length).toBeGreaterThan(100)
    }
  })

  it('every proxy points at its own implementation, whose code is the compiled one', () => {
    const slot = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'
    for (const name of names) {
      expect(founding.genesis.alloc[predeploys[name]]?.storage[slot]?.slice(-40)).toBe(
        implementationAddress(name).slice(2),
      )
      const { code } = founding.genesis.alloc[implementationAddress(name)] ?? { code: '' }
      // Immutables (the contract's own address) are the only bytes that the constructor fills in.
      expect(code.length).toBeGreaterThan(2)
      expect(contracts[name].bytecode.length).toBeGreaterThan(code.length)
    }
  })

  it('no proxy can be initialised again, and no implementation ever, not even by the timelock', async () => {
    for (const name of names) {
      const initializers = functionsOf(name).filter((fragment) => fragment.name === 'initialize')
      expect(initializers.length).toBeGreaterThan(0)
      for (const fragment of initializers) {
        const call = abiOf(name).encodeFunctionData(fragment, zerosOf(fragment.inputs))
        for (const at of [predeploys[name], implementationAddress(name)]) {
          for (const from of [addressOf(keyOf('a stranger')), predeploys.ConsortiumTimelock]) {
            const answer = await chain.call(at, call, from)
            expect({ at, ...answer }).toEqual({
              at,
              reverted: true,
              returned: id('InvalidInitialization()').slice(0, 10),
            })
          }
        }
      }
    }
  })

  it('only the governor acts through the timelock, and only the timelock administers it', async () => {
    const accounts = [
      ...Object.values(predeploys),
      `0x${'0'.repeat(40)}`,
      ...founders.flatMap(({ officer, agent, checkpoint }) => [officer, agent, checkpoint].map(addressOf)),
    ]
    const granted: string[] = []
    for (const role of ['PROPOSER_ROLE', 'EXECUTOR_ROLE', 'CANCELLER_ROLE', 'DEFAULT_ADMIN_ROLE']) {
      const [value] = await chain.view('ConsortiumTimelock', role)
      expect((await chain.view('ConsortiumTimelock', 'getRoleAdmin', value))[0]).toBe(`0x${'0'.repeat(64)}`)
      for (const account of accounts) {
        if ((await chain.view('ConsortiumTimelock', 'hasRole', value, account))[0]) granted.push(`${role} ${account}`)
      }
    }
    const { ConsortiumGovernor: governor, ConsortiumTimelock: timelock } = predeploys
    expect(granted).toEqual([
      `PROPOSER_ROLE ${governor}`,
      `EXECUTOR_ROLE ${governor}`,
      `CANCELLER_ROLE ${governor}`,
      `DEFAULT_ADMIN_ROLE ${timelock}`,
    ])
  })

  it.each(privileged)('%s.%s answers no founder: %s', async (name, call, refusal) => {
    const fragment = functionsOf(name).find((one) => one.name === call)
    if (fragment === undefined) throw new Error(`${name} has no ${call}`)
    const input = abiOf(name).encodeFunctionData(fragment, zerosOf(fragment.inputs))
    const [first] = founders
    if (first === undefined) throw new Error('no founder')
    for (const key of [first.officer, first.agent, first.checkpoint, keyOf('a stranger')]) {
      const { returned } = await chain.call(predeploys[name], input, addressOf(key))
      expect(abiOf(name).parseError(returned)?.name).toBe(refusal)
    }
  })

  it('a stranger changes nothing by any function, but for those that do nothing for anybody', async () => {
    const from = addressOf(keyOf('a stranger'))
    const answered: string[] = []
    for (const name of names) {
      for (const fragment of functionsOf(name).filter(({ constant }) => !constant)) {
        const input = abiOf(name).encodeFunctionData(fragment, zerosOf(fragment.inputs))
        if (!(await chain.call(predeploys[name], input, from)).reverted) answered.push(`${name}.${fragment.name}`)
      }
    }
    // The timelock says that it takes tokens, of which there are none.
    expect(answered).toEqual([
      'ConsortiumTimelock.onERC1155BatchReceived',
      'ConsortiumTimelock.onERC1155Received',
      'ConsortiumTimelock.onERC721Received',
    ])
  })

  it('an officer, unlike its agent or checkpoint key, can propose', async () => {
    const [first] = founders
    if (first === undefined) throw new Error('no founder')
    const description = `0x${'11'.repeat(32)}`
    const retire = abiOf('NodeRegistry').encodeFunctionData('retire', [`0x${'22'.repeat(20)}`])
    const call = abiOf('ConsortiumGovernor').encodeFunctionData('propose', [
      [predeploys.NodeRegistry],
      [0],
      [retire],
      description,
    ])
    const by = async (key: typeof first.officer) =>
      (await chain.call(predeploys.ConsortiumGovernor, call, addressOf(key))).reverted
    expect([await by(first.agent), await by(first.checkpoint), await by(first.officer)]).toEqual([true, true, false])
  })
})
