const longest = 60
/** Characters that could move a terminal's cursor or turn the reading direction. */
const unsafe = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/g

/** A value of a stranger's file, safe to print: one line, of bounded length, with nothing a terminal would act on. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'a mapping'
  if (typeof value !== 'string') return String(value)
  return quoted(value.length > longest ? `${value.slice(0, longest)}…` : value)
}

/** In quotation marks, whole, and safe to print. Different texts stay different. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(unsafe, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
