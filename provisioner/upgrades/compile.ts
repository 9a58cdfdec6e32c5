import { type CompilerOutput, compiledLayout } from '../../network/governance/compiled-layout.ts'
import { type Compiled, compiler, sourceOf, upgradeSettings } from '../../network/governance/compiler.ts'
import type { PredeployName } from '../../network/genesis/addresses.ts'
import { QuorateError } from '../../network/quorate-error.ts'

type Sources = Readonly<Record<string, string>>

interface Solc {
  compile(input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }): string
  version(): string
}

interface Output extends CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
}

/**
 * Compiles a contract from sources at hand, with the compiler and settings of every upgrade.
 * @param find what a path holds; undefined where there is no such file. It takes a minute.
 * @throws QuorateError SOLC_ABSENT, SOURCES_BROKEN
 */
export async function compile(
  contract: PredeployName,
  find: (path: string) => string | undefined,
): Promise<Compiled & { sources: Sources }> {
  const solc = await loadSolc()
  const main = sourceOf(contract)
  const sources: Record<string, string> = {}
  const read = (path: string) => {
    const contents = find(path)
    if (contents === undefined) return { error: `there is no ${path}` }
    sources[path] = contents
    return { contents }
  }
  const first = read(main)
  if ('error' in first) throw broken(contract, first.error)
  const own = { [main]: { content: first.contents } }
  const run = (settings: object, beside: object = {}): Output => {
    const input = { language: 'Solidity', sources: { ...own, ...beside }, settings }
    const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }))
    const fault = output.errors?.find(({ severity }) => severity === 'error')
    if (fault !== undefined) throw broken(contract, fault.formattedMessage)
    return output
  }
  const wanted = { [main]: { [contract]: ['evm.bytecode.object'] } }
  const code = run({ ...upgradeSettings, outputSelection: wanted }).contracts?.[main]?.[contract]?.evm?.bytecode.object
  if (code === undefined) throw broken(contract, 'no contract of this name')
  const layout = compiledLayout((outputSelection, beside) => run({ outputSelection }, beside), main, contract)
  return { bytecode: `0x${code}`, layout, sources }
}

async function loadSolc(): Promise<Solc> {
  const absent = (found: string, cause?: unknown) =>
    new QuorateError('SOLC_ABSENT', 'Judging an upgrade takes the Solidity compiler, and it cannot be loaded.', {
      facts: { found, expected: compiler.version },
      remedy: `Install solc ${compiler.version} beside quorate: npm install solc@${compiler.version}.`,
      cause,
    })
  const loaded = await import('solc').catch((cause) => {
    throw absent('none', cause)
  })
  const solc: Solc = loaded.default
  if (!solc.version().startsWith(`${compiler.version}+`)) throw absent(solc.version())
  return solc
}

function broken(contract: string, why: string): QuorateError {
  return new QuorateError('SOURCES_BROKEN', `The sources of ${contract} do not compile.`, {
    facts: { why },
    remedy: 'Give the top folder of a release’s sources, with contracts/ and node_modules/ in it.',
  })
}
