import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'
import { replace } from '../home/atomic-file.ts'
import { inMemory } from '../home/in-memory.ts'

/**
 * Writes a node's key where its container takes it from: a file in memory, that agent and node share and nobody else.
 * One that says the same is left as it is.
 * @throws QuorateError KEY_PLACE_ABSENT where it would be written to a disk.
 */
export async function giveKey(file: string, key: () => string): Promise<void> {
  if (!(await inMemory(dirname(file)))) {
    throw new QuorateError('KEY_PLACE_ABSENT', `${file} is in no memory, and a node's key goes on no disk.`, {
      facts: { file },
      remedy: 'Let agent and node share a volume of type tmpfs there.',
    })
  }
  const text = key()
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return
  await replace(file, text, { mode: 0o400 })
}
