import { z } from 'zod'

const secondsIn = { s: 1, m: 60, h: 3600, d: 86_400 } as const
type Unit = keyof typeof secondsIn
const units: readonly Unit[] = ['d', 'h', 'm', 's']

/** `90s`, `5m`, `1h` or `7d`; read as seconds. The bounds are seconds, both included. */
export function duration(min: number, max: number) {
  const error = `a duration from ${durationText(min)} to ${durationText(max)}, such as 90s, 5m, 1h or 7d`
  return z
    .string({ error })
    .regex(/^(0|[1-9][0-9]{0,8})[smhd]$/, { error })
    .transform(seconds)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }))
}

/** The shortest text that `duration` reads as these seconds. */
export function durationText(total: number): string {
  const unit = units.find((each) => total % secondsIn[each] === 0) ?? 's'
  return total === 0 ? '0s' : `${total / secondsIn[unit]}${unit}`
}

function seconds(text: string): number {
  const unit = units.find((each) => text.endsWith(each)) ?? 's'
  return Number(text.slice(0, -1)) * secondsIn[unit]
}
