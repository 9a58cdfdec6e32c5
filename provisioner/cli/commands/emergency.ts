import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { draftSuspension } from '../emergency/draft.ts'
import { bookLapse } from '../emergency/lapse.ts'
import { signAction } from '../emergency/sign.ts'
import { submitAction } from '../emergency/submit.ts'
import { type Input, usage } from '../input.ts'

type Step = (given: readonly string[], input: Input, env: Environment) => Promise<Answer>

/** By the word that people type. */
const steps: Readonly<Record<string, Step>> = {
  suspend: draftSuspension,
  sign: signAction,
  submit: submitAction,
  lapse: bookLapse,
}

/** Those that send a transaction. */
const SENDING: readonly string[] = ['submit', 'lapse']

/** What a few members do at once, until all have decided: drafted, signed by files, and brought by anyone. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [name = '', ...given] = input.rest(0)
  const step = steps[name]
  if (step === undefined) throw usage(`Give a step: ${Object.keys(steps).join(', ')}.`)
  if (env.offline !== undefined && !SENDING.includes(name))
    throw usage(`emergency ${name} sends no transaction; --offline goes with emergency ${SENDING.join(' and ')}.`)
  return step(given, input, env)
}
