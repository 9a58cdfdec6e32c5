import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { wrap } from '../../../provisioner/cli/wrap.ts'

describe('a line for a terminal', () => {
  it('stays as it is where it fits, and where no terminal is', () => {
    const long = 'word '.repeat(40)
    expect(wrap('  a   b', 80)).toEqual(['  a   b'])
    expect(wrap(long, undefined)).toEqual([long])
  })

  it('is broken between words, and goes on below its own beginning', () => {
    const line = `  → ${'remedy '.repeat(9)}`.trimEnd()
    expect(wrap(line, 40)).toEqual(['  → remedy remedy remedy remedy remedy', '    remedy remedy remedy remedy'])
  })

  it('keeps its columns, and leaves a word alone that fits nowhere', () => {
    const hash = `0x${'5'.repeat(64)}`
    expect(wrap(`  network     ${hash}`, 50)).toEqual(['  network', `    ${hash}`])
    expect(wrap('  a     b'.padEnd(60, '!'), 80)).toEqual(['  a     b'.padEnd(60, '!')])
  })

  it('never loses a word, whatever it says and however wide the terminal is', () => {
    const words = fc.array(fc.stringMatching(/^[!-~]{1,30}$/), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 120 }), (given, columns) => {
        const lines = wrap(given.join(' '), columns)
        expect(
          lines
            .join(' ')
            .split(/ +/)
            .filter((word) => word !== ''),
        ).toEqual(given)
        if (columns >= 40) expect(lines.filter((line) => line.length > columns)).toEqual([])
      }),
    )
  })
})
