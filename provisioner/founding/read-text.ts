import { readFile } from 'node:fs/promises'
import { QuorateError } from '../../network/quorate-error.ts'

/** @throws QuorateError FILE_UNREADABLE */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new QuorateError('FILE_UNREADABLE', `${file} cannot be read (${reason}).`, {
      facts: { file, reason },
      remedy: 'Give the path of a file that this user may read.',
      cause,
    })
  }
}
