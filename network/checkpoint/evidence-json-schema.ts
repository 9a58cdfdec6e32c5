import { z } from 'zod'
import { evidenceSchema } from './evidence.ts'

/** JSON Schema of an evidence file. That bytes are whole and signatures true is not in it: docs/evidence.md is. */
export function evidenceJsonSchema(): object {
  return {
    title: 'quorate evidence',
    ...z.toJSONSchema(evidenceSchema, { target: 'draft-07', io: 'input', unrepresentable: 'any' }),
  }
}
