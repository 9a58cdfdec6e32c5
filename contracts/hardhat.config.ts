import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'hardhat/config'
import { compiler as pinned } from '../network/governance/compiler.ts'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))

const compiler = { ...pinned, path: require.resolve('solc/soljson.js') }

/**
 * These tests reach the contracts through interfaces and their code through getCode, so they need none of this; without it
 * they compile in seconds. A test that imports a contract's own code must not stand here: it would test other code.
 */
const light = { ...compiler, settings: { evmVersion: pinned.settings.evmVersion } }
const lightTests = [
  'Amendments',
  'Attacks',
  'Cards',
  'Counting',
  'Decisions',
  'Delegation',
  'EightChambers',
  'Emergency',
  'EmergencyDecisions',
  'Founding',
  'GovernanceLog',
  'Leases',
  'Nodes',
  'Overtaking',
  'OwnChamber',
  'Privileges',
  'Proposals',
  'Rolls',
  'Validators',
  'Voting',
]
/** Proven by `npm run prove`; here they are only kept compiling. */
const properties = [
  'AnyRoll',
  'AnyTimelock',
  'Changes',
  'Classes',
  'Counting',
  'Decided',
  'Emergency',
  'Late',
  'OwnChamber',
  'Passing',
  'Rolls',
  'Symbolic',
  'Texts',
  'Timing',
]
const overrides = Object.fromEntries([
  ...lightTests.map((name) => [`test/contracts/${name}.t.sol`, light]),
  ...properties.map((name) => [`test/contracts/symbolic/${name}.sol`, light]),
])

export default defineConfig({
  solidity: {
    // The proxies in genesis come from the same compiler and settings as what stands behind them.
    npmFilesToBuild: ['@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol'],
    profiles: {
      default: { compilers: [compiler], overrides },
      production: { compilers: [compiler], isolated: false },
    },
  },
  // The seed is hardhat's fixed one: a run that fails here fails everywhere.
  test: { solidity: { fuzz: { runs: 128 }, invariant: { runs: 24, depth: 80, failOnRevert: true } } },
  paths: {
    sources: [`${here}/governance`, `${here}/interfaces`, `${here}/data`, `${here}/device`, `${here}/publicchain`],
    tests: { solidity: join(here, '../test/contracts') },
    artifacts: `${here}/artifacts`,
    cache: `${here}/cache`,
  },
})
