import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { answer, endOf, start } from './cli.ts'
import { allProcesses, chainsOf, until } from './processes.ts'
import { exampleFile, newFolder, rehearsal } from './rehearsals.ts'

const foreground = (root: string) => ['rehearse', '--spec', exampleFile('four-members'), '--home', root]

/** Starts a rehearsal that stays in the foreground, and interrupts it once a condition holds. */
async function interrupted(root: string, when: (stderr: string) => boolean, by: NodeJS.Signals) {
  const child = start([...foreground(root), '--json'])
  const ended = endOf(child)
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text))
  await until('it has come so far', () => when(stderr), 60_000)
  child.kill(by)
  const [code] = await ended
  return { code, json: JSON.parse(stdout) }
}

describe('a rehearsal in the foreground', () => {
  it('stops where it is at Ctrl-C, says so, leaves nothing at work, and goes on when it is run again', async () => {
    const root = join(await newFolder(), 'rehearsal')
    const homes = join(root, 'homes')
    const { code, json } = await interrupted(root, () => existsSync(homes), 'SIGINT')
    expect([code, json.error?.code]).toEqual([1, 'INTERRUPTED'])
    await until('no command is at work', () => !allProcesses().some(({ command }) => command.includes(homes)))
    expect(chainsOf(root)).toEqual([])
    await rehearsal(root)
    await answer(['down', '--home', root])
  }, 180_000)

  it('takes its chains with it when it is told to end once the network stands', async () => {
    const root = join(await newFolder(), 'rehearsal')
    const { code, json } = await interrupted(root, (stderr) => stderr.includes('Ctrl-C'), 'SIGTERM')
    expect([code, json.consensus?.kind]).toEqual([0, 'none'])
    expect(chainsOf(root)).toEqual([])
    expect(existsSync(join(root, 'lock.json'))).toBe(true)
  }, 120_000)
})
