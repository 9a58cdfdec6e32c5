import { z } from 'zod'

/** `50%` or `66.67%`; read as basis points (hundredths of a per cent). The bounds are basis points, both included. */
export function percentage(min: number, max: number) {
  const error = `a percentage from ${percentageText(min)} to ${percentageText(max)}, such as 50% or 66.67%`
  return z
    .string({ error })
    .regex(/^(0|[1-9][0-9]{0,2})(\.[0-9]{1,2})?%$/, { error })
    .transform(basisPoints)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }))
}

/** The shortest text that `percentage` reads as these basis points. */
export function percentageText(points: number): string {
  const fraction = (points % 100).toString().padStart(2, '0').replace(/0+$/, '')
  return `${Math.floor(points / 100)}${fraction === '' ? '' : `.${fraction}`}%`
}

function basisPoints(text: string): number {
  const [whole = '0', fraction = ''] = text.slice(0, -1).split('.')
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}
