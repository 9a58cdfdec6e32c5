import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { run } from '../../../provisioner/cli/commands/verify.ts'
import { Input } from '../../../provisioner/cli/input.ts'
import type { Environment } from '../../../provisioner/environment.ts'
import { evidenceOf, fileOf } from '../../fixtures/evidence.ts'
import { five } from '../../network/checkpoint/worlds.ts'
import { newFolder } from '../home/folders.ts'

describe('verify', () => {
  it('gives a verdict on a file whose moment no calendar has: whoever made it chose the number', async () => {
    const file = join(await newFolder(), 'hostile.json')
    const honest = fileOf(evidenceOf(five))
    for (const blockTime of [Number.MAX_SAFE_INTEGER, 8_640_000_000_001]) {
      await writeFile(file, JSON.stringify({ ...honest, checkpoint: { ...honest.checkpoint, blockTime } }))
      const { json, text, good } = await run(new Input([file], {}), { cwd: '/' } as Environment)
      expect([good, json]).toMatchObject([false, { verdict: { organisations: 'invalid', fact: 'ok' } }])
      expect(text.join('\n')).toContain(`second ${blockTime}`)
    }
  })
})
