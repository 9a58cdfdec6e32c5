export type TomlValue = string | number | boolean | string[]

/** Flat TOML of one key a line, as far as a node's configuration goes. Anything else is refused. */
export function readToml(text: string): Map<string, TomlValue> {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const [, key, value] = /^([A-Za-z0-9_-]+)\s*=\s*(.+)$/.exec(line) ?? []
      if (key === undefined || value === undefined) throw new Error(`not TOML: ${line}`)
      return [key, readValue(value)]
    }),
  )
}

function readValue(text: string): TomlValue {
  // The strings and arrays that are read here are JSON as well.
  const value: unknown = JSON.parse(text)
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new Error(`no value of TOML that a node takes: ${text}`)
}
