import { QuorateError } from '../../network/quorate-error.ts'

/** SQLite's number for a disk without room. */
const SQLITE_FULL = 13

interface SystemError {
  readonly code?: string
  readonly errcode?: number
}

/** Whether a disk had no room left, by the system's word or SQLite's. */
export function saysDiskFull(cause: unknown): boolean {
  const { code, errcode } = (cause ?? {}) as SystemError
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === SQLITE_FULL
}

/** @param file what there was no room for; SQLite does not tell, and whoever opened it does. */
export function diskFull(file: string, cause: unknown): QuorateError {
  const { code = 'SQLITE_FULL', errcode } = cause as SystemError
  return new QuorateError('DISK_FULL', `There is no room left for ${file}.`, {
    facts: { file, errno: errcode === SQLITE_FULL ? 'SQLITE_FULL' : code },
    remedy: 'Make room and run the command again; it goes on where it stopped, and nothing was lost.',
    cause,
  })
}
