import { quoted } from '../shown.ts'

export type Path = readonly (string | number)[]

/** `members[2].chamber`; a key that is not a plain word is quoted, so that two paths never have one text. */
export function pathText(path: Path): string {
  return path.map((step, index) => stepText(step, index === 0)).join('')
}

function stepText(step: string | number, first: boolean): string {
  if (typeof step === 'number') return `[${step}]`
  if (!/^[A-Za-z_][\w-]*$/.test(step)) return `[${quoted(step)}]`
  return first ? step : `.${step}`
}
