import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { evidenceJsonSchema } from '../../../network/checkpoint/evidence-json-schema.ts'
import { embedded, fileFrom, five } from './worlds.ts'

const file = new URL('../../../network/checkpoint/evidence.schema.json', import.meta.url)

describe('the JSON Schema of evidence', () => {
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')))

  it('is the one the schema gives: node scripts/evidence-schema.ts writes it', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(evidenceJsonSchema())))
  })

  it('takes honest evidence', () => {
    for (const honest of [fileFrom(embedded), fileFrom(five, { sequence: 5, later: 16, opening: true })]) {
      expect(schema.safeParse(honest).error).toBeUndefined()
    }
  })

  it('refuses another format, unknown fields, missing ones, and bytes of another length', () => {
    const honest = fileFrom(embedded)
    const { record: _, ...without } = honest
    const short = { ...honest, checkpoint: { ...honest.checkpoint, networkId: 'AAAA' } }
    for (const bad of [{ ...honest, format: 'quorate/evidence/2' }, { ...honest, more: 1 }, without, short]) {
      expect(schema.safeParse(bad).success).toBe(false)
    }
  })
})
