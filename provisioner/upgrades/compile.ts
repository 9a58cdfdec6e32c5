import { type Compiled, compiler, sourceOf, upgradeSettings } from '../../network/governance/compiler.ts'
import type { PredeployName } from '../../network/genesis/addresses.ts'
import { QuorateError } from '../../network/quorate-error.ts'

type Sources = Readonly<Record<string, string>>

interface Solc {
  compile(input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }): string
  version(): string
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Made>>>>
}
interface Made {
  readonly evm: { readonly bytecode: { readonly object: string } }
  readonly storageLayout: {
    readonly storage: Compiled['layout']['storage']
    readonly types: Compiled['layout']['types'] | null
  }
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
  const input = {
    language: 'Solidity',
    sources: { [main]: { content: first.contents } },
    settings: { ...upgradeSettings, outputSelection: { '*': { '*': ['evm.bytecode.object', 'storageLayout'] } } },
  }
  const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }))
  const fault = output.errors?.find(({ severity }) => severity === 'error')
  const made = output.contracts?.[main]?.[contract]
  if (fault !== undefined || made === undefined)
    throw broken(contract, fault?.formattedMessage ?? 'no contract of this name')
  const { storage, types } = made.storageLayout
  return { bytecode: `0x${made.evm.bytecode.object}`, layout: { storage, types: types ?? {} }, sources }
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
