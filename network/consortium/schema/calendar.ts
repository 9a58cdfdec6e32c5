import { z } from 'zod'

const instantExpected = 'an instant in whole seconds of UTC, such as 2026-09-01T00:00:00Z'
const dateExpected = 'a date, such as 2027-09-01'
const parts = /^(20\d\d)-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)Z)?$/

/** `2026-09-01T00:00:00Z`; read as unix seconds. */
export const instant = z
  .string({ error: instantExpected })
  .regex(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, { error: instantExpected })
  .refine(isOnTheCalendar, { error: instantExpected })
  .transform(unixSeconds)

/** `2027-09-01`; kept as text, since it names a day and not a moment. */
export const calendarDate = z
  .string({ error: dateExpected })
  .regex(/^20\d\d-\d\d-\d\d$/, { error: dateExpected })
  .refine(isOnTheCalendar, { error: dateExpected })

/** @param text an instant or a date that is on the calendar. */
export function unixSeconds(text: string): number {
  const [year, month, day, hour, minute, second] = fields(text)
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000
}

/** The text that `instant` reads as these unix seconds. */
export function instantText(unix: number): string {
  return new Date(unix * 1000).toISOString().replace('.000Z', 'Z')
}

function isOnTheCalendar(text: string): boolean {
  const [year, month, day, hour, minute, second] = fields(text)
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 59
}

function fields(text: string): [number, number, number, number, number, number] {
  const found = parts.exec(text) ?? []
  const at = (index: number) => Number(found[index] ?? 0)
  return [at(1), at(2), at(3), at(4), at(5), at(6)]
}
