import { closeSync, constants, fstatSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'

/**
 * Overwrites a file before it is unlinked: content that is only unlinked stays on the disk. Content that has another name is in
 * use: it stays, and this name goes. What a disk or a file system that copies on write keeps beneath, no program reaches.
 */
export function discard(file: string): void {
  const handle = opened(file)
  if (handle !== undefined) {
    try {
      const { nlink, size } = fstatSync(handle)
      if (nlink === 1) overwrite(handle, size)
    } finally {
      closeSync(handle)
    }
  }
  rmSync(file, { force: true })
}

function opened(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDWR | constants.O_NOFOLLOW)
  } catch {
    return undefined
  }
}

function overwrite(handle: number, size: number): void {
  const zeros = Buffer.alloc(2 ** 16)
  for (let at = 0; at < size; ) at += writeSync(handle, zeros, 0, Math.min(zeros.length, size - at), at)
  fsyncSync(handle)
}
