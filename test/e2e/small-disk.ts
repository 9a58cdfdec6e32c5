import { execFileSync } from 'node:child_process'

/** A filesystem of its own, so small that it is soon full, for as long as the work takes. Only root may make one. */
export async function onSmallDisk(folder: string, size: string, work: () => Promise<void>): Promise<void> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'quorate-test', folder], { stdio: 'ignore' })
  try {
    await work()
  } finally {
    // Lazily: where the work failed, its process may still be there, and its own error is the one to tell.
    execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' })
  }
}
