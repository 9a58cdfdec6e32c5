import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { codesOf, consortiumOf, edited, exampleText, placeOf, problemsOf } from './example.ts'

describe('a good description', () => {
  const six = consortiumOf(exampleText('six-members'))

  it('is read with units in seconds and basis points', () => {
    expect(six.foundedAt).toBe(Date.UTC(2026, 8, 1) / 1000)
    expect(six.checkpoints).toEqual({
      everySeconds: 3600,
      threshold: 4,
      publicChains: [
        { name: 'base', chainId: 8453 },
        { name: 'arbitrum-one', chainId: 42161 },
      ],
    })
    expect(six.privacy).toEqual({ reassessBy: '2027-09-01', suite: 'hmac-sha256/secp256k1' })
  })

  it('gives every class of decision a rule for every chamber, in their order', () => {
    expect(Object.keys(six.decisions)).toEqual([...decisionClasses])
    expect(six.decisions.admission).toEqual({
      votingDelaySeconds: 60,
      votingPeriodSeconds: 604_800,
      timelockSeconds: 86_400,
      graceSeconds: 1_209_600,
      chambersNeeded: 3,
      chambers: [
        { quorumBasisPoints: 5000, majorityBasisPoints: 5000, veto: false },
        { quorumBasisPoints: 5000, majorityBasisPoints: 5000, veto: false },
        { quorumBasisPoints: 5000, majorityBasisPoints: 5000, veto: true },
      ],
    })
    expect(six.decisions.nodes.chambersNeeded).toBe(2)
    expect(six.decisions.emergency.timelockSeconds).toBe(0)
  })

  it('overrides one part of one chamber and keeps the rest of the default', () => {
    const { expulsion } = consortiumOf(exampleText('twenty-five-members')).decisions
    expect(expulsion.chambers[0]).toEqual({ quorumBasisPoints: 4000, majorityBasisPoints: 6666, veto: false })
    expect(expulsion.chambers[3]).toEqual({ quorumBasisPoints: 5000, majorityBasisPoints: 6666, veto: true })
  })

  it('means the same with its defaults left out, written out, in another order or in another notation', () => {
    const start = exampleText('six-members').indexOf('chain:\n')
    const end = exampleText('six-members').indexOf('chambers: [')
    const short = exampleText('six-members').replace(exampleText('six-members').slice(start, end), '')
    expect(consortiumOf(short)).toEqual(six)
    expect(consortiumOf(edited('six-members', ['votingPeriod: 7d', 'votingPeriod: "168h"']))).toEqual(six)
    expect(consortiumOf(edited('six-members', ['quorum: 50%', 'quorum: 50.00%']))).toEqual(six)
    const moved = edited('six-members', ['chainId: 620620\n', ''])
    expect(consortiumOf(`${moved}\nchainId: 620620\n`)).toEqual(six)
  })

  it('takes twice the block period as request timeout when none is given', () => {
    const text = edited('four-members', ['chambers: [', 'chain: { blockPeriodSeconds: 5 }\nchambers: ['])
    expect(consortiumOf(text).chain.requestTimeoutSeconds).toBe(10)
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(six))).toEqual(six)
  })

  it('is read with a byte order mark and with CRLF', () => {
    const text = `\uFEFF${exampleText('six-members').replaceAll('\n', '\r\n')}`
    expect(consortiumOf(text)).toEqual(six)
  })
})

