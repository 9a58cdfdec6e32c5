import { beforeAll, describe, expect, it } from '@jest/globals'
import { amendedGenesis, blockPeriodAt, forkAt, headAgeSeconds } from '../../../network/amendments/amended-genesis.ts'
import { type Amendment, amendmentList, historyOf } from '../../../network/amendments/amendment.ts'
import { amendmentProblems } from '../../../network/amendments/amendment-problems.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { genesisBlock } from '../../../network/genesis/genesis-block.ts'
import type { GenesisFile } from '../../../network/genesis/genesis-file.ts'
import { example, founded } from '../../fixtures/consortia.ts'

const at = { decidedAt: 1_000, cancelledAt: null }
const period = (seconds: number, beginsAt: number, more: Partial<Amendment> = {}): Amendment =>
  ({ kind: 'block-period', seconds, beginsAt, ...at, ...more }) as Amendment
const fork = (name: string, beginsAt: number, more: Partial<Amendment> = {}): Amendment =>
  ({ kind: 'fork', fork: name, beginsAt, ...at, ...more }) as Amendment

describe('the genesis file of now', () => {
  let founding: Founding
  let cancun: Founding

  beforeAll(async () => {
    const four = example('four-members')
    founding = await founded(four)
    cancun = await founded({ ...four, chain: { ...four.chain, fork: 'cancun' } })
  }, 60_000)

  it('is the founders’ where nothing was decided, or all of it was taken back', () => {
    expect(amendedGenesis(founding.genesis, [])).toBe(founding.genesis)
    const back = [period(1, 9_000, { cancelledAt: 2_000 }), fork('osaka', 9_001, { cancelledAt: 2_000 })]
    expect(amendedGenesis(cancun.genesis, back)).toEqual(cancun.genesis)
  })

  it('has the founders’ block 0, whatever was decided', async () => {
    const amended = amendedGenesis(cancun.genesis, [period(5, 1_900_000_000), fork('osaka', 1_900_000_100)])
    expect(amended).not.toEqual(cancun.genesis)
    const block = await genesisBlock(amended as unknown as GenesisFile)
    expect(block).toEqual({ hash: cancun.genesisHash, stateRoot: cancun.stateRoot })
  })

  it('has a transition for each block period, by time, and nothing else in it', () => {
    const { transitions } = amendedGenesis(founding.genesis, [period(4, 9_000), period(1, 9_500)]).config
    expect(transitions).toEqual({
      qbft: [
        { block: 9_000, blockperiodseconds: 4 },
        { block: 9_500, blockperiodseconds: 1 },
      ],
    })
  })

  // Validators restart one by one: those that differed in it would come to no round together, and the chain would halt.
  it('leaves every node the same request timeout, and waits longer before it calls slower blocks a halt', () => {
    const slow = amendedGenesis(founding.genesis, [period(30, 9_000)])
    expect(slow.config.qbft).toEqual(founding.genesis.config.qbft)
    expect(headAgeSeconds(slow)).toBe(360)
    const quick = amendedGenesis(founding.genesis, [period(1, 9_000)])
    expect(quick.config.qbft).toEqual(founding.genesis.config.qbft)
    expect(headAgeSeconds(quick)).toBe(headAgeSeconds(founding.genesis))
  })

  it('begins a fork at its time, and with it those before', () => {
    expect(amendedGenesis(cancun.genesis, [fork('osaka', 9_000)]).config).toMatchObject({
      cancunTime: 0,
      pragueTime: 9_000,
      osakaTime: 9_000,
    })
    expect(amendedGenesis(cancun.genesis, [fork('prague', 9_000), fork('osaka', 9_500)]).config).toMatchObject({
      pragueTime: 9_000,
      osakaTime: 9_500,
    })
  })

  it('is not changed by a fork that holds already', () => {
    expect(amendedGenesis(founding.genesis, [fork('prague', 9_000)]).config).toEqual(founding.genesis.config)
    const backwards = amendedGenesis(cancun.genesis, [fork('osaka', 9_000), fork('prague', 9_500)])
    expect(backwards.config).toMatchObject({ pragueTime: 9_000, osakaTime: 9_000 })
  })

  it('tells the fork at any time', () => {
    const decided = [fork('prague', 9_000), fork('osaka', 9_500), fork('osaka', 9_100, { cancelledAt: 2_000 })]
    const found = [0, 8_999, 9_000, 9_499, 9_500].map((time) => forkAt(cancun.genesis.config, decided, time))
    expect(found).toEqual(['cancun', 'cancun', 'prague', 'prague', 'osaka'])
    expect(forkAt(founding.genesis.config, [], 0)).toBe('osaka')
  })

  it('tells the pace of blocks at any time', () => {
    const decided = [period(4, 9_000), period(7, 9_200, { cancelledAt: 5_000 }), period(1, 9_500)]
    const paces = [0, 8_999, 9_000, 9_499, 9_500].map((time) => blockPeriodAt(founding.genesis, decided, time))
    const { blockPeriodSeconds: first } = founding.consortium.chain
    expect(paces).toEqual([first, first, 4, 4, 1])
  })
})

describe('a release', () => {
  it('is not run on past a fork that it does not know, unless that was taken back', () => {
    const decided = [fork('osaka', 9_000), fork('amsterdam', 9_100)]
    expect(amendmentProblems(decided, '26.8.0').map(({ code, found }) => [code, found])).toEqual([
      ['FORK_UNKNOWN', 'amsterdam'],
    ])
    expect(amendmentProblems([fork('amsterdam', 9_100, { cancelledAt: 2_000 })], '26.8.0')).toEqual([])
    expect(amendmentProblems([fork('osaka', 9_000)], '1.0.0')).toHaveLength(1)
  })
})

describe('history', () => {
  it('is every set of amendments that ever stood, the one of now last', () => {
    const one = period(4, 9_000, { decidedAt: 100, cancelledAt: 300 })
    const two = period(1, 9_500, { decidedAt: 200 })
    const before = { ...one, cancelledAt: null }
    expect(historyOf([one, two])).toEqual([[], [before], [before, two], [two]])
    expect(historyOf([])).toEqual([[]])
  })

  it('of a file is read only where every field is one that the chain could have', () => {
    expect(amendmentList.safeParse([period(4, 9_000)]).success).toBe(true)
    for (const wrong of [{ seconds: 0 }, { seconds: 61 }, { beginsAt: 0 }, { kind: 'other' }, { more: 1 }]) {
      expect(amendmentList.safeParse([{ ...period(4, 9_000), ...wrong }]).success).toBe(false)
    }
  })
})
