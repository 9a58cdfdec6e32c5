import type { CompiledUpgrade } from '../../network/governance/check-upgrade.ts'
import type { UpgradeFile } from '../../network/governance/upgrade.ts'
import { compile } from './compile.ts'

/** Compiles an upgrade's own sources, and those of what it goes on from. @throws QuorateError SOLC_ABSENT, SOURCES_BROKEN */
export async function compileUpgrade({ contract, sources, base }: UpgradeFile): Promise<CompiledUpgrade> {
  const compiled = await compile(contract, (path) => sources[path])
  return { compiled, base: base && (await compile(contract, (path) => base.sources[path])) }
}
