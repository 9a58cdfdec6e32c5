export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Brackets inside brackets, at most. */
export const JSON_DEPTH = 64

/**
 * Whether a parsed value has a canonical text (RFC 8785): finite numbers, strings without lone surrogates. Anyone may
 * have made it, so it is walked without recursion: a million brackets overflow no stack. Own fields are seen whatever
 * their name, `__proto__` too.
 */
export function isJsonValue(value: unknown): value is JsonValue {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next
    if (isScalar(value)) continue
    if (typeof value !== 'object' || value === null || depth === JSON_DEPTH) return false
    if (!Array.isArray(value) && !Object.keys(value).every(isWellFormed)) return false
    for (const part of Object.values(value)) open.push({ value: part, depth: depth + 1 })
  }
  return true
}

export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return isWellFormed(value)
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || typeof value === 'boolean'
}
