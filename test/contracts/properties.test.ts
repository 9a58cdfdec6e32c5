import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { sourceFolder } from '../../provisioner/upgrades/source-folder.ts'
import { propertiesOf } from '../../scripts/prove/artifacts.ts'
import { broken, mutants } from '../../scripts/prove/mutants.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const find = sourceFolder(root)

describe('what is proven of the contracts', () => {
  it('has for each property a contract that is wrong and has to be refuted', () => {
    const properties = propertiesOf(root)
    expect(properties.length).toBeGreaterThan(20)
    expect([...new Set(mutants.map(({ refutedBy }) => refutedBy))].sort()).toEqual(properties.sort())
  })

  it.each(mutants)('can be wrong still: $what', (mutant) => {
    const text = broken(mutant, find)(mutant.file)
    expect(text).toBeDefined()
    expect(text).not.toBe(find(mutant.file))
  })

  it('is said to be skipped where there is no halmos, and counted', async () => {
    const env = { ...process.env, HALMOS: '/nowhere/halmos' }
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', 'scripts/prove.ts'], {
      cwd: root,
      env,
    })
    expect(stdout.trim().split('\n').at(-1)).toBe(`0 passed, 0 failed, ${propertiesOf(root).length} skipped`)
  })
})
