import { z } from 'zod'

/** A whole number within bounds. Its only error message is what was expected. */
export function wholeNumber(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`
  return z.int({ error }).min(min, { error }).max(max, { error })
}
