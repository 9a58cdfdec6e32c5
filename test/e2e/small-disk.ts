import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

/** Whether this user may make one; says so where not, since what needs one is skipped then. */
export async function mayMakeSmallDisks(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-test-'))
  try {
    await onSmallDisk(folder, '4k', async () => undefined)
    return true
  } catch {
    process.stderr.write('skipped: full disks; only root may mount one that is soon full\n')
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}
