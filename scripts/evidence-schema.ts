import { writeFileSync } from 'node:fs'
import { evidenceJsonSchema } from '../network/checkpoint/evidence-json-schema.ts'

/** Writes the JSON Schema of evidence files. A test keeps it fresh. */
const target = new URL('../network/checkpoint/evidence.schema.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(evidenceJsonSchema(), null, 2)}\n`)
