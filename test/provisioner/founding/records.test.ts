import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { readRecords } from '../../../provisioner/founding/records.ts'
import { newFolder } from '../home/folders.ts'

describe('reading endpoint records', () => {
  it('says which file or folder of them is not there', async () => {
    const absent = join(await newFolder(), 'endpoints')
    await expect(readRecords([absent], [])).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      facts: { file: absent, reason: 'ENOENT' },
    })
  })
})
