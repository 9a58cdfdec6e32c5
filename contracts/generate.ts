/**
 * Writes contracts/generated/: ABI and creation code of what stands in genesis, one file each, no code in them.
 * `node contracts/generate.ts` writes; with `--check` it only says whether they are what the sources compile to.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { storageLayouts } from './storage-layouts.ts'

interface Entry {
  readonly type: string
  readonly name?: string
}
interface Artifact {
  readonly contractName: string
  readonly abi: readonly Entry[]
  readonly bytecode: string
}

const room = dirname(fileURLToPath(import.meta.url))
const folder = join(room, 'generated')
const sources = [
  'contracts/governance/MemberRegistry.sol',
  'contracts/governance/ConsortiumGovernor.sol',
  'contracts/governance/ConsortiumTimelock.sol',
  'contracts/governance/NodeRegistry.sol',
  'contracts/governance/CheckpointBoard.sol',
  'contracts/governance/Amendments.sol',
  'contracts/governance/EmergencyCouncil.sol',
  'contracts/governance/GovernanceLog.sol',
  'contracts/data/CommitmentRegistry.sol',
  'contracts/device/DeviceRegistry.sol',
  'contracts/device/AccessPass.sol',
  'contracts/publicchain/CheckpointAnchor.sol',
  '@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol',
]

function compile(): readonly Artifact[] {
  const hardhat = join(dirname(createRequire(import.meta.url).resolve('hardhat/package.json')), 'dist/src/cli.js')
  const args = [
    hardhat,
    '--config',
    join(room, 'hardhat.config.ts'),
    'build',
    '--build-profile',
    'production',
    '--no-tests',
  ]
  execFileSync(process.execPath, args, { cwd: dirname(room), stdio: ['ignore', 'ignore', 'pipe'] })
  return sources.map((source) => {
    const name = source.slice(source.lastIndexOf('/') + 1, -'.sol'.length)
    return JSON.parse(readFileSync(join(room, 'artifacts', source, `${name}.json`), 'utf8'))
  })
}

/** Every custom error of every contract, once: a revert of one can surface through another. */
function errorsOf(artifacts: readonly Artifact[]): readonly Entry[] {
  const all = artifacts.flatMap(({ abi }) => abi.filter(({ type }) => type === 'error'))
  const distinct = new Map(all.map((entry) => [JSON.stringify(entry), entry]))
  return [...distinct.values()].sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '', 'en'))
}

function render({ contractName, abi, bytecode }: Artifact, errors: readonly Entry[]): string {
  const entries = [...abi.filter(({ type }) => type !== 'error'), ...errors]
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)},`)
  return [
    '// Written by contracts/generate.ts from the Solidity sources; not to be edited.',
    `export const ${contractName} = {`,
    '  abi: [',
    ...lines,
    '  ],',
    `  bytecode: '${bytecode}',`,
    '} as const',
    '',
  ].join('\n')
}

/** Of what can be upgraded: the proxies and the public chains' contracts cannot. */
function renderLayouts(): string {
  const upgradeable = sources.filter((source) => /^contracts\/(governance|data|device)\//.test(source))
  const entries = Object.entries(storageLayouts(dirname(room), upgradeable))
  return [
    '// Written by contracts/generate.ts from the Solidity sources; not to be edited.',
    "import type { StorageLayout } from '../../network/governance/storage-layout.ts'",
    '',
    'export const layouts = {',
    ...entries.map(([name, layout]) => `  ${name}: ${JSON.stringify(layout)},`),
    '} as const satisfies Record<string, StorageLayout>',
    '',
  ].join('\n')
}

function isFresh(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text
  } catch {
    return false
  }
}

const artifacts = compile()
const errors = errorsOf(artifacts)
const written = artifacts.map((artifact) => ({
  file: join(folder, `${artifact.contractName}.ts`),
  text: render(artifact, errors),
}))
written.push({ file: join(folder, 'layouts.ts'), text: renderLayouts() })
const stale = written.filter(({ file, text }) => !isFresh(file, text))
if (process.argv.includes('--check')) {
  for (const { file } of stale) process.stderr.write(`${file} is not what the sources compile to: npm run contracts\n`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  mkdirSync(folder, { recursive: true })
  for (const { file, text } of stale) writeFileSync(file, text)
}
