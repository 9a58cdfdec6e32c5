import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { getAddress } from 'ethers'
import type { Founding } from '../../../network/ceremony/founding.ts'
import type { EvidenceFile } from '../../../network/checkpoint/evidence.ts'
import type { Hex } from '../../../network/hex.ts'
import type { Problem } from '../../../network/problem.ts'
import { explanationOf } from '../../../provisioner/cli/codes.ts'
import { run } from '../../../provisioner/cli/commands/check.ts'
import { Input } from '../../../provisioner/cli/input.ts'
import type { Environment } from '../../../provisioner/environment.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { type World, worldOf } from '../../fixtures/evidence.ts'
import { sealed } from '../../fixtures/founders.ts'
import { fileFrom, flipped } from '../../network/checkpoint/worlds.ts'
import { newFolder } from '../home/folders.ts'

const four = { name: 'four', members: 4, threshold: 3 }
const world = worldOf({ ...four, validators: 4 })
const unsealed = worldOf({ ...four, network: 'four without consensus', validators: 0 })
const honest = fileFrom(world, { sequence: 5, later: 16, opening: true })
let founding: Founding

/** A founding of that network, by those checkpoint keys. What else it says is another's, which `check` says of it. */
function foundingOf({ networkId, trust }: World): Founding {
  const cards = founding.cards.map((card, i) => ({
    ...card,
    checkpoint: getAddress(trust.founders.set[i] ?? '') as Hex,
  }))
  return { ...founding, networkId, cards }
}

beforeAll(async () => {
  founding = await founded(example('four-members'))
}, 60_000)

/** What `check` says of the evidence, given with these other files. */
async function checked(evidence: unknown, beside: Readonly<Record<string, unknown>>) {
  const folder = await newFolder()
  for (const [name, document] of Object.entries({ ...beside, 'record.evidence.json': evidence })) {
    await writeFile(join(folder, name), JSON.stringify(document))
  }
  const input = new Input([['record.evidence.json', ...Object.keys(beside)]], {})
  const { json } = await run(input, { cwd: folder, now: () => 0 } as unknown as Environment)
  const { files } = json as { files: { kind: string; problems: Problem[] }[] }
  const { kind, problems } = files[0] ?? { kind: '', problems: [] }
  expect(problems.filter(({ code }) => explanationOf(code) === undefined)).toEqual([])
  return { kind, found: problems.map(({ code, path }) => [code, path]), problems }
}

describe('check of evidence', () => {
  it('finds nothing wrong with what the founding or the lock beside it bears out', async () => {
    const beside = foundingOf(world)
    expect(await checked(honest, { 'founding.json': beside })).toMatchObject({ kind: 'evidence', found: [] })
    expect(await checked(honest, { 'lock.json': sealed(beside) })).toMatchObject({ kind: 'evidence', found: [] })
  })

  it('says what it cannot judge where nothing beside it says whose network that is', async () => {
    const unproven = { kind: 'evidence', found: [['SIGNATURE_UNPROVEN', 'signatures']] }
    const alone = await checked(honest, {})
    expect(alone).toMatchObject(unproven)
    expect(alone.problems[0]?.expected).toContain(world.networkId)
    expect(await checked(honest, { 'founding.json': founding })).toMatchObject(unproven)
  })

  it('gives what `verify` finds as problems, each with its place in the file', async () => {
    const wrong = async (change: Partial<EvidenceFile>) =>
      (await checked({ ...honest, ...change }, { 'founding.json': foundingOf(world) })).found
    const { later, fact, opening, signatures } = honest
    if (later === null || opening === null) throw new Error('the evidence has no later checkpoint or no opening')
    expect(await wrong({ signatures: flipped(signatures) })).toEqual([['EVIDENCE_ORGANISATIONS_INVALID', 'signatures']])
    expect(await wrong({ seals: null })).toEqual([['EVIDENCE_SEALS_INVALID', 'seals']])
    expect(await wrong({ fact: { ...fact, index: fact.index + 1 } })).toEqual([['EVIDENCE_FACT_INVALID', 'fact']])
    expect(await wrong({ later: { ...later, historyPath: flipped(later.historyPath) } })).toEqual([
      ['EVIDENCE_HISTORY_INVALID', 'later'],
    ])
    expect(await wrong({ opening: { ...opening, value: 'another' } })).toEqual([
      ['EVIDENCE_OPENING_UNOPENABLE', 'opening'],
    ])
  })

  it('takes no evidence without seals of a network that has consensus, and does of its rehearsal', async () => {
    const file = fileFrom(unsealed)
    const beside = foundingOf(unsealed)
    expect((await checked(file, { 'founding.json': beside })).found).toEqual([['EVIDENCE_SEALS_INVALID', 'seals']])
    expect((await checked(file, { 'founding.json': { ...beside, rehearsal: true } })).found).toEqual([])
  })

  it('names every field that is not of the format', async () => {
    const { found } = await checked({ ...honest, anchors: 'none', later: 'soon' }, {})
    expect(found).toEqual([
      ['DOCUMENT_MALFORMED', 'later'],
      ['DOCUMENT_MALFORMED', 'anchors'],
    ])
  })
})
