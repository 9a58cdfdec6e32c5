import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'

/** Where a demo plays. */
export interface DemoFolder {
  readonly root: string
  /** Removes what the demo made; a folder that was there before stays, empty. */
  remove(): Promise<void>
}

/**
 * The folder that was named, or a new one for temporary files.
 * @throws QuorateError FOLDER_TAKEN where anything stands in it: a demo goes on from nothing, and removes all of it.
 */
export async function demoFolder(named: string | undefined): Promise<DemoFolder> {
  const root = named ?? (await mkdtemp(join(tmpdir(), 'quorate-demo-')))
  const made = named === undefined || (await makes(root))
  if ((await readdir(root)).length > 0) throw taken(root)
  return {
    root,
    async remove() {
      const all = made ? [root] : (await readdir(root)).map((name) => join(root, name))
      for (const path of all) await rm(path, { recursive: true, force: true })
    },
  }
}

/** Whether the folder was not there before. */
async function makes(root: string): Promise<boolean> {
  try {
    return (await mkdir(root, { recursive: true, mode: 0o700 })) !== undefined
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? taken(root) : cause
  }
}

function taken(root: string): QuorateError {
  return new QuorateError('FOLDER_TAKEN', `${root} is no empty folder; a demo begins in one.`, {
    facts: { folder: root },
    remedy: `Choose another --home. If it is an earlier rehearsal that may go: quorate down --erase --home ${root}`,
  })
}
