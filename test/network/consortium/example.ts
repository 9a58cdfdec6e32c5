import { readFileSync } from 'node:fs'
import type { Problem } from '../../../network/problem.ts'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { parseConsortium } from '../../../network/consortium/parse-consortium.ts'

export const exampleNames = ['four-members', 'six-members', 'twenty-five-members'] as const

export function exampleText(name: (typeof exampleNames)[number]): string {
  return readFileSync(new URL(`../../../network/consortium/examples/${name}.yaml`, import.meta.url), 'utf8')
}

/** An example with one part of its text exchanged. The part has to be there. */
export function edited(name: (typeof exampleNames)[number], ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example does not hold ${from}`)
    return text.replace(from, () => to)
  }, exampleText(name))
}

export function consortiumOf(text: string): Consortium {
  const reading = parseConsortium(text, 'consortium.yaml')
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.consortium
}

export function problemsOf(text: string): readonly Problem[] {
  const reading = parseConsortium(text, 'consortium.yaml')
  return reading.ok ? [] : reading.problems
}

export const codesOf = (text: string): string[] => problemsOf(text).map(({ code }) => code)

/** Where the only or n-th occurrence of a needle stands, counted in the simplest way there is. */
export function placeOf(text: string, needle: string, nth = 0): { line: number; column: number } {
  const before = text
    .split(needle)
    .slice(0, nth + 1)
    .join(needle)
  if (before.length === text.length) throw new Error(`the text does not hold ${needle}`)
  const lines = before.split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}
