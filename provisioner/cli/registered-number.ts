import { usage } from './input.ts'

/** A fleet or a pass, as people type it. */
export function fleetNumber(text: string): number {
  return numberFrom(text, 'fleet')
}

export function passNumber(text: string): number {
  return numberFrom(text, 'pass')
}

function numberFrom(text: string, what: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw usage(`"${text}" is no number of a ${what}: 1, 2, 3 and so on.`)
}
