import { statfs } from 'node:fs/promises'

/** statfs(2): file systems that live in memory and are gone with the power. */
const TMPFS = 0x01021994
const RAMFS = 0x858458f6

/** Whether what is written in this folder is in memory and on no disk. */
export async function inMemory(folder: string): Promise<boolean> {
  const type = await statfs(folder).then(
    (found) => found.type,
    () => undefined,
  )
  return type === TMPFS || type === RAMFS
}
