import { QuorateError } from '../../network/quorate-error.ts'

export function homeExists(home: string, cause?: unknown): QuorateError {
  return new QuorateError('HOME_EXISTS', `${home} is there already and is never overwritten.`, {
    facts: { home },
    remedy: 'Choose another --home, or move this one away.',
    cause,
  })
}

export function homeKdfWeak(file: string): QuorateError {
  return new QuorateError('HOME_KDF_WEAK', `${file} is encrypted more weakly than a home outside a rehearsal may be.`, {
    facts: { file },
    remedy: 'Make the keys with the production key derivation (scrypt n = 131072), or make a rehearsal home.',
  })
}

/** What an error of the file system means for a home that was to be built and put in place. */
export function placingRefusal(home: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException
  if (code === undefined || cause instanceof QuorateError) return cause
  if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(code)) return homeExists(home, cause)
  if (code === 'ENOENT') {
    return new QuorateError('HOME_BUILD_LOST', `Another process removed what was being built for ${home}.`, {
      facts: { home },
      remedy: 'Run the command again, one at a time.',
      cause,
    })
  }
  if (['EBUSY', 'EXDEV', 'EINVAL'].includes(code)) {
    return new QuorateError('HOME_UNPLACEABLE', `A home cannot be put at ${home} in one move: ${code}.`, {
      facts: { home, errno: code },
      remedy: 'Choose a folder inside a mounted volume rather than the mount point itself.',
      cause,
    })
  }
  return new QuorateError('HOME_UNWRITABLE', `A home cannot be written at ${home}: ${code}.`, {
    facts: { home, errno: code },
    remedy: 'Make the folder above it writable and see that the disk has room.',
    cause,
  })
}
