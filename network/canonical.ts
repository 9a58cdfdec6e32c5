import canonicalize from 'canonicalize'

/** RFC 8785 (JCS): one text for one JSON value, whatever the order of its fields. */
export function canonicalJson(value: unknown): string {
  const text = (canonicalize as unknown as (value: unknown) => string | undefined)(value)
  if (text === undefined) throw new TypeError('not a JSON value')
  return text
}
