import { z } from 'zod'

/** A closed mapping: a field it does not name is a problem, never ignored. */
export function mapping<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, { error: `a mapping with the fields ${Object.keys(shape).join(', ')}` })
}
