import type { Consortium } from '../../network/consortium/consortium.ts'
import { parseConsortium } from '../../network/consortium/parse-consortium.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { readText } from './read-text.ts'

/** @throws QuorateError FILE_UNREADABLE, InputProblems with all that is wrong with the description. */
export async function readConsortium(file: string): Promise<Consortium> {
  const reading = parseConsortium(await readText(file), file)
  if (reading.ok) return reading.consortium
  throw new InputProblems(reading.problems)
}
