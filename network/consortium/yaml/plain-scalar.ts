const whole = /^(0|-?[1-9][0-9]{0,15})$/
const fraction = /^-?(0|[1-9][0-9]{0,15})\.[0-9]{1,17}$/

/**
 * What an unquoted word means. Narrower than YAML's core schema, on purpose: hexadecimal, octal and exponents stay
 * text (an address would become a number), and so do dates and whole numbers that a double cannot hold.
 */
export function plainScalar(source: string): string | number | boolean | null {
  if (source === '' || source === '~' || source === 'null') return null
  if (source === 'true') return true
  if (source === 'false') return false
  if (whole.test(source)) return Number.isSafeInteger(Number(source)) ? Number(source) : source
  return fraction.test(source) ? Number(source) : source
}
