import { QuorateError } from '../../../network/quorate-error.ts'

/** The engine's usual socket. */
export const USUAL = 'unix:///var/run/docker.sock'

/** Of a connection that ends, whenever it does; no file of this machine gives one of these. */
const GONE: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'])

/** Whether an engine went away, or did not let anybody in, as the system says it of a connection: of a file it says much the same. */
export function endsConnection(cause: unknown): boolean {
  const { code, syscall } = cause as NodeJS.ErrnoException
  return GONE.has(code) || (code !== undefined && syscall === 'connect')
}

/** What a connection to an engine failed of. @param host as in `DOCKER_HOST`. */
export function unreachable(host: string | undefined, cause: unknown): QuorateError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException
  const where = host || USUAL
  return code === 'EACCES' || code === 'EPERM' ? refused(where, cause) : engineAbsent(where, code, cause)
}

export function engineAbsent(host: string, errno: string, cause: unknown): QuorateError {
  return new QuorateError('ENGINE_ABSENT', `No Docker engine answers at ${host}: ${errno}.`, {
    facts: { host, errno },
    remedy:
      'Start the engine, or name its socket in DOCKER_HOST; `docker info` shows whether it answers. Then run this again: it goes on where it stopped.',
    cause,
  })
}

function refused(host: string, cause: unknown): QuorateError {
  return new QuorateError('ENGINE_REFUSED', `The Docker engine ${host} does not let this user in.`, {
    facts: { host },
    remedy: 'Add this user to the group that owns the socket (docker), log in again, and run this again.',
    cause,
  })
}
