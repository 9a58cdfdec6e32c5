import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { agreeAndSign, chainsAt, FOUR, intoNextWindow } from './anchored.ts'
import { type Options, quorate, type Result } from './cli.ts'
import { watchProcesses } from './process-watch.ts'
import { as, newFolder, rehearsing, type Stands } from './rehearsals.ts'
import { filesIn, leaks, type Place, type Secret, secretsIn, secretsOf } from './secrets.ts'

const [NORTH, SOUTH, ALPHA] = FOUR
const VAULT = /vault\.sqlite(-wal|-shm|-journal)?$/

let root = ''
let secrets: Secret[] = []
const places: Place[] = []

// A whole rehearsal: founding, records, a decision, a checkpoint, its anchor, evidence, a backup. All that runs is looked at.
beforeAll(async () => {
  const folder = await newFolder()
  root = join(folder, 'rehearsal')
  const watched = watchProcesses(folder)
  const stands = (await run(rehearsing(root))).json as Stands
  const { chain, close } = await chainsAt(stands)
  await intoNextWindow(chain)
  const lines = Array.from({ length: 30 }, (_, i) => JSON.stringify({ patient: `p-${i}`, millilitres: i }))
  await writeFile(join(root, 'values.ndjson'), `${lines.join('\n')}\n`)
  const { records } = (await run(['record', 'put', 'values.ndjson'], as(root, NORTH))).json as { records: string[] }
  const proposing = ['propose', 'suspend', 'devices-beta', '--text', 'for the test']
  const { short } = (await run(proposing, as(root, NORTH))).json as { short: string }
  await run(['show', short], as(root, SOUTH))
  await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
  for (const what of [['fund'], ['deploy'], []]) await run(['anchor', ...what], as(root, ALPHA))
  await run(['evidence', records[3] ?? '', '--public', '--out', join(root, 'evidence.json')], as(root, NORTH))
  await run(['backup', '--with-vault', '--out', join(root, 'north.backup')], as(root, NORTH))
  await run(['status'], as(root, SOUTH))
  places.push(...watched.end())
  close()
  secrets = await secretsOf(root)
}, 240_000)

/** Keeps what a command printed. */
async function run(typed: readonly string[], options: Options = {}): Promise<Result> {
  const result = await quorate([...typed, '--json'], options)
  if (result.code !== 0) throw new Error(`${typed.join(' ')}: ${result.stdout}${result.stderr}`)
  places.push({ name: `output of ${typed.join(' ')}`, bytes: Buffer.from(result.stdout + result.stderr) })
  return result
}

describe('after a rehearsal', () => {
  it('no secret of any member has been in arguments, environment or output of anything that ran', () => {
    const [commands, environments] = ['cmdline', 'environ'].map((part) =>
      places.filter(({ name }) => name.endsWith(part)),
    )
    expect(commands?.length).toBeGreaterThan(20)
    expect(environments?.some(({ bytes }) => bytes.includes('QUORATE_PASSPHRASE_FILE='))).toBe(true)
    expect(leaks(places, secrets)).toEqual([])
  })

  it('none stands in a file: not in lock, cards, journals, logs, evidence, backups or keystores', () => {
    const files = filesIn(root, (path) => path.includes('/passphrases/') || VAULT.test(path))
    const names = new Set(files.map(({ name }) => basename(name)))
    for (const name of [
      'lock.json',
      'founding.json',
      'evidence.json',
      'journal.ndjson',
      'north.backup',
      'public.log',
    ]) {
      expect([...names]).toContain(name)
    }
    expect(leaks(files, secrets)).toEqual([])
  })

  it('and every one is found by this very search where it belongs', () => {
    const belongs = filesIn(root, (path) => !path.includes('/passphrases/') && !VAULT.test(path))
    const found = leaks(belongs, secrets).map((leak) => leak.slice(leak.indexOf(': ') + 2))
    expect(new Set(found)).toEqual(new Set([...FOUR.map((member) => `passphrase of ${member}`), `salt of ${NORTH}`]))
    const kinds = new Set(secrets.map(({ what }) => what.split(' ')[0]))
    expect(kinds).toEqual(new Set(['passphrase', 'key', 'token', 'salt']))
    for (const { what, spellings } of secrets) {
      const planted = spellings.map((bytes, i) => ({
        name: String(i),
        bytes: Buffer.concat([Buffer.from('x'), bytes]),
      }))
      expect([what, leaks(planted, [{ what, spellings }]).length]).toEqual([what, planted.length])
    }
    expect(
      leaks(
        [{ name: 'x', bytes: Buffer.from(`Bearer eyJhbGciOiJFUzI1NiJ9.eyJpYXQiOjE3MDAwMH0.${'a'.repeat(86)}`) }],
        [],
      ),
    ).toEqual(['x: a token'])
  })

  it('and in one pass of what is too large to be held, wherever that is cut', async () => {
    const all = Buffer.concat(secrets.flatMap(({ spellings: [bytes = Buffer.alloc(0)] }) => [Buffer.from('x'), bytes]))
    const pieces = Array.from({ length: Math.ceil(all.length / 7) }, (_, i) => all.subarray(7 * i, 7 * i + 7))
    expect(new Set(await secretsIn(pieces, secrets))).toEqual(new Set(secrets.map(({ what }) => what)))
    expect(await secretsIn([Buffer.from('nothing'), Buffer.from('of them')], secrets)).toEqual([])
  })
})
