import { describe, expect, it } from '@jest/globals'
import { TypedLines } from '../../../provisioner/signers/typed-lines.ts'

function typed(...chunks: (string | Buffer)[]): TypedLines {
  const lines = new TypedLines()
  for (const chunk of chunks) lines.take(Buffer.from(chunk))
  return lines
}

describe('what is typed', () => {
  it.each([
    ['one key at a time', ['a', 'b', '\r'], ['ab']],
    ['two lines at once', ['ab\rcd\r'], ['ab', 'cd']],
    ['line ends of every kind', ['a\nb\rc\r\nd\n'], ['a', 'b', 'c', 'd']],
    ['a line end in two pieces', ['a\r', '\nb\r'], ['a', 'b']],
    ['rubbing out, whole characters at a time', ['ab😀\u007f\bc\r'], ['ac']],
    ['rubbing out more than there is', ['\u007f\u007fa\r'], ['a']],
    ['clearing the line', ['abc\u0015d\r'], ['d']],
    ['arrow keys', ['a\u001b[Ab\u001b[1;5Cc\u001bOHd\r'], ['abcd']],
    ['an arrow key in three pieces', ['a\u001b', '[', 'Ab\r'], ['ab']],
    ['pasted text with its marks', ['\u001b[200~a b\u001b[201~\r'], ['a b']],
    ['other control keys', ['a\u0001\u0002\tb\r'], ['ab']],
    ['no line end yet', ['abc'], []],
  ])('is read: %s', (_, chunks, lines) => {
    expect(typed(...chunks)).toMatchObject({ lines, gaveUp: false })
  })

  it('may have a character split over two chunks', () => {
    const bytes = Buffer.from('zwölf\r')
    expect(typed(bytes.subarray(0, 3), bytes.subarray(3)).lines).toEqual(['zwölf'])
  })

  it.each(['\u0003', '\u0004'])('is given up by Ctrl-C and Ctrl-D', (key) => {
    expect(typed('abc', key)).toMatchObject({ lines: [], gaveUp: true })
  })

  it('does not print', () => {
    expect(JSON.stringify(typed('secret'))).not.toContain('secret')
  })
})
