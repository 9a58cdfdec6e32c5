import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { replace, writeNew } from '../home/atomic-file.ts'

/**
 * Writes a public file, whole or not at all. A file that already says the same is left as it is, so that a repeated
 * command changes nothing; one that says anything else is never overwritten.
 * @throws QuorateError FILE_EXISTS
 */
export async function publish(path: string, text: string): Promise<void> {
  if (await says(path, text)) return
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeNew(path, text, { mode: 0o644 })
  } catch (error) {
    // Another command may have written the very same meanwhile.
    if (!(await says(path, text))) throw error
  }
}

/** Writes a public file that is meant to be replaced by later ones, such as a record of endpoints. */
export async function publishAgain(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await replace(path, text, { mode: 0o644 })
}

async function says(path: string, text: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => undefined)) === text
}

/** One document as text: two spaces, and a line end. */
export function documentText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
