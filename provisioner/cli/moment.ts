import { instant, secondsOf } from '../../network/fields.ts'
import { secondsIn } from './duration.ts'
import { type Input, usage } from './input.ts'

/**
 * When something ends, by --until or --for; undefined where neither is given.
 * @param now Unix seconds of the chain, asked where a duration is given.
 * @returns Unix seconds.
 */
export async function endOf(input: Input, now: () => Promise<number>): Promise<number | undefined> {
  const [moment, duration] = [input.text('until'), input.text('for')]
  if (moment !== undefined && duration !== undefined) throw usage('Give --until or --for, not both.')
  if (duration !== undefined) return (await now()) + secondsIn(duration)
  if (moment === undefined) return undefined
  if (!instant.safeParse(moment).success) throw usage(`--until is "${moment}"; 2026-12-31T00:00:00Z was expected.`)
  return secondsOf(moment)
}
