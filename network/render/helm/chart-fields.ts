import type { JsonSchema } from './values-json-schema.ts'

/** One field of the chart's values, as a row of its README. */
export interface ChartField {
  /** `nodes[].ports.p2p` */
  readonly path: string
  readonly kind: string
  readonly required: boolean
  readonly fallback: unknown
  readonly description: string
}

/** Every field of a schema, depth first, in its order. */
export function chartFields(schema: JsonSchema, path = '', required = true): ChartField[] {
  const own = path === '' ? [] : [fieldOf(schema, path, required)]
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    chartFields(part, path === '' ? name : `${path}.${name}`, (schema.required ?? []).includes(name)),
  )
  const items = schema.items?.properties === undefined ? [] : chartFields(schema.items, `${path}[]`).slice(1)
  const { additionalProperties: each } = schema
  const named =
    typeof each === 'object' && each.properties !== undefined ? chartFields(each, `${path}.NAME`).slice(1) : []
  return [...own, ...inside, ...items, ...named]
}

function fieldOf(schema: JsonSchema, path: string, required: boolean): ChartField {
  const fallback = schema.default
  return { path, kind: kindOf(schema), required, fallback, description: schema.description ?? '' }
}

function kindOf({ type, enum: words, minimum, maximum, items, additionalProperties, properties }: JsonSchema): string {
  if (words !== undefined) return words.join(' or ')
  if (type === 'integer') return `${minimum} to ${maximum}`
  if (type === 'array') return items?.properties === undefined ? `list of ${kindOf(items ?? {})}` : 'list'
  if (type === 'object' && properties === undefined && typeof additionalProperties === 'object')
    return `name → ${kindOf(additionalProperties)}`
  return type === 'string' ? 'text' : (type ?? '')
}
