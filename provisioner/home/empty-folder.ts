import { rmdir } from 'node:fs/promises'

/** Takes a folder away where nothing stands in it. That it is absent is no error. */
export async function removeEmptyFolder(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY') throw error
  })
}
