import type { Amendment } from './amendment.ts'

/** `a block every 4 s from 2027-01-01T00:00:00Z on`. */
export function amendmentText(amendment: Amendment): string {
  const what = amendment.kind === 'fork' ? `the fork ${amendment.fork}` : `a block every ${amendment.seconds} s`
  return `${what} from ${instantOf(amendment.beginsAt)} on`
}

export function instantOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
