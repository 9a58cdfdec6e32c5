import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { explanationOf, knownCodes } from '../codes.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** What a code means; without one, the list of them. */
export async function run(input: Input, _: Environment): Promise<Answer> {
  const [code] = input.optional(0)
  if (code === undefined) return { json: { codes: knownCodes() }, text: knownCodes(), good: true }
  // As it stands in a message, or as somebody typed it.
  const known = [code, code.toUpperCase()].find((name) => explanationOf(name) !== undefined)
  if (known !== undefined) {
    const explanation = explanationOf(known)
    return { json: { code: known, explanation }, text: [`${known}: ${explanation}`], good: true }
  }
  throw new QuorateError('CODE_UNKNOWN', `${code} is no code of quorate.`, {
    facts: { code },
    remedy: 'Run `quorate explain` for all of them.',
  })
}
