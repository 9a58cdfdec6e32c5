import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { explanationOf, knownCodes } from '../codes.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** What a code means; without one, the list of them. */
export async function run(input: Input, _: Environment): Promise<Answer> {
  const [code] = input.optional(0)
  if (code === undefined) return { json: { codes: knownCodes() }, text: knownCodes(), good: true }
  const explanation = explanationOf(code)
  if (explanation !== undefined) return { json: { code, explanation }, text: [`${code}: ${explanation}`], good: true }
  throw new QuorateError('CODE_UNKNOWN', `${code} is no code of quorate.`, {
    facts: { code },
    remedy: 'Run `quorate explain` for all of them.',
  })
}
