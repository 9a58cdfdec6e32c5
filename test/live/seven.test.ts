import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { answer } from '../e2e/cli.ts'
import { refusesStranger, takesTransaction } from './deeds.ts'
import { LiveNetwork } from './live-network.ts'
import { secondsUntil } from './seconds.ts'

const besu = process.env['BESU_HOME']
const image = process.env['QUORATE_TEST_BESU_IMAGE']
if (besu === undefined) process.stdout.write('test/live/seven: processes skipped, since BESU_HOME names no Besu\n')
if (image === undefined)
  process.stdout.write('test/live/seven: containers skipped, since QUORATE_TEST_BESU_IMAGE names no Besu\n')

const NORTH = 'hospital-north'
const [WEST, BETA, GAMMA] = ['hospital-west', 'devices-beta', 'devices-gamma'] as const
const MINUTES = 60_000
const spec = fileURLToPath(new URL('seven-live.yaml', import.meta.url))

/** What is typed for where nodes run; nothing where no Besu is given for it. */
const targets = [
  { where: 'as processes', target: besu === undefined ? [] : ['process'] },
  { where: 'in containers of one engine', target: image === undefined ? [] : ['docker', '--besu-image', image] },
]

/** Five of seven make a block: the chain bears the loss of two, and of a third no more. */
for (const { where, target } of targets) {
  const live = target.length === 0 ? describe.skip : describe
  live(`seven validators on a real Besu, ${where}`, () => {
    let network: LiveNetwork

    beforeAll(async () => {
      network = await LiveNetwork.in(spec, target)
    })

    afterAll(() => network?.end(), 8 * MINUTES)

    it(
      'stand and make blocks, with a quorum of five',
      async () => {
        await network.rehearse()
        await secondsUntil('block 3 of seven', async () => (await network.height()) >= 3)
        const { consensus } = await network.status()
        expect(consensus).toMatchObject({ kind: 'qbft', quorum: 5, tolerates: 2 })
        expect(consensus.validators).toHaveLength(7)
      },
      20 * MINUTES,
    )

    it(
      'take a member’s transaction, and refuse a stranger’s',
      async () => {
        await takesTransaction(network, NORTH)
        await refusesStranger(network, WEST)
      },
      4 * MINUTES,
    )

    it(
      'go on when two are killed',
      async () => {
        await network.kill(BETA, GAMMA)
        await network.grows(5)
      },
      6 * MINUTES,
    )

    it(
      'stand still when a third is killed, and go on when one of the three is back',
      async () => {
        await network.kill(WEST)
        await setTimeout(12_000)
        const still = await network.height()
        await setTimeout(12_000)
        expect(await network.height()).toBe(still)
        await network.apply(WEST)
        await secondsUntil(
          'the first block after three of seven were down',
          async () => (await network.height()) > still,
          8,
        )
      },
      15 * MINUTES,
    )

    it(
      'take the other two back, which catch up',
      async () => {
        await Promise.all([BETA, GAMMA].map((member) => network.apply(member)))
        for (const member of [BETA, GAMMA]) await secondsUntil(`${member} at the head`, () => network.atHead(member))
        await secondsUntil('all of them see six peers', async () =>
          (await network.nodes()).every(({ peers }) => peers === 6),
        )
        expect((await network.node(NORTH))?.running).toBe(true)
      },
      16 * MINUTES,
    )

    it(
      'survive a full stop and a full start with permissioning on',
      async () => {
        const before = await network.height()
        await answer(['down', '--home', network.root])
        await answer(network.rehearsing())
        await secondsUntil('blocks after a full stop of seven', async () => (await network.height()) > before + 2, 8)
      },
      16 * MINUTES,
    )
  })
}
