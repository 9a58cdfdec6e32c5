import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { explanationOf, knownCodes } from '../../../provisioner/cli/codes.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Written like codes, and none: what others call their errors, and names of environment variables. */
const NOT_OURS =
  /^((UNKNOWN|SERVER|NETWORK)_ERROR|CALL_EXCEPTION|BAD_DATA|QUORATE_.*|SQLITE_.*|ERR_.*|NODE_.*|DOCKER_HOST|POD_NAMESPACE|LC_ALL|JAVA_HOME|LD_LIBRARY_PATH)$/

/** Every literal in the sources that looks like a code, with the files it stands in. */
function codesInSources(): Map<string, string[]> {
  const codes = new Map<string, string[]>()
  for (const room of ['network', 'provisioner']) {
    for (const entry of readdirSync(join(root, room), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
      const file = join(entry.parentPath, entry.name)
      const text = readFileSync(file, 'utf8')
      const made = [...text.matchAll(/(?:code: |new QuorateError\(\s*)'([A-Z][A-Z0-9_]+)'/g)]
      const named = [...text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)]
      for (const [, code = ''] of [...made, ...named]) codes.set(code, [...(codes.get(code) ?? []), file])
    }
  }
  return codes
}

describe('explain', () => {
  it('knows every code that the sources use', () => {
    const codes = codesInSources()
    expect(codes.size).toBeGreaterThan(80)
    const unknown = [...codes].filter(([code]) => !NOT_OURS.test(code) && explanationOf(code) === undefined)
    expect(unknown).toEqual([])
  })

  it('knows no code that nothing uses', () => {
    const texts = ['network', 'provisioner', 'contracts']
      .flatMap((room) => readdirSync(join(root, room), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && /\.(ts|sol)$/.test(entry.name) && !/codes?\.ts$/.test(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n')
    expect(knownCodes().filter((code) => !new RegExp(`\\b${code}\\b`).test(texts))).toEqual([])
  })
})
