import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { memberOptionsSchema } from '../../../network/consortium/member-options/member-options.ts'
import type { Home } from '../../../provisioner/home/home.ts'
import { nodeSecrets } from '../../../provisioner/home/node-secret.ts'
import { newFolder } from './folders.ts'

const key = `0x${'11'.repeat(32)}` as const

describe('what a node reads its key from', () => {
  const secretsIn = (dir: string) => {
    const keys = [{ role: 'node/north-1', keptBy: 'hsm' }, { role: 'node/north-2' }]
    const { hsm } = memberOptionsSchema.parse({
      ...{ format: 'quorate/member/1', target: 'process' },
      hsm: { 'north-1': { module: 'm', config: 'c', alias: 'a', pin: 'pin' } },
    })
    return nodeSecrets({ dir, record: { keys } } as unknown as Home, { nodeKey: () => key }, { hsm })
  }

  it('is the PIN of its token, read anew each time, or its own key', async () => {
    const dir = await newFolder()
    const secret = secretsIn(dir)
    expect(secret('north-2')).toBe(key)
    expect(() => secret('north-1')).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }))
    for (const pin of ['1234', '5678']) {
      await writeFile(join(dir, 'pin'), `${pin}\n`, { mode: 0o600 })
      expect(secret('north-1')).toBe(pin)
    }
  })

  it('is not taken from a file that others may read, or that is empty, and no error repeats it', async () => {
    const dir = await newFolder()
    await writeFile(join(dir, 'pin'), '1234\n', { mode: 0o640 })
    const failing = () => secretsIn(dir)('north-1')
    expect(failing).toThrow(expect.objectContaining({ code: 'PIN_PERMISSIONS' }))
    expect(failing).not.toThrow('1234')
    await writeFile(join(dir, 'pin'), '\n')
    await chmod(join(dir, 'pin'), 0o600)
    expect(failing).toThrow(expect.objectContaining({ code: 'PIN_EMPTY' }))
  })
})
