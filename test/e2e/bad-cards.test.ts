import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Card } from '../../network/ceremony/card.ts'
import { isoOf } from '../../network/fields.ts'
import { example } from '../fixtures/consortia.ts'
import { cardBodyOf, keysOf, signedCard } from '../fixtures/founders.ts'
import { answer, problemCodes, type Refusal, refusal } from './cli.ts'
import { type Founders, foundersOf, strangers } from './members.ts'
import { exampleFile } from './rehearsals.ts'

const consortium = example('four-members')
const north = consortium.members.find(({ name }) => name === 'hospital-north') ?? consortium.members[0]
let founders: Founders
let sound: Card

beforeAll(async () => {
  founders = await foundersOf({ rehearsal: true })
  sound = JSON.parse(readFileSync(founders.card('hospital-north'), 'utf8'))
}, 60_000)

/** Founds with hospital-north's card replaced by another text; it has to be refused. */
async function foundWith(text: string, ...more: readonly string[]): Promise<Refusal> {
  const file = founders.card('hospital-north')
  writeFileSync(file, text)
  try {
    const out = join(founders.folder, 'refused', 'founding.json')
    const flags = more.length === 0 ? ['--rehearsal'] : more
    return await refusal(['found', '--spec', founders.spec, '--cards', founders.cards, '--out', out, ...flags])
  } finally {
    writeFileSync(file, `${JSON.stringify(sound, null, 2)}\n`)
  }
}

const expectProblem = (refused: Refusal, code: string) => {
  expect([refused.code, refused.error.code, problemCodes(refused)]).toEqual([2, 'INPUT_PROBLEMS', [code]])
  const problems = refused.error.facts['problems'] as readonly Record<string, unknown>[]
  expect(problems[0]).toMatchObject({ whose: 'hospital-north', file: founders.card('hospital-north') })
}

describe('found refuses', () => {
  it('a card that has expired at the founding’s own moment, signed by all its keys as it is', async () => {
    if (north === undefined) throw new Error('the example has members')
    const keys = keysOf(north)
    const expired = {
      ...cardBodyOf(consortium, north, keys),
      rehearsal: true,
      expiresAt: isoOf(consortium.foundedAt - 1),
    }
    expectProblem(await foundWith(JSON.stringify(signedCard(expired, keys))), 'CARD_EXPIRED')
  })

  it('a card of another description and of another network', async () => {
    const spec = join(founders.folder, 'other.yaml')
    writeFileSync(spec, readFileSync(exampleFile('four-members'), 'utf8').replace('620604', '620605'))
    const other = await strangers(spec)
    const member = other.as('hospital-north')
    await answer(['init', 'hospital-north', '--spec', spec, '--rehearsal'], member)
    await answer(['card', '--out', other.card('hospital-north')], member)
    expectProblem(await foundWith(readFileSync(other.card('hospital-north'), 'utf8')), 'CARD_FOREIGN')
  }, 30_000)

  it('a card in which another key signed for one it does not have', async () => {
    const proofs = { ...sound.proofs, officer: sound.proofs.agent }
    expectProblem(await foundWith(JSON.stringify({ ...sound, proofs })), 'CARD_FORGED')
  })

  it('a card that was changed after it was signed, or cut short', async () => {
    const forged = await foundWith(JSON.stringify({ ...sound, issuedAt: '2026-01-01T00:00:00Z' }))
    expectProblem(forged, 'CARD_FORGED')
    const whole = JSON.stringify(sound, null, 2)
    for (const eighth of [0, 1, 3, 5, 7]) {
      const cut = await foundWith(whole.slice(0, (whole.length * eighth) >> 3))
      expect(problemCodes(cut)).toEqual(['JSON_UNREADABLE'])
    }
  }, 30_000)

  it('rehearsal cards outside a rehearsal, whose they all are', async () => {
    const refused = await foundWith(JSON.stringify(sound), '--quiet')
    expect(problemCodes(refused)).toEqual(['CARD_REHEARSAL'])
    expect(refused.error.facts['problems']).toHaveLength(4)
  })

  it('a real card inside a rehearsal', async () => {
    if (north === undefined) throw new Error('the example has members')
    const keys = keysOf(north)
    expectProblem(
      await foundWith(JSON.stringify(signedCard(cardBodyOf(consortium, north, keys), keys))),
      'CARD_REHEARSAL',
    )
  })

  it('a member’s second card, and a folder that lacks one', async () => {
    const second = join(founders.cards, 'second.json')
    writeFileSync(second, JSON.stringify(sound))
    const double = await foundWith(JSON.stringify(sound))
    expect(problemCodes(double)).toContain('CARD_DUPLICATE')
    writeFileSync(second, JSON.stringify({ ...sound, member: 'hospital-nord' }))
    expect(problemCodes(await foundWith(JSON.stringify(sound)))).toEqual(['CARD_FORGED', 'CARD_MEMBER', 'KEY_REUSED'])
    const empty = await strangers()
    const none = await refusal(['found', '--spec', founders.spec, '--cards', empty.cards])
    expect(problemCodes(none)).toEqual(['CARD_MISSING'])
  }, 30_000)
})
