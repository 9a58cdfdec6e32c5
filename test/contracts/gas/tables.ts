import { type Purpose, purposes } from './breakdown.ts'
import type { Apart } from './page.ts'

export const figure = (gas: number) => gas.toLocaleString('en')
export const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
export const gasFor = (one: Apart | undefined, purpose: Purpose) => one?.purposes.get(purpose)?.gas ?? 0
export const timesFor = (one: Apart, purpose: Purpose) => one.purposes.get(purpose)?.times ?? 0

/** The header and the rows of a table: a purpose a row, a transaction a column. */
export function forPurposes(apart: readonly Apart[]): string {
  const forWhat = purposes.map((purpose) => row([purpose, ...apart.map((one) => timesAndGas(one, purpose))]))
  return `${headerOf(apart)}${forWhat.join('')}`
}

export function headerOf(apart: readonly Apart[]): string {
  return `${row(['', ...apart.map(({ name }) => name)])}|---|${apart.map(() => '---:|').join('')}\n`
}

function timesAndGas(one: Apart, purpose: Purpose): string {
  const { times, gas } = one.purposes.get(purpose) ?? { times: 0, gas: 0 }
  if (times === 0) return ''
  return times === 1 || purpose === 'code' ? figure(gas) : `${times} × = ${figure(gas)}`
}
