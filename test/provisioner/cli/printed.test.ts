import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { printed, printedJson } from '../../../provisioner/cli/printed.ts'

/** What terminals act on, and what turns the direction of reading. */
const OBEYED = /[\p{Cc}\p{Cf}\u2028\u2029]/u
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\u001b[2A', '\u009b2J', '\r', '\n', '\t', '\u202e'),
  ),
})

describe('what others wrote, on a terminal', () => {
  it('moves no cursor: what would rewrite the lines above is left out, and the words stay', () => {
    expect(printed('  says: agreed\u001b[2A\r  will admit west\u009b2K\u202e', undefined)).toEqual([
      '  says: agreed[2A  will admit west2K',
    ])
  })

  it('begins no line that passes for one of ours', () => {
    expect(printed('  says: agreed\r\n  will admit west\n', undefined)).toEqual([
      '  says: agreed',
      '    |   will admit west',
      '    | ',
    ])
    expect(printed('agreed\u2028  will admit west', undefined)).toEqual(['agreed  will admit west'])
  })

  it('is broken where it can be, though its blanks are none of the usual', () => {
    const line = `says${'\u2800'.repeat(90)}will admit${'\u00a0'.repeat(90)}west`
    for (const part of printed(line, 80)) expect(part.length).toBeLessThanOrEqual(80)
  })

  it('is never obeyed, whatever it is, and plain words stay as they are', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [, ...further] = printed(text, undefined)
        expect(further.every((line) => line.startsWith('    | '))).toBe(true)
        expect(printed(text, undefined).join('')).not.toMatch(OBEYED)
      }),
    )
    expect(printed('  → “Häuser”, 5 µs  and 日本', undefined)).toEqual(['  → “Häuser”, 5 µs  and 日本'])
  })
})

describe('a document on a terminal', () => {
  it('is the same document, and nothing in it is obeyed', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = printedJson({ [text]: [text] })
        expect(JSON.parse(json)).toEqual({ [text]: [text] })
        expect(json.replaceAll('\n', '')).not.toMatch(OBEYED)
      }),
    )
  })
})
