import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'

const run = promisify(execFile)
const script = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const node = (path: string) => run(process.execPath, ['--no-warnings', script(path), '--check'])

describe('what is generated from the contracts', () => {
  it('is the ABI and code the sources compile to', async () => {
    await expect(node('contracts/generate.ts')).resolves.toMatchObject({ stderr: '' })
  }, 300_000)

  it('is the gas that transactions use', async () => {
    await expect(node('test/contracts/gas/measure.ts')).resolves.toMatchObject({ stderr: '' })
  }, 120_000)
})
