// Every test there is: builds, runs jest and the Solidity tests, and closes with one line that counts them all.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'quorate-test-'))

/** Runs a program, shows what it prints, and gives its exit code and its standard output. */
function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      process.stdout.write(chunk)
    })
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

const count = (text, word) => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0)

const build = await run(process.execPath, ['scripts/build.js'])
const jest = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  '--config',
  'test/jest.config.js',
]
/** Suites of processes, clocks and one engine run one after the other; the others use every core. Live ones skip what is not there. */
const suites = {
  rooms: ['--maxWorkers=100%', '--testPathIgnorePatterns=/(e2e|live|targets/docker)/'],
  e2e: ['--runInBand', '--testPathPatterns=/(e2e|live|targets/docker)/'],
}
const runs = []
const reports = []
for (const [name, options] of Object.entries(suites)) {
  const report = join(folder, `${name}.json`)
  runs.push(await run(process.execPath, [...jest, ...options, '--json', '--outputFile', report]))
  reports.push(JSON.parse(readFileSync(report, 'utf8')))
}
const solidity = await run('hardhat', ['--config', 'contracts/hardhat.config.ts', 'test', 'solidity'])
rmSync(folder, { recursive: true, force: true })

const sum = (field) => reports.reduce((total, report) => total + report[field], 0)
const passed = sum('numPassedTests') + count(solidity.output, 'passing')
const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites') + count(solidity.output, 'failing')
const skipped = sum('numPendingTests') + count(solidity.output, '(?:pending|skipped)')
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = [build, ...runs, solidity].some(({ code }) => code !== 0) ? 1 : 0
