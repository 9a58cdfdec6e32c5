import { dump } from 'js-yaml'
import { type JsonSchema, valuesJsonSchema } from './values-json-schema.ts'

/** `values.yaml` of the chart: its defaults, and by comments what has to be given. */
export function valuesYaml(): string {
  const schema = valuesJsonSchema()
  const parts = Object.entries(schema.properties ?? {}).map(([name, part]) => {
    const required = (schema.required ?? []).includes(name)
    const value = defaultOf(part)
    const says = [part.description, required ? 'Required.' : undefined].filter((line) => line !== undefined).join(' ')
    const body = value === undefined ? `# ${name}:` : dump({ [name]: value }, { lineWidth: 120 }).trimEnd()
    return says === '' ? body : `# ${says}\n${body}`
  })
  return `# Every field: README.md. A field that stands in neither is refused.\n\n${parts.join('\n\n')}\n`
}

/** A mapping's default is that of its fields. */
function defaultOf({ default: own, properties }: JsonSchema): unknown {
  const inside = Object.entries(properties ?? {}).flatMap(([name, part]) => {
    const value = defaultOf(part)
    return value === undefined ? [] : [[name, value] as const]
  })
  if (own !== undefined && (inside.length === 0 || typeof own !== 'object')) return own
  return own === undefined ? undefined : Object.fromEntries(inside)
}