describe('a description with one problem', () => {
  const unknown = edited('six-members', ['    votingPeriod: 7d', '    votingPeroid: 7d'])

  it('points at the key of an unknown field and suggests the nearest', () => {
    expect(problemsOf(unknown)).toContainEqual({
      code: 'FIELD_UNKNOWN',
      file: 'consortium.yaml',
      ...placeOf(unknown, 'votingPeroid'),
      path: 'decisions.default.votingPeroid',
      found: '"votingPeroid"',
      expected: 'votingPeriod?',
    })
  })

  it('names the member whose field is unknown', () => {
    const text = edited('six-members', ['name: hospital-west\n', 'name: hospital-west\n    nodez: []\n'])
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({
        code: 'FIELD_UNKNOWN',
        ...placeOf(text, 'nodez'),
        path: 'members[2].nodez',
        expected: 'nodes?',
        whose: 'hospital-west',
      }),
    ])
  })

  it('points at the mapping that lacks a field', () => {
    const text = edited(
      'six-members',
      [', duty: observer }    #', '}    #'].map((part) => part.replace('    #', ' #')) as [string, string],
    )
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({
        code: 'FIELD_MISSING',
        ...placeOf(text, '{ name: hospital-north-2'),
        path: 'members[0].nodes[1].duty',
        whose: 'hospital-north',
      }),
    ])
  })

  it('never reads hexadecimal as a number', () => {
    const text = edited('six-members', ['chainId: 620620', 'chainId: 0x9784c'])
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({
        code: 'NUMBER_IN_HEX',
        ...placeOf(text, '0x9784c'),
        path: 'chainId',
        found: '"0x9784c"',
      }),
    ])
  })

  it('says which column of a CRLF file with a byte order mark it means', () => {
    const unix = edited('six-members', ['format: quorate/consortium/1', 'format: quorate/consortium/2'])
    const comments = unix.indexOf('format:')
    const text = unix.slice(comments)
    expect(problemsOf(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual([
      expect.objectContaining({ code: 'FIELD_INVALID', line: 1, column: 9, path: 'format' }),
    ])
  })

  it.each([
    ['a day that is not', '2026-02-29T00:00:00Z'],
    ['parts of a second', '2026-09-01T00:00:00.5Z'],
    ['another zone', '2026-09-01T00:00:00+02:00'],
    ['a leap second', '2026-06-30T23:59:60Z'],
    ['a date alone', '2026-09-01'],
    ['unix seconds', '1788220800'],
  ])('refuses %s as the time of founding', (_, value) => {
    const text = edited('six-members', ['2026-09-01T00:00:00Z', value])
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({ code: 'FIELD_INVALID', ...placeOf(text, value), path: 'foundedAt' }),
    ])
  })

  it.each(['-1', '0', '1.5', '9007199254740992', '1e3', '"5"', '0777', '.inf', '[1]'])(
    'refuses %s as chain id',
    (value) => {
      const text = edited('six-members', ['chainId: 620620', `chainId: ${value}`])
      expect(problemsOf(text)).toEqual([expect.objectContaining({ code: 'FIELD_INVALID', path: 'chainId' })])
    },
  )

  it.each([
    'A-hospital',
    'h',
    '-north',
    'north-',
    'hospital_north',
    'hospital-far-far-away',
    'hôpital',
    '"nor\\u0000th"',
  ])('refuses %s as the name of a member', (name) => {
    const text = edited('six-members', ['name: hospital-north\n', `name: ${name}\n`])
    expect(problemsOf(text)).toEqual([expect.objectContaining({ code: 'FIELD_INVALID', path: 'members[0].name' })])
  })
})

describe('a description with many problems', () => {
  const text = edited(
    'six-members',
    ['chainId: 620620', 'chainId: 1'],
    ['requestTimeoutSeconds: 4', 'requestTimeoutSeconds: 3'],
    ['name: hospital-south\n', 'name: hospital-north\n'],
    ['votingPeriod: 7d', 'votingPeriod: 7 days'],
    ['threshold: 4', 'threshold: 7'],
    ['reassessBy: 2027-09-01', 'reassessBy: 2025-09-01'],
  )

  it('gives all of them at once, those of the schema and those of the rules, from top to bottom', () => {
    expect(codesOf(text)).toEqual([
      'CHAIN_ID_TAKEN',
      'REQUEST_TIMEOUT_SHORT',
      'FIELD_INVALID',
      'NAME_DUPLICATE',
      'THRESHOLD_TOO_HIGH',
      'REASSESSMENT_TOO_EARLY',
    ])
    for (const { line, column } of problemsOf(text)) {
      expect(line).toBeGreaterThan(1)
      expect(column).toBeGreaterThan(0)
    }
  })

  it('judges members that are whole while others are not', () => {
    const broken = edited(
      'six-members',
      ['name: hospital-north\n', 'name: 7\n'],
      ['name: devices-beta\n', 'name: devices-alpha\n'],
    )
    expect(codesOf(broken)).toEqual(['FIELD_INVALID', 'NAME_DUPLICATE'])
  })

  it('shows a hundred and says how many more there are', () => {
    const fields = Array.from({ length: 150 }, (_, index) => `field${index}: 1`).join('\n')
    const problems = problemsOf(`${exampleText('four-members')}\n${fields}\n`)
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toMatchObject({ code: 'TOO_MANY_PROBLEMS', found: '50 more' })
  })

  it('prints nothing that a terminal would act on', () => {
    const hostile = edited('six-members', ['chainId: 620620', 'chainId: "\\e[2J\\u202e\\u009b1m"\n"\\e[31m\\u202e": 1'])
    const printed = JSON.stringify(problemsOf(hostile))
    const texts = problemsOf(hostile).flatMap(({ found, expected, path = '' }) => [found, expected, path])
    expect(problemsOf(hostile)).toHaveLength(2)
    expect(printed.length).toBeGreaterThan(0)
    for (const each of texts) expect(each).toMatch(/^[\x20-\x7e…]*$/)
  })
})

describe('a description of any text at all', () => {
  const text = exampleText('four-members')
  const place = fc.integer({ min: 0, max: text.length })
  const scrap = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(' ', '\n', '\t', ': ', '- ', '[', '}', '"', '&a ', '*a', '!!x ', '0x1', '---\n', '\uFEFF', '\r'),
  )

  it('is read or refused with places that are in the text, and nothing is thrown', () => {
    let refused = 0
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 40 }), scrap, (at, gone, put) => {
        const edit = text.slice(0, at) + put + text.slice(at + gone)
        const lines = edit.split(/\r\n|\r|\n/)
        const problems = problemsOf(edit)
        refused += problems.length > 0 ? 1 : 0
        for (const { line = 0, column = 0 } of problems) {
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeGreaterThanOrEqual(1)
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
        }
        if (problems.length === 0) expect(consortiumOf(edit).format).toBe('quorate/consortium/1')
      }),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(50)
  })
})
