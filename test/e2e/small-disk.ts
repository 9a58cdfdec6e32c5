import { execFileSync } from 'node:child_process'

/** A filesystem of its own, so small that it is soon full, for as long as the work takes. Only root may make one. */
export async function onSmallDisk(folder: string, size: string, work: () => Promise<void>): Promise<void> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'quorate-test', folder], { stdio: 'ignore' })
  try {
    await work()
  } finally {
    execFileSync('umount', [folder], { stdio: 'ignore' })
  }
}
