import { z } from 'zod'
import { helmValuesSchema } from './values.ts'

/** `values.schema.json`: what Helm holds every values file against. Closed: a field it does not name is refused. */
export function valuesJsonSchema(): JsonSchema {
  return {
    title: 'quorate-member',
    ...(z.toJSONSchema(helmValuesSchema, { target: 'draft-07', io: 'input' }) as JsonSchema),
  }
}

/** The parts of a JSON Schema that the chart's own documents are written from. */
export interface JsonSchema {
  readonly title?: string
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
}
