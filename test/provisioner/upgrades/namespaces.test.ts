import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { layouts } from '../../../contracts/generated/layouts.ts'
import { layoutBreaks, type StorageLayout } from '../../../network/governance/storage-layout.ts'
import { compile } from '../../../provisioner/upgrades/compile.ts'
import { sourceFolder } from '../../../provisioner/upgrades/source-folder.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))
const CONTRACT = 'CommitmentRegistry'
/** ERC-7201’s place of example.main: the standard’s own vector. */
const PLACE = '0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500'
const FIELDS = 'uint256 x;\n        mapping(address => Pair) pairs;'

/** Code that keeps something of its own, and something that it inherits in the name space example.main. */
function sources({
  fields = FIELDS,
  id = 'example.main',
  place = PLACE,
  inherits = 'Kept',
  pair = 'uint64 a; uint64 b;',
} = {}) {
  const head = '// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n'
  return {
    'lib/Kept.sol': `${head}
      abstract contract Kept {
        struct Pair { ${pair} }
        /// @custom:storage-location erc7201:${id}
        struct MainStorage { ${fields} }
        bytes32 private constant MAIN = ${place};
        function _main() private pure returns (MainStorage storage $) { assembly { $.slot := MAIN } }
        function x() external view returns (uint256) { return _main().x; }
      }
      contract Plain {}`,
    'contracts/data/CommitmentRegistry.sol': `${head}
      import {Kept, Plain} from "../../lib/Kept.sol";
      contract CommitmentRegistry is ${inherits} { uint256 private _own; }`,
  }
}

const laidOut = async (changes: Parameters<typeof sources>[0] = {}): Promise<StorageLayout> => {
  const files: Readonly<Record<string, string>> = sources(changes)
  return (await compile(CONTRACT, (path) => files[path])).layout
}

let deployed: StorageLayout
const breaks = async (changes: Parameters<typeof sources>[0]) =>
  layoutBreaks(deployed, await laidOut(changes)).map(({ kind, variable }) => `${variable} ${kind}`)

beforeAll(async () => {
  deployed = await laidOut()
}, 60_000)

describe('what a contract inherits in a name space', () => {
  it('is at the place that its id stands for, beside what solc reports', () => {
    const [own, main, ...more] = deployed.storage
    expect([own?.label, own?.slot, main?.label, more]).toEqual(['_own', '0', 'erc7201:example.main', []])
    expect(BigInt(main?.slot ?? 0)).toBe(BigInt(PLACE))
    expect(layoutBreaks(deployed, deployed)).toEqual([])
  })

  it('may grow at its end, and so may a struct that a mapping in it holds', async () => {
    expect(await breaks({ fields: `${FIELDS}\n        uint256 y;` })).toEqual([])
    expect(await breaks({ pair: 'uint64 a; uint64 b; uint64 c;' })).toEqual([])
  }, 60_000)

  it.each([
    ['something before the rest', { fields: `uint256 y;\n        ${FIELDS}` }, 'retyped'],
    ['a field of another type', { fields: FIELDS.replace('uint256 x', 'uint128 x') }, 'retyped'],
    ['a field that is gone', { fields: 'uint256 x;' }, 'retyped'],
    ['two fields swapped in a struct that a mapping holds', { pair: 'uint64 b; uint64 a;' }, 'retyped'],
    ['another id', { id: 'example.other', place: PLACE }, 'removed'],
    ['another place for the id', { place: PLACE.replace('b500', 'b600') }, 'removed'],
    ['no longer inheriting it', { inherits: 'Plain' }, 'removed'],
  ])(
    'is broken by %s',
    async (_, changes, kind) => {
      expect(await breaks(changes)).toEqual([`erc7201:example.main ${kind}`])
    },
    60_000,
  )
})

describe('OpenZeppelin’s state in the contracts', () => {
  it('is known of every one that can be upgraded', () => {
    const spaces = (layout: StorageLayout) =>
      layout.storage.flatMap(({ label }) => /^erc7201:.*\.(\w+)$/.exec(label)?.[1] ?? [])
    for (const layout of Object.values(layouts)) expect(spaces(layout)).toContain('Initializable')
    expect(spaces(layouts.ConsortiumGovernor)).toEqual([
      'EIP712',
      'Governor',
      'GovernorTimelockControl',
      'Initializable',
      'Nonces',
    ])
    expect(spaces(layouts.ConsortiumTimelock)).toEqual(['AccessControl', 'Initializable', 'TimelockController'])
  })

  it('is where a release of OpenZeppelin that moved it would not find it', async () => {
    const path = '@openzeppelin/contracts/proxy/utils/Initializable.sol'
    const folder = sourceFolder(project)
    const [first, second] = ['uint64 _initialized;', 'bool _initializing;']
    const moved = (file: string) => {
      const text = folder(file)
      return file === path
        ? text?.replace(first, second).replace(/(_initializing;[\s\S]*?)bool _initializing;/, `$1${first}`)
        : text
    }
    expect(readFileSync(`${project}/node_modules/${path}`, 'utf8')).toContain(first)
    const [same, other] = [await compile(CONTRACT, folder), await compile(CONTRACT, moved)]
    expect(layoutBreaks(layouts[CONTRACT], same.layout)).toEqual([])
    expect(layoutBreaks(layouts[CONTRACT], other.layout)).toMatchObject([
      { kind: 'retyped', variable: 'erc7201:openzeppelin.storage.Initializable' },
    ])
  }, 120_000)
})
