import { z } from 'zod'
import { descriptionSchema } from './description.ts'

/** JSON Schema of consortium.yaml as its author writes it, for editors. Rules between fields are not in it. */
export function consortiumJsonSchema(): object {
  return {
    title: 'quorate consortium description',
    ...z.toJSONSchema(descriptionSchema, { target: 'draft-07', io: 'input' }),
  }
}
