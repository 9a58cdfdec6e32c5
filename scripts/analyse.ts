/**
 * Runs slither over the contracts: nothing of high or medium impact may stand unexplained in `analyse/explained.json`, and
 * nothing there that slither no longer finds. Takes slither 0.11.6 (`pip install slither-analyzer==0.11.6`) and forge 1.7.1
 * (`npm install @foundry-rs/forge@1.7.1`, somewhere else), by PATH or by SLITHER and FORGE; without them it says so and is done.
 * forge only lays out the build; what compiles is the project's own solc, by a program that speaks as solc does. The sources for
 * which nothing stood open are kept in `analyse/passed.json`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepPassed, sourcesNow } from './passed.ts'
import { versionOf } from './program.ts'

interface Finding {
  readonly check: string
  /** The function or variable, as slither names it. */
  readonly where: string
}
interface Report {
  readonly results: { readonly detectors?: readonly { check: string; impact: string; description: string }[] }
}

/** Not optimised: what is analysed is the sources' own shape. */
const SETTINGS = `[profile.default]
src = "contracts"
libs = ["node_modules"]
solc = "./solc.cjs"
via_ir = true
optimizer = false
evm_version = "cancun"
remappings = ["@openzeppelin/=node_modules/@openzeppelin/"]
offline = true
`

const root = fileURLToPath(new URL('..', import.meta.url))
const slither = process.env.SLITHER ?? 'slither'
const forge = process.env.FORGE ?? 'forge'

const versions = { slither: versionOf(slither), forge: versionOf(forge) }
if (versions.slither === '' || versions.forge === '') {
  const absent = versions.slither === '' ? 'slither' : 'forge'
  process.stdout.write(`skipped: there is no ${absent} here; scripts/analyse.ts says where it comes from\n`)
} else {
  const sources = sourcesNow('analyse')
  process.exitCode = judge(analyse())
  if (process.exitCode === 0) keepPassed('analyse', sources)
}

function analyse(): Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-analyse-'))
  try {
    for (const name of ['contracts', 'node_modules']) symlinkSync(join(root, name), join(folder, name))
    writeFileSync(join(folder, 'solc.cjs'), compilerProgram(), { mode: 0o755 })
    writeFileSync(join(folder, 'foundry.toml'), SETTINGS)
    // slither calls forge by its name.
    const PATH = [dirname(process.execPath), dirname(forge), process.env.PATH ?? ''].join(delimiter)
    const options = { cwd: folder, env: { ...process.env, PATH }, stdio: ['ignore', 'ignore', 'pipe'] } as const
    execFileSync(forge, ['build', '--build-info'], options)
    const report = join(folder, 'report.json')
    // It exits with how many it found.
    spawnSync(slither, ['.', '--ignore-compile', '--filter-paths', 'node_modules', '--json', report], options)
    return findingsOf(JSON.parse(readFileSync(report, 'utf8')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function findingsOf({ results }: Report): Finding[] {
  const grave = (results.detectors ?? []).filter(({ impact }) => impact === 'High' || impact === 'Medium')
  const all = grave.map(({ check, description }) => ({ check, where: description.split(/ \(/)[0] ?? '' }))
  return [...new Map(all.map((one) => [`${one.check} ${one.where}`, one])).values()]
}

function judge(found: readonly Finding[]): number {
  const explained: readonly (Finding & { reason: string })[] = JSON.parse(
    readFileSync(new URL('analyse/explained.json', import.meta.url), 'utf8'),
  )
  const same = (a: Finding) => (b: Finding) => a.check === b.check && a.where === b.where
  const open = found.filter((one) => !explained.some(same(one)))
  const stale = explained.filter((one) => !found.some(same(one)))
  for (const { check, where } of open) process.stdout.write(`not explained: ${check} in ${where}\n`)
  for (const { check, where } of stale) process.stdout.write(`explained, but found no more: ${check} in ${where}\n`)
  process.stdout.write(`${found.length} of high or medium impact, ${open.length} unexplained, ${stale.length} stale\n`)
  return open.length + stale.length === 0 && found.length > 0 ? 0 : 1
}

function compilerProgram(): string {
  const solc = createRequire(import.meta.url).resolve('solc')
  return [
    '#!/usr/bin/env node',
    `const solc = require(${JSON.stringify(solc)})`,
    "const version = solc.version().replace(/\\.Emscripten.*/, '.Linux.g++')",
    "if (process.argv.includes('--version')) console.log('solc, the solidity compiler commandline interface\\nVersion: ' + version)",
    "else process.stdout.write(solc.compile(require('node:fs').readFileSync(0, 'utf8')))",
    '',
  ].join('\n')
}
