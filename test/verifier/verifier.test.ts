import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { evidenceText } from '../../network/checkpoint/evidence.ts'
import { type TrustRoot, verifyEvidence } from '../../network/checkpoint/verify.ts'
import { type Choice, evidenceOf, type World } from '../fixtures/evidence.ts'
import { mutate, mutation } from '../network/checkpoint/mutations.ts'
import { embedded, fileFrom, five, rehearsal, remembering, six } from '../network/checkpoint/worlds.ts'
import { python } from './python.ts'
import { spelled, spellings } from './spellings.ts'

/** The second verifier, written from docs/evidence.md: where the two differ, the document or one of them is wrong. */
const script = fileURLToPath(new URL('verify.py', import.meta.url))
const MUTATED = 1500

interface Case {
  readonly text: string
  readonly trust: TrustRoot
}

const choices: Choice[] = [
  {},
  { record: 7, opening: true },
  { sequence: 5, opening: true, later: 16 },
  { sequence: 15, later: 16 },
  ...(['governance', 'validator', 'signer', 'missed'] as const).map((fact) => ({ fact, sequence: 9, later: 12 })),
]
const samples = [five, six, embedded].flatMap((world) => choices.map((choice): [World, Choice] => [world, choice]))

function trustsOf({ trust }: World): TrustRoot[] {
  const { networkId, founders } = trust
  const others = { ...founders, threshold: founders.threshold + 1 }
  return [
    trust,
    {},
    { networkId },
    { founders },
    { networkId, founders, sealed: true },
    { networkId, founders: others },
    rehearsal.trust,
  ]
}

const honest = samples.flatMap(([world, choice]) =>
  trustsOf(world).map((trust): Case => ({ text: evidenceText(evidenceOf(world, choice)), trust })),
)

const files = samples.map(([world, choice]) => ({ trust: world.trust, file: fileFrom(world, choice) }))
const donors = [...files.map(({ file }) => file), ...choices.map((choice) => fileFrom(rehearsal, choice))]
const mutated = fc
  .sample(fc.tuple(fc.constantFrom(...files), fc.oneof(fc.tuple(mutation), fc.tuple(mutation, mutation))), {
    numRuns: MUTATED,
    seed: 25,
  })
  .map(([{ trust, file }, changes]): Case => {
    const document = changes.reduce((changed: unknown, change) => changed && mutate(changed, change, donors), file)
    return { text: JSON.stringify(document) ?? '', trust }
  })

const available = python()
const test = available.why === undefined ? it : it.skip
const said = available.why === undefined ? '' : ` (skipped: ${available.why})`
if (said !== '') process.stdout.write(`The second verifier did not run${said}\n`)

describe('the second verifier, in Python', () => {
  const recover = remembering()
  const ours = ({ text, trust }: Case) => {
    const { verdict, good } = verifyEvidence(parsed(text), trust, recover)
    return { verdict, good }
  }

  function agree(cases: readonly Case[]): { good: number; refused: number } {
    const input = cases.map((one) => `${JSON.stringify(one)}\n`).join('')
    const { stdout, stderr, status } = spawnSync('python3', [script, '--lines'], {
      input,
      env: available.env,
      maxBuffer: 2 ** 28,
    })
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' })
    const theirs = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(theirs).toHaveLength(cases.length)
    const differing = cases.flatMap((one, i) => {
      const [mine, other] = [JSON.stringify(ours(one)), JSON.stringify(theirs[i])]
      return mine === other ? [] : [{ ...one, mine, other }]
    })
    expect(differing.slice(0, 3)).toEqual([])
    const good = theirs.filter((answer) => answer.good).length
    return { good, refused: theirs.length - good }
  }

  test(`gives the same verdict on ${honest.length} pairs of honest evidence and trust root${said}`, () => {
    // With its own trust root each; and with `sealed`, but for the network without consensus.
    const good = samples.length + samples.filter(([world]) => world !== embedded).length
    expect(agree(honest)).toEqual({ good, refused: honest.length - good })
  }, 120_000)

  test(`gives the same verdict on ${MUTATED} mutations${said}`, () => {
    const { good, refused } = agree(mutated)
    process.stdout.write(`Two verifiers agree on ${MUTATED} mutations of evidence: ${good} good, ${refused} refused\n`)
    expect(good).toBeGreaterThan(20)
    expect(refused).toBeGreaterThan(500)
  }, 300_000)

  test(`reads numbers, texts and bytes alike, however they are written${said}`, () => {
    const { good, refused } = agree(spellings().map((text) => ({ text, trust: spelled.trust })))
    expect(good).toBeGreaterThan(20)
    expect(refused).toBeGreaterThan(20)
  }, 120_000)
})

describe('the second verifier as a program', () => {
  const run = (...args: string[]) => spawnSync('python3', [script, ...args], { env: available.env })
  const { networkId, founders } = six.trust
  const trust = ['--network', networkId, '--founders', `${founders.threshold}:${founders.set.join(',')}`, '--sealed']
  const file = () => {
    const path = join(mkdtempSync(join(tmpdir(), 'quorate-')), 'record.evidence.json')
    writeFileSync(path, evidenceText(evidenceOf(six)))
    return path
  }

  test(`ends with 0 for good evidence, 1 for any other, 2 without a file${said}`, () => {
    const path = file()
    expect(JSON.parse(run(...trust, path).stdout.toString())).toMatchObject({ good: true })
    const ends = [[...trust, path], [path], [...trust, script], [...trust, `${path}.no`], ['--wrong']].map(
      (args) => run(...args).status,
    )
    rmSync(dirname(path), { recursive: true })
    expect(ends).toEqual([0, 1, 1, 2, 2])
  })
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
