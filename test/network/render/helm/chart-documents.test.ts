import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { chartReadme } from '../../../../network/render/helm/chart-readme.ts'
import { type JsonSchema, valuesJsonSchema } from '../../../../network/render/helm/values-json-schema.ts'
import { valuesYaml } from '../../../../network/render/helm/values-yaml.ts'

const file = (name: string) =>
  readFileSync(new URL(`../../../../charts/quorate-member/${name}`, import.meta.url), 'utf8')

function objects(schema: JsonSchema, path = ''): (readonly [string, JsonSchema])[] {
  const parts = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => objects(part, `${path}.${name}`))
  const items = schema.items === undefined ? [] : objects(schema.items, `${path}[]`)
  const { additionalProperties: each } = schema
  const named = typeof each === 'object' ? objects(each, `${path}.NAME`) : []
  return [...(schema.properties === undefined ? [] : [[path, schema] as const]), ...parts, ...items, ...named]
}

function patterns(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, part]) => (name === 'pattern' ? [String(part)] : patterns(part)))
}

describe('the documents of charts/quorate-member', () => {
  it('are what `node scripts/helm-schema.ts` writes', () => {
    expect(file('values.schema.json')).toBe(`${JSON.stringify(valuesJsonSchema(), null, 2)}\n`)
    expect(file('values.yaml')).toBe(valuesYaml())
    expect(file('README.md')).toBe(chartReadme())
  })

  it('close every mapping of the schema', () => {
    const found = objects(valuesJsonSchema())
    expect(found.length).toBeGreaterThan(15)
    expect(
      found.filter(([, { additionalProperties }]) => additionalProperties !== false).map(([path]) => path),
    ).toEqual([])
  })

  it("hold no pattern that Helm's regular expressions cannot read", () => {
    const all = patterns(valuesJsonSchema())
    expect(all.length).toBeGreaterThan(15)
    expect(all.filter((pattern) => /\(\?[=!<]|\\[1-9]/.test(pattern))).toEqual([])
    const counts = all.flatMap((pattern) =>
      [...pattern.matchAll(/\{(?:\d+,)?(\d+)\}/g)].map(([, most]) => Number(most)),
    )
    expect(Math.max(...counts)).toBeLessThanOrEqual(1000)
  })
})
