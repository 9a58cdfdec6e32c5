import { QuorateError } from '../../../network/quorate-error.ts'
import { endsConnection, unreachable } from './unreachable.ts'

interface Answer {
  readonly statusCode?: number
  readonly json?: { readonly message?: string }
  readonly message?: string
}

export const isAbsent = (cause: unknown): boolean => (cause as Answer).statusCode === 404
/** What was asked for is so already: started, stopped. */
export const isAlready = (cause: unknown): boolean => (cause as Answer).statusCode === 304
/** Such as to take a network away that something is in. */
export const isForbidden = (cause: unknown): boolean => (cause as Answer).statusCode === 403
export const isConflict = (cause: unknown): boolean => (cause as Answer).statusCode === 409

/** The value, or undefined where the engine has no such thing. */
export async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (cause) {
    if (isAbsent(cause)) return undefined
    throw cause
  }
}

/** Passes where the thing is gone, or is so already. */
export async function unlessDone(asked: Promise<unknown>): Promise<void> {
  try {
    await asked
  } catch (cause) {
    if (!isAbsent(cause) && !isAlready(cause)) throw cause
  }
}

/** Where a stream was asked for, the client has parsed nothing, and what the engine said stands in its own words alone. */
export function messageOf(cause: unknown): string {
  const { json, message } = cause as Answer
  return json?.message ?? message?.replace(/^\(HTTP code \d+\) .*? - /, '').trim() ?? String(cause)
}

/**
 * Answers of an engine as one of our errors, and that it answers no more; what is one already, or nothing of an engine, stays
 * what it is. @param host as in `DOCKER_HOST`.
 */
export function engineError(cause: unknown, host?: string): unknown {
  const { statusCode } = cause as Answer
  if (cause instanceof QuorateError) return cause
  if (statusCode === undefined) return endsConnection(cause) ? unreachable(host, cause) : cause
  const message = messageOf(cause)
  // Of a port the engine says who wanted to listen where; of an address in a network, nothing more than this.
  if (/(^|networking: )address already in use\.?$/i.test(message)) return addressTaken(message, cause)
  if (/port is already allocated|address already in use/i.test(message)) return portTaken(message, cause)
  if (/bind source path does not exist/i.test(message)) return elsewhere(message, cause)
  if (/pool overlaps/i.test(message)) return subnetTaken(message, cause)
  if (saysFull(message)) return full(message, cause)
  return new QuorateError('ENGINE_FAILED', `The Docker engine answered ${statusCode}: ${message}`, {
    facts: { status: statusCode, message },
    remedy: 'Mend what the engine names and run this again; it goes on where it stopped.',
    cause,
  })
}

function portTaken(message: string, cause: unknown): QuorateError {
  const port = Number(/:(\d{1,5})\b(?!.*:\d{1,5}\b)/.exec(message)?.[1] ?? 0)
  return new QuorateError('PORT_IN_USE', `Port ${port} of this machine is in use.`, {
    facts: { port, message },
    remedy: 'Stop what listens there, or give the member other ports and its node a new endpoint record.',
    cause,
  })
}

function addressTaken(message: string, cause: unknown): QuorateError {
  return new QuorateError(
    'ADDRESS_IN_USE',
    "The node's address in the network that members on this engine share is in use there.",
    {
      facts: { message },
      remedy: 'See which container has it (docker network inspect), stop that one, and run this again.',
      cause,
    },
  )
}

function subnetTaken(message: string, cause: unknown): QuorateError {
  return new QuorateError('SUBNET_IN_USE', 'The subnet that members on this engine share is in use there.', {
    facts: { message },
    remedy: 'See which network has it (docker network ls), and stop what is in it.',
    cause,
  })
}

function elsewhere(message: string, cause: unknown): QuorateError {
  return new QuorateError('ENGINE_REMOTE', "The Docker engine does not see this machine's files.", {
    facts: { message },
    remedy: 'Run quorate on the very machine of the engine, not beside it in a container or virtual machine.',
    cause,
  })
}

export const saysFull = (message: string): boolean => /no space left on device/i.test(message)

export function full(message: string, cause: unknown): QuorateError {
  return new QuorateError('DISK_FULL', 'The Docker engine has no room left on its disk.', {
    facts: { message },
    remedy: 'Make room (`docker system df` shows what takes it) and run this again.',
    cause,
  })
}
