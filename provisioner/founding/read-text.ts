import { readFile } from 'node:fs/promises'
import { QuorateError } from '../../network/quorate-error.ts'

/** @throws QuorateError FILE_UNREADABLE */
export async function readText(file: string): Promise<string> {
  return (await readBytes(file)).toString('utf8')
}

/** @throws QuorateError FILE_UNREADABLE */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new QuorateError('FILE_UNREADABLE', `${file} cannot be read (${reason}).`, {
      facts: { file, reason },
      remedy: 'Give the path of a file that this user may read.',
      cause,
    })
  }
}
