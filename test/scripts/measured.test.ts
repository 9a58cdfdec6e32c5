import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { Figure } from '../../scripts/bench/live/figure.ts'
import { firstBlockFigures, firstBlockNote } from '../../scripts/bench/live/first-block-figures.ts'
import { joinFigures, joinNote } from '../../scripts/bench/live/join-figures.ts'
import { page } from '../../scripts/bench/live/page.ts'

const measured = readFileSync(new URL('../../docs/measured.md', import.meta.url), 'utf8')
const circumstances = { machine: 'one', besu: 'besu', node: 'v24', load: [0, 0], date: '2026-11-26' } as const
const firstBlock = firstBlockFigures({ hand: 30, founded: 36, fresh: 50 })
const join = joinFigures([{ voted: 50, ended: 25, left: 50 }], { blocks: 1000, period: 30 })

/** Cells of a table: what, median, least to most, runs, aim. */
function rowsIn(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(1).map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  )
}

const aims = (figures: readonly Figure[]) => rowsIn(page(figures, circumstances)).map((row) => row[4])

describe('an aim', () => {
  it('is kept or missed by the median, also where it is so many times another row', () => {
    expect(aims(firstBlock)).toEqual(['', '', '≤ 1.2 (kept)', '≤ 1.2 × by hand (**missed**)'])
    expect(aims(firstBlockFigures({ hand: 30, founded: 37, fresh: 36 }))).toEqual([
      ...['', '', '≤ 1.2 (**missed**)', '≤ 1.2 × by hand (kept)'],
    ])
  })

  it('is of the command, and of the last ballot, as well as of what begins later', () => {
    expect(firstBlock.filter(({ aim }) => aim !== undefined).map(({ what }) => what)).toEqual([
      'the same, against by hand',
      expect.stringMatching(/^`rehearse` from the description on/),
    ])
    const judged = join.filter(({ aim }) => aim === 30).map(({ what }) => what)
    expect(judged).toEqual([expect.stringMatching(/^end of the vote/), expect.stringMatching(/^last ballot/)])
  })
})

describe('docs/measured.md', () => {
  it.each([
    ['first-block', firstBlock, firstBlockNote],
    ['join', join, joinNote],
  ])('has the rows, aims and note of %s as the bench writes them of its medians', (name, figures, note) => {
    const section = measured.split(/^(?=## )/m).find((text) => text.startsWith(`## ${name}\n`)) ?? ''
    const rows = rowsIn(section)
    const again = figures.map((figure, i) => ({ ...figure, runs: [Number.parseFloat(rows[i]?.[1] ?? '')] }))
    expect(rows.map(([what, , , , aim]) => [what, aim])).toEqual(again.map(({ what }, i) => [what, aims(again)[i]]))
    expect(section).toContain(`\n\n${note}\n`)
  })
})
