import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openHome } from '../../provisioner/home/open-home.ts'
import { answer, endOf, start } from './cli.ts'
import { changed, contentsOf, kill, killAfter, momentsIn } from './kill.ts'
import { chainsOf, until } from './processes.ts'
import { newFolder, rehearsal, rehearsing } from './rehearsals.ts'

/** What a founding leaves, and no later command may ever change. */
const LASTING =
  /^(homes\/[a-z-]+\/(home|card|lock)\.json|homes\/[a-z-]+\/keys\/.*|passphrases\/.*|cards\/.*|approvals\/.*|consortium\.yaml|(founding|genesis|lock)\.json)$/
const lastingOf = (root: string) => contentsOf(root, LASTING)

/** Kills in one round, at moments ever later. */
const ROUND = 10

describe('a rehearsal that is killed again and again', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await newFolder()
  })

  it('keeps every home, key and file that stood, and in the end the same network stands', async () => {
    let [kills, round] = [0, 0]
    while (kills < 15) {
      const root = join(folder, `round-${round++}`)
      kills += await killUntilItStands(root)
      const { network } = await rehearsal(root)
      const founding = JSON.parse(lastingOf(root).get('founding.json') ?? '')
      expect(network).toMatchObject({ networkId: founding.networkId, genesisHash: founding.genesisHash })
      expect(chainsOf(root)).toHaveLength(2)
      await answer(['down', '--home', root])
      expect(chainsOf(root)).toEqual([])
    }
    process.stdout.write(`killed ${kills} times\n`)
  }, 280_000)
})

/** Runs it, kills it a little later, and looks, until it comes to its end by itself. @returns how often it was killed. */
async function killUntilItStands(root: string): Promise<number> {
  let before = lastingOf(root)
  for (const [i, moment] of momentsIn(100, 4_500, ROUND).entries()) {
    // Every third time only the command itself dies, and those it plays live on beside the next run.
    const killed = await killAfter(moment, rehearsing(root), { group: i % 3 !== 2 })
    const after = lastingOf(root)
    expect(changed(before, after)).toEqual([])
    for (const [file, text] of after) if (file.endsWith('.json')) expect(() => JSON.parse(text)).not.toThrow()
    for (const member of homesIn(root)) expect((await openHome(join(root, 'homes', member))).record.member).toBe(member)
    before = after
    if (!killed) return i
  }
  return ROUND
}

function homesIn(root: string): string[] {
  return [...contentsOf(root, /^homes\/[a-z-]+\/home\.json$/).keys()].map((file) => file.split('/')[1] ?? '')
}

describe('a rehearsal that is killed just as it starts its chains', () => {
  let root = ''
  let network: unknown
  beforeAll(async () => {
    root = join(await newFolder(), 'rehearsal')
    network = (await rehearsal(root)).network
    await answer(['down', '--home', root])
  }, 120_000)

  const moments = momentsIn(0, 1_200, 6)

  it.each(moments.slice(0, 3))(
    'leaves none behind once it is taken down (%f ms later)',
    async (moment) => {
      await killAsChainsStart(root, moment)
      await answer(['down', '--home', root])
      await until('no chain runs', () => chainsOf(root).length === 0)
    },
    60_000,
  )

  it.each(moments.slice(3))(
    'runs two, and not four, when it is run again (%f ms later)',
    async (moment) => {
      await killAsChainsStart(root, moment)
      expect((await rehearsal(root)).network).toEqual(network)
      await until('two chains run', () => chainsOf(root).length === 2)
      await answer(['down', '--home', root])
      expect(chainsOf(root)).toEqual([])
    },
    60_000,
  )

  it('stops its chains by themselves when somebody removes its folder', async () => {
    const other = join(await newFolder(), 'rehearsal')
    await rehearsal(other)
    rmSync(other, { recursive: true })
    await until('no chain runs', () => chainsOf(other).length === 0)
  }, 120_000)
})

async function killAsChainsStart(root: string, milliseconds: number): Promise<void> {
  const child = start(rehearsing(root), {}, true)
  const ended = endOf(child)
  await until('a chain is started', () => chainsOf(root).length > 0)
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  kill(child.pid ?? 0, true)
  await ended
}
