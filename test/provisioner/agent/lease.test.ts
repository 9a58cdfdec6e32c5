import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { fileLease } from '../../../provisioner/agent/lease.ts'
import { newFolder } from '../home/folders.ts'

describe('a lease', () => {
  it('is one agent’s, and the other’s once the first has ended', async () => {
    const file = join(await newFolder(), 'agent.lease')
    const [one, other] = [fileLease(file), fileLease(file)]
    expect([await one.hold(), await other.hold(), await one.hold()]).toEqual([true, false, true])
    await one.close()
    expect([one.left(), await other.hold()]).toEqual([0, true])
    await other.close()
  })

  it('is free as soon as its holder is killed', async () => {
    const file = join(await newFolder(), 'agent.lease')
    const holder = fileURLToPath(new URL('./fixtures/hold-lease.ts', import.meta.url))
    const child = spawn(process.execPath, ['--no-warnings', holder, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    const lease = fileLease(file)
    expect(await lease.hold()).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await lease.hold()).toBe(true)
    await lease.close()
  }, 30_000)
})
