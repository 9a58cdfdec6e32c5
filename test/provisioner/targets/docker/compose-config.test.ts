import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { memberCompose } from '../../../../network/render/compose/member-compose.ts'
import { nodeManifest } from '../../../fixtures/node-manifest.ts'
import { newFolder } from '../../home/folders.ts'

const run = promisify(execFile)
const rehearsal = fileURLToPath(new URL('../../../../docker-compose.yml', import.meta.url))
const reason = await run('docker', ['compose', 'version']).then(
  () => undefined,
  (error: Error) => error.message.split('\n')[0],
)
if (reason !== undefined) process.stderr.write(`skipped, for want of Docker Compose: ${reason}\n`)

/** What compose itself makes of a file: it resolves every name in it, and refuses what it does not know. */
async function resolved(file: string, env: Record<string, string> = {}) {
  const { stdout } = await run('docker', ['compose', '-f', file, '--profile', '*', 'config', '--format', 'json'], {
    env: { ...process.env, ...env },
    maxBuffer: 10_000_000,
  })
  return JSON.parse(stdout) as { services: Record<string, { image: string; read_only: boolean }> }
}

;(reason === undefined ? describe : describe.skip)('Docker Compose', () => {
  it('takes the file of the rehearsal', async () => {
    const { services } = await resolved(rehearsal)
    expect(Object.keys(services)).toHaveLength(3 + 2 * 4 + 2)
    expect(services['hospital-north-1']?.image).toMatch(/^hyperledger\/besu:/)
  })

  it('takes the image of Besu that the operator names', async () => {
    const image = `hyperledger/besu@sha256:${'1'.repeat(64)}`
    const { services } = await resolved(rehearsal, { QUORATE_BESU_IMAGE: image })
    expect(services['hospital-north-1']?.image).toBe(image)
  })

  it('takes what a member renders, and stops where the operator has not said what it needs', async () => {
    const folder = await newFolder()
    for (const [path, text] of memberCompose([nodeManifest('basel-1')])) {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const file = join(folder, 'compose.yaml')
    await expect(resolved(file)).rejects.toThrow(/QUORATE_/)
    const given = {
      QUORATE_IMAGE: 'quorate',
      QUORATE_HOME: folder,
      ...{ QUORATE_UID: '1001', QUORATE_GID: '1001' },
      QUORATE_PASSPHRASE_FILE: join(folder, 'passphrase'),
    }
    expect(Object.keys((await resolved(file, given)).services)).toEqual(['agent', 'basel-1', 'volumes'])
  })
})
