import { writeFileSync } from 'node:fs'
import { consortiumJsonSchema } from '../network/consortium/consortium-json-schema.ts'

/** Writes the JSON Schema that editors use for consortium.yaml. A test keeps it fresh. */
const target = new URL('../network/consortium/consortium.schema.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(consortiumJsonSchema(), null, 2)}\n`)
