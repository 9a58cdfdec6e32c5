import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { getAddress } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { UpgradeFile } from '../../network/governance/upgrade.ts'
import type { Transactions } from '../../network/transaction/prepared.ts'
import { chainsAt, FOUR, rogue } from './anchored.ts'
import { answer, type Options, quorate, type Refusal, refusal } from './cli.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA] = FOUR
const CONTRACT = 'CommitmentRegistry'
const SOURCE = 'contracts/data/CommitmentRegistry.sol'
const project = fileURLToPath(new URL('../..', import.meta.url))

interface Shown {
  readonly class: string
  readonly upgrades: readonly {
    runs: string
    installs: string
    problems: readonly { code: string; path?: string }[] | null
  }[]
}
type Problem = { readonly code: string; readonly path?: string }

let root = ''
let stands: Stands
let short = ''
let rival = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const file = (name: string) => join(root, name)
const upgrade = () => file('upgrade.json')
const read = async (name: string): Promise<UpgradeFile> => JSON.parse(await readFile(file(name), 'utf8'))
const inShort = (problems: readonly Problem[] | null | undefined) =>
  problems?.map(({ code, path }) => `${code} ${path}`)
const propose = (folder: string, ...more: string[]) => ['propose', 'upgrade', CONTRACT, folder, ...more]

/** What `check` finds, by the home of one who did not propose. */
async function check(path: string, by: Options = as(root, SOUTH)): Promise<string[] | undefined> {
  const { json } = await quorate(['check', path, '--json'], by)
  return inShort((json as { problems?: Problem[] }).problems)
}

async function show(id: string, path: string): Promise<string[] | undefined> {
  const { json } = await quorate(['show', id, '--upgrade', path, '--json'], as(root, SOUTH))
  return inShort((json as Shown).upgrades[0]?.problems)
}

/** Why the contracts would not carry it out. */
async function simulated(id: string): Promise<string | undefined> {
  const { json } = await quorate(['show', id, '--simulate', '--json'], as(root, SOUTH))
  return (json as { simulation: { refused: { reason: string } | null } }).simulation.refused?.reason
}

/** Why a proposal is not made: a code, or the places of what is wrong. */
async function refused(...typed: string[]): Promise<string | string[] | undefined> {
  const { error }: Refusal = await refusal(typed, as(root, NORTH))
  const problems = error.facts['problems'] as readonly Problem[] | undefined
  return problems === undefined ? error.code : inShort(problems)
}

/** A release's sources with one of them changed, as a member that works on them has them. */
async function sources(name: string, ...changes: readonly (readonly [string, string])[]): Promise<string> {
  const folder = file(name)
  await mkdir(folder)
  await cp(join(project, 'contracts'), join(folder, 'contracts'), {
    recursive: true,
    filter: (path) => !/\/(artifacts|cache|generated)$/.test(path),
  })
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
  const before = await readFile(join(folder, SOURCE), 'utf8')
  const after = changes.reduce((text, [from, to]) => text.replace(from, to), before)
  if (after === before) throw new Error(`nothing to change in ${SOURCE}`)
  await writeFile(join(folder, SOURCE), after)
  return folder
}

const behind = (type: string, ...names: string[]) =>
  ['private _numbers;', `private _numbers;${names.map((name) => `\n    ${type} private ${name};`).join('')}`] as const
const TWICE =
  'return _count;\n    }\n\n    /// @notice New here.\n    function twice() external view returns (uint64) {\n        return 2 * _count;\n    }'
const twice = ['return _count;\n    }', TWICE] as const

async function voted(...ids: string[]): Promise<void> {
  await run(NORTH, 'advance', '2m')
  for (const id of ids) for (const member of FOUR) await run(member, 'vote', id, 'for')
  await run(NORTH, 'advance', '7d')
}

async function executed(id: string): Promise<void> {
  await run(NORTH, 'execute', id)
  await run(NORTH, 'advance', '7d')
  await run(NORTH, 'execute', id)
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
}, 180_000)

