import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Keccak for the second verifier; Python's standard library has only its standardised sibling. */
const PACKAGE = 'pycryptodome==3.23.0'
const target = fileURLToPath(new URL('../../node_modules/.cache/quorate/python', import.meta.url))

/** How to run Python with Keccak, or why it cannot be. Installs the package where it is missing, beside node_modules. */
export function python(): { env: NodeJS.ProcessEnv; why?: string } {
  const env = { ...process.env, PYTHONPATH: target, PYTHONDONTWRITEBYTECODE: '1' }
  const run = (...args: string[]) => spawnSync('python3', args, { env, timeout: 120_000 })
  const hasKeccak = () => run('-c', 'from Crypto.Hash import keccak').status === 0
  if (run('--version').status !== 0) return { env, why: 'there is no python3' }
  if (hasKeccak()) return { env }
  run('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', target, PACKAGE)
  return hasKeccak() ? { env } : { env, why: `pip could not install ${PACKAGE}` }
}
