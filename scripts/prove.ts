/**
 * Proves the properties of test/contracts/symbolic with halmos, for all inputs of their types: `npm run prove`. `--mutants` shows
 * that each can fail: contracts that are wrong in one place are compiled and refuted. `--only TEXT` takes the properties whose
 * names hold it. The sources for which all were proven are kept in `prove/passed.json`. Takes halmos 0.3.3
 * (`pip install halmos==0.3.3`, somewhere else), by PATH or by HALMOS; without it, it says so and is done.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from '../provisioner/upgrades/compile.ts'
import { sourceFolder } from '../provisioner/upgrades/source-folder.ts'
import { keepPassed, sourcesNow } from './passed.ts'
import { versionOf } from './program.ts'
import { layContract, layGenesis, layProperties, propertiesOf } from './prove/artifacts.ts'
import { type Outcome, prove } from './prove/halmos.ts'
import { broken, type Mutant, mutants } from './prove/mutants.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const halmos = process.env.HALMOS ?? 'halmos'
const { argv } = process
const only = argv.includes('--only') ? (argv[argv.indexOf('--only') + 1] ?? '') : ''
const sources = sourcesNow('prove')
const properties = propertiesOf(root).filter((name) => name.includes(only))

const say = (line: string) => process.stdout.write(`${line}\n`)
const close = (passed: number, failed: number, skipped: number) => {
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exitCode = failed > 0 ? 1 : 0
}

if (versionOf(halmos) === '') {
  say('skipped: there is no halmos here; scripts/prove.ts says where it comes from')
  close(0, 0, properties.length)
} else {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-prove-'))
  try {
    layProperties(root, folder)
    layGenesis(folder)
    if (argv.includes('--mutants')) await refuteAll(folder)
    else await proveAll(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As many at a time as there are cores: each is a process of its own. */
async function proveAll(folder: string): Promise<void> {
  const waiting = [...properties]
  let passed = 0
  const work = async () => {
    for (let property = waiting.shift(); property !== undefined; property = waiting.shift()) {
      const outcome = await prove(halmos, folder, property)
      if (outcome.verdict === 'proven') passed += 1
      say(`${property}: ${words(outcome)}`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  close(passed, properties.length - passed, 0)
  if (only === '' && passed === properties.length) keepPassed('prove', sources)
}

async function refuteAll(folder: string): Promise<void> {
  const unshown = properties.filter((property) => !mutants.some((mutant) => mutant.refutedBy === property))
  for (const property of unshown) say(`FAILED  ${property}: no mutant shows that it can fail`)
  const chosen = mutants.filter(({ refutedBy }) => properties.includes(refutedBy))
  let refuted = 0
  for (const mutant of chosen) {
    const outcome = await refute(folder, mutant)
    const noticed = outcome.verdict === 'refuted'
    if (noticed) refuted += 1
    say(`${noticed ? 'refuted' : 'FAILED '} ${mutant.what}, by ${mutant.refutedBy}: ${words(outcome)}`)
  }
  close(refuted, chosen.length - refuted + unshown.length, 0)
}

async function refute(folder: string, mutant: Mutant): Promise<Outcome> {
  const { bytecode } = await compile(mutant.contract, broken(mutant, sourceFolder(root)))
  layContract(folder, mutant.contract, bytecode)
  const outcome = await prove(halmos, folder, mutant.refutedBy, ['--early-exit'])
  layGenesis(folder)
  return outcome
}

function words({ verdict, paths, seconds, why }: Outcome): string {
  return `${verdict}${why === undefined ? '' : `, ${why}`}; ${paths} paths, ${seconds.toFixed(1)} s`
}