describe('new code for a contract', () => {
  it('that would not find what is stored is refused before anything stands on chain', async () => {
    const moved = ['uint64 private _count;', 'uint64 private _other;\n    uint64 private _count;'] as const
    expect(await refused(...propose(await sources('moved', moved), upgrade()))).toEqual(['UPGRADE_LAYOUT _count'])
  }, 240_000)

  it('that another release of OpenZeppelin keeps from what is stored is refused as well', async () => {
    const folder = await sources('newer', twice)
    const path = '@openzeppelin/contracts/proxy/utils/Initializable.sol'
    const before = await readFile(join(project, 'node_modules', path), 'utf8')
    const after = before.replace('uint64 _initialized;', 'uint64 _newer;\n        uint64 _initialized;')
    expect(after).not.toBe(before)
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), after)
    expect(await refused(...propose(folder, upgrade()))).toEqual([
      'UPGRADE_LAYOUT erc7201:openzeppelin.storage.Initializable',
    ])
  }, 240_000)

  it('is proposed with the file by which others make it again', async () => {
    const typed = propose(await sources('good', twice, behind('uint64', '_first', '_second')), upgrade())
    // The code by the agent's key, the proposal by an officer's that may be elsewhere; the code is put there once.
    const code = await run<{ implementation: string }>(NORTH, ...typed, '--code')
    expect((await run<{ proposals: unknown[] }>(SOUTH, 'proposals')).proposals).toEqual([])
    const prepared = file('proposal.json')
    const keyless = { home: as(root, NORTH).home ?? '', cwd: root }
    const { transactions } = await answer<Transactions>([...typed, '--offline', prepared], keyless)
    expect(transactions[0]?.says).toBe(
      `propose to upgrade ${CONTRACT} to the code at ${getAddress(code.implementation)}`,
    )
    await run(NORTH, 'sign', prepared)
    await run(NORTH, 'send', file('proposal.signed.json'))
    const [{ id } = { id: '' }] = (await run<{ proposals: { id: string }[] }>(SOUTH, 'proposals')).proposals
    short = id
    expect(await check(upgrade())).toEqual([])
    const shown = await run<Shown>(SOUTH, 'show', short, '--upgrade', upgrade())
    expect(shown.class).toBe('upgrade')
    expect(shown.upgrades).toMatchObject([{ problems: [] }])
    expect(shown.upgrades[0]?.runs).not.toBe(shown.upgrades[0]?.installs)
    expect(await simulated(short)).toBeUndefined()
  }, 400_000)

  it('is not called sound where its proposal, made by no command of ours, calls into it, and is not carried out', async () => {
    const { implementation } = await read('upgrade.json')
    const other = interfaceOf(CONTRACT).encodeFunctionData('upgradeToAndCall', [`0x${'11'.repeat(20)}`, '0x'])
    const both = interfaceOf(CONTRACT).encodeFunctionData('upgradeToAndCall', [implementation, other])
    const content = [[predeploys[CONTRACT]], [0], [both], `0x${'ab'.repeat(32)}`]
    const data = interfaceOf('ConsortiumGovernor').encodeFunctionData('propose', content)
    const { chain, close } = await chainsAt(stands)
    try {
      const officer = await rogue(root, NORTH, chain, 'officer')
      const sent = await officer.sendTransaction({ to: predeploys.ConsortiumGovernor, data, gasPrice: 0, type: 0 })
      await sent.wait()
    } finally {
      close()
    }
    const { proposals } = await run<{ proposals: { id: string }[] }>(SOUTH, 'proposals')
    const { id } = proposals.find((one) => one.id !== short) ?? { id: '' }
    expect(await show(id, upgrade())).toEqual(['UPGRADE_CALLS implementation'])
    expect((await quorate(['show', id, '--upgrade', upgrade()], as(root, SOUTH))).code).toBe(1)
    expect(await simulated(id)).toContain('UpgradeWithCall')
  }, 120_000)

  it('is not called fit where no node says what stands', async () => {
    expect(await check(upgrade(), { cwd: root })).toEqual(['UPGRADE_BASE_UNPROVEN base'])
  }, 60_000)

  it('whose code is not that of its sources, byte for byte, is found', async () => {
    const whole = await read('upgrade.json')
    const source = whole.sources[SOURCE] ?? ''
    // What one would vote for may be in a comment, or in the name of a variable: code alone shows neither.
    for (const [from, to] of [
      ['2 * _count', '3 * _count'],
      ['New here.', 'New there.'],
      ['uint64 private _first;\n    uint64 private _second;', 'uint64 private _second;\n    uint64 private _first;'],
    ] as const) {
      expect(source).toContain(from)
      await writeFile(
        file('forged.json'),
        JSON.stringify({ ...whole, sources: { ...whole.sources, [SOURCE]: source.replace(from, to) } }),
      )
      expect([from, await check(file('forged.json'))]).toEqual([from, ['UPGRADE_CODE_OTHER codeHash']])
      expect([from, await show(short, file('forged.json'))]).toEqual([from, ['UPGRADE_CODE_OTHER codeHash']])
    }
  }, 400_000)

  it('is not mistaken for another upgrade that an earlier file is of', async () => {
    const other = await sources('other', ['return _count;', 'return _count + 0;'])
    expect(await refused(...propose(other, upgrade()))).toBe('FILE_EXISTS')
  }, 240_000)

  it('runs once it was voted in, and not before', async () => {
    const folder = await sources('rival', behind('bytes32', '_mine'))
    rival = (await run<{ short: string }>(NORTH, ...propose(folder, file('rival.json')))).short
    expect(await show(rival, file('rival.json'))).toEqual([])
    const installed = async () => (await run<Shown>(SOUTH, 'show', short)).upgrades[0]
    const before = await installed()
    await voted(short, rival)
    await run(NORTH, 'execute', rival)
    await run(NORTH, 'execute', short)
    expect((await installed())?.runs).toBe(before?.runs)
    await run(NORTH, 'advance', '7d')
    await answer([...propose(file('good'), upgrade()), '--offline', file('late.json')], as(root, SOUTH))
    await run(SOUTH, 'sign', file('late.json'))
    const made = propose(file('rival'), file('meanwhile.json'))
    // Compiling takes its time: what it is held against is voted out meanwhile.
    const [meanwhile] = await Promise.all([refusal(made, as(root, ALPHA)), run(NORTH, 'execute', short)])
    expect(meanwhile.error.code).toBe('UPGRADE_BASE')
    expect((await refusal(['send', file('late.signed.json')], as(root, SOUTH))).error.code).toBe('UPGRADE_OVERTAKEN')
    expect(await installed()).toMatchObject({ runs: before?.installs, installs: before?.installs })
    expect([await show(short, upgrade()), await check(upgrade())]).toEqual([[], []])
  }, 240_000)

  it('is not carried out, though it was voted in as well, over code that nobody held it against', async () => {
    expect(await show(rival, file('rival.json'))).toEqual(['UPGRADE_BASE base'])
    expect(await refused('execute', rival)).toBe('UPGRADE_OVERTAKEN')
    const { json } = await quorate(['show', rival, '--simulate', '--json'], as(root, SOUTH))
    expect(json).toMatchObject({
      simulation: { refused: { call: 1, reason: expect.stringContaining('UPGRADE_OVERTAKEN') }, changes: [] },
    })
  }, 60_000)
})

