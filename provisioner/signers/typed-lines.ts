import { StringDecoder } from 'node:string_decoder'

/**
 * Lines out of what a terminal in raw mode sends, with the editing keys a terminal offers by itself. Arrow keys and the
 * marks around pasted text arrive as escape sequences, and are no part of a line.
 */
export class TypedLines {
  readonly lines: string[] = []
  /** Ctrl-C or Ctrl-D. */
  gaveUp = false
  readonly #decoder = new StringDecoder('utf8')
  #line = ''
  #before = ''
  #escape: 'none' | 'begun' | 'sequence' = 'none'

  take(chunk: Buffer): void {
    for (const character of this.#decoder.write(chunk)) {
      if (!this.#inEscape(character)) this.#key(character)
      this.#before = character
    }
  }

  #inEscape(character: string): boolean {
    if (character === '\u001b') this.#escape = 'begun'
    else if (this.#escape === 'begun') this.#escape = character === '[' || character === 'O' ? 'sequence' : 'none'
    else if (this.#escape === 'sequence') this.#escape = character >= '@' && character <= '~' ? 'none' : 'sequence'
    else return false
    return true
  }

  #key(character: string): void {
    if (character === '\n' && this.#before === '\r') return
    if (character === '\r' || character === '\n') {
      this.lines.push(this.#line)
      this.#line = ''
    } else if (character === '\u0003' || character === '\u0004') this.gaveUp = true
    else if (character === '\u007f' || character === '\b') this.#line = [...this.#line].slice(0, -1).join('')
    else if (character === '\u0015') this.#line = ''
    else if (character >= ' ') this.#line += character
  }
}
