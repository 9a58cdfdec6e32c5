import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { run } from '../../../provisioner/cli/commands/check.ts'
import type { Input } from '../../../provisioner/cli/input.ts'
import type { Environment } from '../../../provisioner/environment.ts'

const EXAMPLE = new URL('../../../network/consortium/examples/four-members.yaml', import.meta.url)
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-check-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function checked(threshold: number) {
  const text = (await readFile(EXAMPLE, 'utf8')).replace('threshold: 3', `threshold: ${threshold}`)
  await writeFile(join(folder, 'consortium.yaml'), text)
  const input = { rest: () => ['consortium.yaml'] } as unknown as Input
  const { text: lines, good } = await run(input, { cwd: folder, now: () => 0 } as unknown as Environment)
  expect(good).toBe(true)
  return lines.find((line) => line.includes('sign a checkpoint'))
}

it('says of a description how many may be away from signing checkpoints, and what it means where nobody may', async () => {
  expect(await checked(3)).toContain('3 of 4 members; 1 may be away')
  expect(await checked(4)).toMatch(/4 of 4 members; .* an expulsion waits until a lower threshold/)
})

it('says in which chambers a lost key could never be replaced', async () => {
  const lines = async (quorum: string) => {
    const text = (await readFile(EXAMPLE, 'utf8')).replace('hospitals: { quorum: 50%', `hospitals: { quorum: ${quorum}`)
    await writeFile(join(folder, 'consortium.yaml'), text)
    const input = { rest: () => ['consortium.yaml'] } as unknown as Input
    const { text: said } = await run(input, { cwd: folder, now: () => 0 } as unknown as Environment)
    return said.find((line) => line.includes('replace lost keys'))
  }
  expect(await lines('50%')).toContain('the others can, in every chamber')
  expect(await lines('51%')).toContain('nobody can for a member of hospitals')
})

it('says of which decisions an emergency action could keep a member from the whole vote', async () => {
  const line = async (edit: (text: string) => string) => {
    await writeFile(join(folder, 'consortium.yaml'), edit(await readFile(EXAMPLE, 'utf8')))
    const input = { rest: () => ['consortium.yaml'] } as unknown as Input
    const { text, good } = await run(input, { cwd: folder, now: () => 0 } as unknown as Environment)
    expect(good).toBe(true)
    return text.find((said) => said.includes('emergency action'))
  }
  expect(await line((text) => text)).toContain('keeps nobody')
  expect(await line((text) => text.replace(/^ {2}emergency: .*\n/m, ''))).toContain('of every other class: it lapses')
  const short = '  keys: { votingPeriod: 2d }\n'
  expect(await line((text) => text.replace('  emergency:', `${short}  emergency:`))).toContain('a whole vote of keys:')
})
