import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { imageByDigest } from '../../network/besu/image-by-digest.ts'
import { DEFAULT_RELEASE, knownVersions } from '../../network/besu/releases.ts'
import { answer, quorate, refusal } from '../e2e/cli.ts'
import { LiveNetwork } from './live-network.ts'
import { gaps, programsOf, Rolling, takenInTurn } from './rolling.ts'
import { secondsUntil } from './seconds.ts'

/** Of the newest release that this kit knows, and of one that may become it: installations, and images by digest. */
const { BESU_HOME: newer = '', QUORATE_TEST_BESU_BEFORE: older = '' } = process.env
const { QUORATE_TEST_BESU_IMAGE: newerImage = '', QUORATE_TEST_BESU_IMAGE_BEFORE: olderImage = '' } = process.env

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const MINUTES = 60_000
/** Seconds between two blocks while one of four is away; a halt would last until somebody did something. */
const LONGEST = 20
const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))

/** Two releases, where nodes run. */
interface Releases {
  readonly where: string
  /** Why they are not played; undefined where they are. */
  readonly lacks: string | undefined
  /** The older one. */
  readonly version: () => string
  /** What is typed to rehearse on it, and the environment. */
  readonly target: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What is typed to `upgrade` besides a version: the newer one, and the older one. */
  readonly on: readonly string[]
  readonly back: readonly string[]
  /** What of this machine a node that is upgraded runs by. */
  readonly programs: readonly string[]
}

const processes: Releases = {
  where: 'as processes',
  lacks: newer && older ? undefined : 'BESU_HOME and QUORATE_TEST_BESU_BEFORE do not name two releases',
  version() {
    const says = execFileSync(join(older, 'bin', 'besu'), ['--version'], { encoding: 'utf8' })
    return /v([\d.]+)/.exec(says)?.[1] ?? ''
  },
  target: ['process'],
  env: { BESU_HOME: older },
  on: ['--besu-home', newer],
  back: ['--besu-home', older],
  programs: [join(newer, 'bin', 'besu')],
}

const containers: Releases = {
  where: 'in containers of one engine',
  lacks:
    newerImage && olderImage
      ? undefined
      : 'QUORATE_TEST_BESU_IMAGE and QUORATE_TEST_BESU_IMAGE_BEFORE do not name two releases',
  version: () => knownVersions[knownVersions.indexOf(DEFAULT_RELEASE) - 1] ?? '',
  target: ['docker', '--besu-image', olderImage],
  env: {},
  on: named(newerImage),
  back: named(olderImage),
  programs: [],
}

function named(text: string): string[] {
  const { image = '', digest = '' } = imageByDigest(text) ?? {}
  return ['--image', image, '--digest', digest]
}

for (const { where, lacks, ...releases } of [processes, containers]) {
  const live = lacks === undefined ? describe : describe.skip
  if (lacks !== undefined) process.stdout.write(`test/live/upgrade: ${where} skipped, since ${lacks}\n`)

  live(`four validators on two releases of Besu, ${where}`, () => {
    let network: LiveNetwork
    let rolling: Rolling
    let before = ''
    const versions = () => Promise.all(rolling.rpcs.map((_, i) => rolling.versionOf(i)))

    beforeAll(async () => {
      before = releases.version()
      network = await LiveNetwork.in(spec, releases.target)
    }, MINUTES)

    afterAll(() => network?.end(), 5 * MINUTES)

    it(
      'go from the older one to the newer one, all members at once, one node at a time, without a halt',
      async () => {
        const typed = [...network.rehearsing(), '--besu-version', before]
        rolling = new Rolling((await answer<{ rpc: string[] }>(typed, { env: releases.env })).rpc, 620_604)
        await secondsUntil('block 5', async () => (await rolling.head()).number >= 5)
        expect(await versions()).toEqual(MEMBERS.map(() => before))
        const began = await rolling.head()
        const command = ['upgrade', '--to', DEFAULT_RELEASE, ...releases.on]
        const upgraded = Promise.all(
          MEMBERS.map((member) => answer<{ from: string; done: { node: string }[] }>(command, network.as(member))),
        )
        await secondsUntil('all of them upgraded', () => upgraded.then(() => true), 16)
        expect((await upgraded).map(({ from, done }) => [from, ...done.map(({ node }) => node)])).toEqual(
          MEMBERS.map((member) => [before, `${member}-1`]),
        )
        expect(takenInTurn(await rolling.leases(began.number))).toHaveLength(MEMBERS.length)
        expect(await versions()).toEqual(MEMBERS.map(() => DEFAULT_RELEASE))
        const times = await rolling.timesOf(began.number, (await rolling.head()).number)
        process.stdout.write(`  longest time without a block: ${Math.max(...gaps(times))} s; blocks: ${times.length}\n`)
        expect(Math.max(...gaps(times))).toBeLessThanOrEqual(LONGEST)
      },
      30 * MINUTES,
    )

    it(
      'never go back, by whatever command',
      async () => {
        const [member] = MEMBERS
        const back = ['upgrade', '--to', before, ...releases.back]
        expect((await refusal(back, network.as(member))).error.code).toBe('UPGRADE_REFUSED')
        const options = join(network.root, 'options', `${member}.yaml`)
        const applied = await refusal(['apply', '--options', options], { ...network.as(member), env: releases.env })
        expect(applied.error.code).toBe('UPGRADE_REFUSED')
        expect(await programsOf(network.home(member), `${member}-1`)).toEqual(releases.programs)
        expect(await versions()).toEqual(MEMBERS.map(() => DEFAULT_RELEASE))
        await network.grows()
        expect((await quorate(['down', '--home', network.root])).code).toBe(0)
      },
      8 * MINUTES,
    )
  })
}
