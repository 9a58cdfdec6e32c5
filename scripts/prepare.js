// Runs after `npm ci`: makes the install whole, whichever Node ran it, and builds the CLI.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const node = 'node_modules/.bin/node'

/** npm under an older Node skips EDR's native part without a word; the pinned Node installs it. */
function edrLoads() {
  try {
    execFileSync(node, ['-e', "require('@nomicfoundation/edr')"], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

// A package installed from a registry has neither the pinned Node nor the sources.
if (existsSync(node) && existsSync('tsconfig.json')) {
  const npm = process.env.npm_execpath
  if (!edrLoads() && npm !== undefined) {
    process.stderr.write('quorate: installing the parts that this Node left out, with the pinned one\n')
    execFileSync(node, [npm, 'install', '--no-save', '--ignore-scripts'], { stdio: 'inherit' })
  }
  execFileSync(node, ['scripts/build.js'], { stdio: 'inherit' })
}
