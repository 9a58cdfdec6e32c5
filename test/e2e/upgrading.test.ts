import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { getAddress } from 'ethers'
import type { Transactions } from '../../network/transaction/prepared.ts'
import { FOUR } from './anchored.ts'
import { answer, quorate, refusal } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH] = FOUR
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
interface Problems {
  readonly problems: readonly { code: string; path?: string; found: string }[]
}

let root = ''
let upgrade = ''
let short = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const problemsOf = async (...typed: string[]) => (await quorate([...typed, '--json'], as(root, SOUTH))).json as Problems

/** A release's sources with one of them changed, as a member that works on them has them. */
async function sources(name: string, change: (text: string) => string): Promise<string> {
  const folder = join(root, name)
  await mkdir(folder)
  await cp(join(project, 'contracts'), join(folder, 'contracts'), {
    recursive: true,
    filter: (path) => !/\/(artifacts|cache|generated)$/.test(path),
  })
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, SOURCE)
  const before = await readFile(file, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`nothing to change in ${SOURCE}`)
  await writeFile(file, after)
  return folder
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  upgrade = join(root, 'upgrade.json')
}, 180_000)

describe('new code for a contract', () => {
  it('that would not find what is stored is refused before anything stands on chain', async () => {
    const folder = await sources('moved', (text) =>
      text.replace('uint64 private _count;', 'uint64 private _other;\n    uint64 private _count;'),
    )
    const { json, code } = await quorate(['propose', 'upgrade', CONTRACT, folder, upgrade, '--json'], as(root, NORTH))
    const { problems } = (json as { error: { facts: Problems } }).error?.facts ?? (json as Problems)
    expect(code).toBe(2)
    expect(problems).toMatchObject([{ code: 'UPGRADE_LAYOUT', path: '_count' }])
  }, 240_000)

  it('is proposed with the file by which others make it again', async () => {
    const counted = (text: string) =>
      text.replace(
        'return _count;\n    }',
        'return _count;\n    }\n\n    /// @notice New here.\n    function twice() external view returns (uint64) {\n        return 2 * _count;\n    }',
      )
    const folder = await sources('good', counted)
    const typed = ['propose', 'upgrade', CONTRACT, folder, upgrade]
    // The code by the agent's key, the proposal by an officer's that may be elsewhere; the code is put there once.
    const code = await run<{ implementation: string }>(NORTH, ...typed, '--code')
    expect((await run<{ proposals: unknown[] }>(SOUTH, 'proposals')).proposals).toEqual([])
    const prepared = join(root, 'proposal.json')
    const keyless = { home: as(root, NORTH).home ?? '', cwd: root }
    const { transactions } = await answer<Transactions>([...typed, '--offline', prepared], keyless)
    expect(transactions[0]?.says).toBe(
      `propose to upgrade ${CONTRACT} to the code at ${getAddress(code.implementation)}`,
    )
    await run(NORTH, 'sign', prepared)
    await run(NORTH, 'send', join(root, 'proposal.signed.json'))
    const [{ id } = { id: '' }] = (await run<{ proposals: { id: string }[] }>(SOUTH, 'proposals')).proposals
    short = id
    expect((await quorate(['check', upgrade], as(root, SOUTH))).code).toBe(0)
    const shown = await run<Shown>(SOUTH, 'show', short, '--upgrade', upgrade)
    expect(shown.class).toBe('upgrade')
    expect(shown.upgrades).toMatchObject([{ problems: [] }])
    expect(shown.upgrades[0]?.runs).not.toBe(shown.upgrades[0]?.installs)
  }, 400_000)

  it('whose code is not that of its sources is found', async () => {
    const file = JSON.parse(await readFile(upgrade, 'utf8'))
    const changed = { ...file.sources, [SOURCE]: file.sources[SOURCE].replace('2 * _count', '3 * _count') }
    const forged = join(root, 'forged.json')
    await writeFile(forged, JSON.stringify({ ...file, sources: changed }))
    expect((await problemsOf('check', forged)).problems).toMatchObject([{ code: 'UPGRADE_CODE_OTHER' }])
    const { upgrades } = (await quorate(['show', short, '--upgrade', forged, '--json'], as(root, SOUTH))).json as Shown
    expect(upgrades[0]?.problems).toMatchObject([{ code: 'UPGRADE_CODE_OTHER' }])
  }, 400_000)

  it('is not mistaken for another upgrade that an earlier file is of', async () => {
    const folder = await sources('other', (text) => text.replace('return _count;', 'return _count + 0;'))
    const { error } = await refusal(['propose', 'upgrade', CONTRACT, folder, upgrade], as(root, NORTH))
    expect(error).toMatchObject({ code: 'FILE_EXISTS', facts: { contract: CONTRACT } })
  }, 240_000)

  it('runs once it was voted in, and not before', async () => {
    const installed = async () => (await run<Shown>(SOUTH, 'show', short)).upgrades[0]
    const before = await installed()
    await run(NORTH, 'advance', '2m')
    for (const member of FOUR) await run(member, 'vote', short, 'for')
    await run(NORTH, 'advance', '7d')
    await run(NORTH, 'execute', short)
    expect((await installed())?.runs).toBe(before?.runs)
    await run(NORTH, 'advance', '7d')
    await run(NORTH, 'execute', short)
    expect(await installed()).toMatchObject({ runs: before?.installs, installs: before?.installs })
  }, 180_000)
})
