import { open, rename, rm } from 'node:fs/promises'
import type { NodePaths } from './paths.ts'

/** Logs of so many starts are kept beside the present one. */
const KEPT = 3
/** Of a log no more is read than this, in bytes. */
const TAIL = 512 * 1024

/** Puts the present log aside: a start has a log of its own. */
export async function rotateLog({ log }: NodePaths): Promise<void> {
  await rm(`${log}.${KEPT}`, { force: true })
  for (let age = KEPT - 1; age >= 0; age -= 1) await move(age === 0 ? log : `${log}.${age}`, `${log}.${age + 1}`)
}

/** The newest lines, oldest first; none where nothing was ever logged. */
export async function logTail({ log }: NodePaths, lines: number): Promise<string[]> {
  const file = await open(log, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (file === undefined) return []
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - TAIL)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start)
    const all = buffer.toString('utf8', 0, bytesRead).split('\n')
    const whole = start > 0 ? all.slice(1) : all
    return whole.filter((line) => line !== '').slice(-lines)
  } finally {
    await file.close()
  }
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause
  })
}
