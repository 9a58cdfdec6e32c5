import { type Card, cardSchema } from '../../network/ceremony/card.ts'
import { type Founding, foundingSchema } from '../../network/ceremony/founding.ts'
import { lockSchema } from '../../network/ceremony/lock.ts'
import type { Consortium } from '../../network/consortium/consortium.ts'
import { parseConsortium } from '../../network/consortium/parse-consortium.ts'
import { parseDocument } from '../../network/document.ts'
import type { Hex } from '../../network/hex.ts'

/** What files that are checked together say about one another. Unsound ones say nothing here. */
export interface Beside {
  readonly consortium: Consortium | undefined
  readonly foundings: readonly Founding[]
  /** The agent of a member, by the cards for the same network as its record. */
  agentOf(record: { readonly member: string; readonly consortium: Hex }): string | undefined
}

/** @param texts of files by their paths. */
export function beside(texts: ReadonlyMap<string, string>): Beside {
  const consortiums = [...texts].flatMap(([file, text]) => (isYaml(file) ? readConsortium(text, file) : []))
  const foundings = [...texts].flatMap(([file, text]) => foundingsIn(text, file))
  const cards = [...texts].flatMap(([file, text]) => cardsIn(text, file)).concat(foundings.flatMap((one) => one.cards))
  return {
    consortium: consortiums[0],
    foundings,
    agentOf: ({ member, consortium }) =>
      cards.find((card) => card.member === member && card.consortium === consortium)?.agent,
  }
}

export const isYaml = (file: string) => /\.ya?ml$/.test(file)

/** The format that one of quorate's JSON files names. */
export function formatOf(text: string): string | undefined {
  return /"format":\s*"quorate\/([a-z]+)\/1"/.exec(text)?.[1]
}

function readConsortium(text: string, file: string): Consortium[] {
  const reading = parseConsortium(text, file)
  return reading.ok ? [reading.consortium] : []
}

function foundingsIn(text: string, file: string): Founding[] {
  if (formatOf(text) === 'founding') return readValue(parseDocument(foundingSchema, text, file))
  if (formatOf(text) === 'lock') return readValue(parseDocument(lockSchema, text, file)).map(({ founding }) => founding)
  return []
}

function cardsIn(text: string, file: string): Card[] {
  return formatOf(text) === 'card' ? readValue(parseDocument(cardSchema, text, file)) : []
}

function readValue<T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false }): T[] {
  return parsed.ok ? [parsed.value] : []
}
