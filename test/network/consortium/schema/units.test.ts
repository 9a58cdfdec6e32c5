import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { instant, instantText } from '../../../../network/consortium/schema/calendar.ts'
import { duration, durationText } from '../../../../network/consortium/schema/duration.ts'
import { percentage, percentageText } from '../../../../network/consortium/schema/percentage.ts'

const anyDuration = duration(0, 366 * 86_400)
const anyShare = percentage(0, 10_000)

describe('units', () => {
  it.each([
    ['0s', 0],
    ['90s', 90],
    ['5m', 300],
    ['1h', 3600],
    ['7d', 604_800],
  ])('read %s as %i seconds', (text, seconds) => {
    expect(anyDuration.parse(text)).toBe(seconds)
  })

  it.each(['', '5', '5 m', '-5m', '1.5h', '05m', '5M', '1w', '5ms', '367d', '1h30m', '99999999999d', '٥m'])(
    'refuse %j as a duration',
    (text) => {
      expect(anyDuration.safeParse(text).success).toBe(false)
    },
  )

  it.each([
    ['0%', 0],
    ['50%', 5000],
    ['66.6%', 6660],
    ['66.67%', 6667],
    ['0.01%', 1],
    ['100%', 10_000],
  ])('read %s as %i basis points', (text, points) => {
    expect(anyShare.parse(text)).toBe(points)
  })

  it.each(['50', '50 %', '100.01%', '66.667%', '-1%', '.5%', '5.%', '050%', '1e1%', '٥%'])(
    'refuse %j as a share',
    (text) => {
      expect(anyShare.safeParse(text).success).toBe(false)
    },
  )

  it('are written as they are read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 366 * 86_400 }), (n) => expect(anyDuration.parse(durationText(n))).toBe(n)),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (n) => expect(anyShare.parse(percentageText(n))).toBe(n)),
    )
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800, max: 4_102_444_799 }), (n) =>
        expect(instant.parse(instantText(n))).toBe(n),
      ),
    )
  })

  it.each([
    ['2028-02-29T23:59:59Z', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-04-31T00:00:00Z', false],
    ['2026-00-01T00:00:00Z', false],
    ['2026-13-01T00:00:00Z', false],
    ['2026-01-00T00:00:00Z', false],
    ['2026-01-01T24:00:00Z', false],
    ['2026-01-01T00:60:00Z', false],
    ['1999-12-31T23:59:59Z', false],
  ])('know whether %s is on the calendar', (text, good) => {
    expect(instant.safeParse(text).success).toBe(good)
  })
})
