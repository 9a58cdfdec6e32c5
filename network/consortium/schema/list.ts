import { z } from 'zod'

/** A list of one kind of thing, with bounds on its length. */
export function list<Item extends z.core.$ZodType>(
  item: Item,
  what: string,
  { min, max }: { min: number; max: number },
) {
  const error = `a list of ${min} to ${max} ${what}`
  return z.array(item, { error }).min(min, { error }).max(max, { error })
}
