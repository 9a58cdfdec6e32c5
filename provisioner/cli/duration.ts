import { usage } from './input.ts'

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of a duration as people type it. */
export function secondsIn(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return Number(count) * (SECONDS[unit] ?? 0)
  throw usage(`"${text}" is no duration: 90s, 5m, 1h or 7d was expected.`)
}
