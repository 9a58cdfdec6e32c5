import type { Environment } from '../../environment.ts'
import { plan } from '../../steps/plan.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'
import { wantedBy } from '../wanted.ts'
import { answer } from './apply.ts'

/** What `apply` would do, and why. Changes nothing. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  return answer(await plan(await wantedBy(input, env)), 'planned')
}
