import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { bootId, identify, isAlive, thisProcess } from '../../../provisioner/home/process-identity.ts'

const module = fileURLToPath(new URL('../../../provisioner/home/process-identity.ts', import.meta.url))

/** What a user sees who may do nothing to process 1. */
function asNobody(started: number): boolean {
  const script = `import { isAlive } from ${JSON.stringify(module)}; console.log(isAlive({ pid: 1, started: ${started} }))`
  const run = [process.execPath, '--no-warnings', '--input-type=module', '-e', script]
  const [program = '', ...args] =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups', ...run] : run
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return stdout.trim() === 'true'
}

describe('a process', () => {
  it('is known by pid and start', () => {
    const { pid, started } = thisProcess()
    expect([isAlive({ pid, started }), isAlive({ pid, started: started + 1 }), isAlive({ pid, started: 0 })]).toEqual([
      true,
      false,
      true,
    ])
    expect(bootId()).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('of another user is the one that was meant only where its start shows it: /proc may hide that', () => {
    const { started } = identify(1)
    expect([asNobody(started), asNobody(0), asNobody(started + 1)]).toEqual([true, false, false])
  })
})