describe('a second upgrade of the same contract', () => {
  it('is held against the code that stands now: what fits genesis alone is refused', async () => {
    const fitsGenesis = await sources('fits-genesis', behind('bytes32', '_mine'))
    expect(await refused(...propose(fitsGenesis, file('second.json')))).toBe('UPGRADE_BASE')
    expect(await refused(...propose(fitsGenesis, file('second.json'), file('rival.json')))).toBe('UPGRADE_BASE')
    expect(await refused(...propose(fitsGenesis, file('second.json'), upgrade()))).toEqual([
      'UPGRADE_LAYOUT _first',
      'UPGRADE_LAYOUT _second',
      'UPGRADE_LAYOUT _mine',
    ])
  }, 240_000)

  it('takes no other sources for the code that stands, though they compile to the same instructions', async () => {
    const whole = await read('upgrade.json')
    const swapped = (whole.sources[SOURCE] ?? '').replace(
      'uint64 private _first;\n    uint64 private _second;',
      'uint64 private _second;\n    uint64 private _first;',
    )
    await writeFile(
      file('swapped.json'),
      JSON.stringify({ ...whole, sources: { ...whole.sources, [SOURCE]: swapped } }),
    )
    const folder = await sources('swapped', twice, behind('uint64', '_second', '_first', '_third'))
    expect(await refused(...propose(folder, file('second.json'), file('swapped.json')))).toEqual([
      'UPGRADE_CODE_OTHER codeHash',
    ])
  }, 240_000)

  it('goes on from the first by that one’s file, is made again by everybody, and runs', async () => {
    const folder = await sources('second', twice, behind('uint64', '_first', '_second', '_third'))
    short = (await run<{ short: string }>(NORTH, ...propose(folder, file('second.json'), upgrade()))).short
    expect(await check(file('second.json'))).toEqual([])
    expect(await show(short, file('second.json'))).toEqual([])
    const { base, ...whole } = await read('second.json')
    await writeFile(file('on-genesis.json'), JSON.stringify(whole))
    expect(await show(short, file('on-genesis.json'))).toEqual(['UPGRADE_BASE base'])
    expect(await check(file('on-genesis.json'))).toEqual(['UPGRADE_BASE base'])
    const genesis = await readFile(join(project, SOURCE), 'utf8')
    const lying = { ...whole, base: { ...base, sources: { ...base?.sources, [SOURCE]: genesis } } }
    await writeFile(file('lying.json'), JSON.stringify(lying))
    expect(await show(short, file('lying.json'))).toEqual(['UPGRADE_CODE_OTHER base.codeHash'])
    await voted(short)
    await executed(short)
    expect(await show(short, file('second.json'))).toEqual([])
  }, 400_000)

  it('is itself what a third goes on from', async () => {
    const folder = await sources('third', twice, behind('uint64', '_first', '_second', '_third', '_fourth'))
    expect(await refused(...propose(folder, file('third.json'), upgrade()))).toBe('UPGRADE_BASE')
    await run(NORTH, ...propose(folder, file('third.json'), file('second.json')), '--code')
    expect(await check(file('third.json'))).toEqual([])
  }, 240_000)
})
