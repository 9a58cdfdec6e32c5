import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { consortiumJsonSchema } from '../../../network/consortium/consortium-json-schema.ts'
import { readYaml } from '../../../network/consortium/yaml/read-yaml.ts'
import { edited, exampleNames, exampleText } from './example.ts'

const file = new URL('../../../network/consortium/consortium.schema.json', import.meta.url)

describe('the JSON Schema for editors', () => {
  it('is the one the schema gives: node scripts/consortium-schema.ts writes it', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(consortiumJsonSchema())))
  })

  const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')))

  it.each(exampleNames)('takes %s', (name) => {
    expect(schema.safeParse(readYaml(exampleText(name)).value).error).toBeUndefined()
  })

  it('refuses what the reader refuses', () => {
    const bad = [
      edited('six-members', ['chainId: 620620', 'chainId: 0x9784c']),
      edited('six-members', ['votingPeriod: 7d', 'votingPeriod: 7 days']),
      edited('six-members', ['votingPeriod: 7d', 'votingPeroid: 7d']),
      edited('six-members', ['duty: observer', 'duty: watcher']),
    ]
    for (const text of bad) expect(schema.safeParse(readYaml(text).value).success).toBe(false)
  })
})
