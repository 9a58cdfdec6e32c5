import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { answer, quorate, refusal } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const MEMBER = 'hospital-north'
let root = ''
let home = ''

/** A home that has all files a home may have. */
beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  home = as(root, MEMBER).home ?? ''
  await answer(['endpoints', '--set', `${MEMBER}-1=203.0.113.7:30303`], as(root, MEMBER))
  const joiner = { ...as(root, 'acme'), passphrase: as(root, MEMBER).passphrase ?? '' }
  const lock = join(root, 'lock.json')
  await answer(['init', 'acme', '--from', lock, '--chamber', 'hospitals', '--rehearsal'], joiner)
  await answer(['card', '--out', join(root, 'acme.json')], joiner)
  await answer(['propose', 'admit', join(root, 'acme.json'), '--text', 'why'], as(root, MEMBER))
}, 120_000)

/** Which command notices that a file is cut short, and with which codes it may say so. */
const notices: readonly { file: RegExp; typed: () => string[]; codes: readonly string[] }[] = [
  { file: /^home\.json$/, typed: () => ['card'], codes: ['HOME_DAMAGED'] },
  { file: /^keys\//, typed: () => ['card', '--renew'], codes: ['HOME_DAMAGED'] },
  { file: /^card\.json$/, typed: () => ['card'], codes: ['INPUT_PROBLEMS'] },
  { file: /^endpoints\.json$/, typed: () => ['endpoints'], codes: ['INPUT_PROBLEMS'] },
  { file: /^journal\.ndjson$/, typed: () => ['propose', 'admit', join(root, 'acme.json')], codes: ['JOURNAL_DAMAGED'] },
  { file: /^lock\.json$/, typed: () => ['status'], codes: ['INPUT_PROBLEMS'] },
  { file: /^connection\.json$/, typed: () => ['status'], codes: ['INPUT_PROBLEMS'] },
  { file: /^busy\.json$/, typed: () => ['card', '--renew'], codes: ['HOME_DAMAGED'] },
]

/** Nothing reads these back, or their being short means nothing. */
const unread = [/^busy$/, /^proposals\//]

const filesOfHome = () =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(home, join(entry.parentPath, entry.name)))

describe('a file of a home that is cut short', () => {
  it('is known here, whichever it is', () => {
    const files = filesOfHome()
    expect(files.length).toBeGreaterThan(10)
    const known = [...notices.map(({ file }) => file), ...unread]
    expect(files.filter((name) => !known.some((file) => file.test(name)))).toEqual([])
    expect(notices.filter(({ file }) => !files.some((name) => file.test(name)))).toEqual([])
  })

  it.each(notices)(
    'stops what needs it and is left as it is: $file',
    async ({ file, typed, codes }) => {
      const name = filesOfHome().find((candidate) => file.test(candidate)) ?? ''
      const path = join(home, name)
      const whole = readFileSync(path)
      try {
        for (const eighths of [0, 1, 5, 7]) {
          // A journal without lines is one that was just begun, and its last line may be half-written: that is mended.
          if (name === 'journal.ndjson' && eighths !== 1) continue
          const cut =
            name === 'journal.ndjson' ? withoutItsBeginning(whole) : whole.subarray(0, (whole.length * eighths) >> 3)
          writeFileSync(path, cut)
          const { error } = await refusal(typed(), as(root, MEMBER))
          expect(codes).toContain(error.code)
          expect(JSON.stringify(error.facts)).toContain(name)
          expect(readFileSync(path)).toEqual(cut)
        }
      } finally {
        writeFileSync(path, whole)
      }
      expect((await quorate(typed(), as(root, MEMBER))).stderr).not.toMatch(/DAMAGED|INPUT_PROBLEMS/)
    },
    60_000,
  )

  it('is mended where a kill can have done it: the last line of a journal', async () => {
    const journal = join(home, 'journal.ndjson')
    truncateSync(journal, readFileSync(journal).length - 7)
    await answer(['advance', '2m'], as(root, MEMBER))
    const [proposal] = (await answer<{ proposals: { id: string }[] }>(['proposals'], as(root, MEMBER))).proposals
    await answer(['vote', proposal?.id ?? '', 'for'], as(root, MEMBER))
    expect(readFileSync(journal, 'utf8')).toContain('"event":"journal.cut"')
  }, 30_000)

  it('stops every command when it is the home itself that is gone', async () => {
    const nowhere = { ...as(root, MEMBER), home: join(root, 'nowhere') }
    for (const typed of [['card'], ['endpoints'], ['apply', '--target', 'embedded'], ['vote', 'ab', 'for']]) {
      const { code, error } = await refusal(typed, nowhere)
      expect([typed[0], code, error.code]).toEqual([typed[0], 2, 'HOME_ABSENT'])
    }
    expect(existsSync(nowhere.home)).toBe(false)
  }, 30_000)
})

/** A cut that no kill makes: lines are only ever added at the end. */
function withoutItsBeginning(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf('\n') + 1)
}
