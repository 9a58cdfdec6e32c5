import { once } from 'node:events'
import { createServer } from 'node:net'
import { QuorateError } from '../../../network/quorate-error.ts'

/**
 * Asks before a chain is started: its server ends the whole process where it cannot listen.
 * @param port 0 for any.
 * @param host where it is to listen: loopback where not given.
 * @throws QuorateError PORT_IN_USE, PORT_REFUSED
 */
export async function refuseTakenPort(port: number, host = '127.0.0.1'): Promise<void> {
  const probe = createServer().listen(port, host)
  try {
    await once(probe, 'listening')
    probe.close()
    await once(probe, 'close')
  } catch (cause) {
    throw refusalOf(port, cause as NodeJS.ErrnoException)
  }
}

function refusalOf(port: number, cause: NodeJS.ErrnoException): QuorateError {
  if (cause.code === 'EADDRINUSE') {
    return new QuorateError('PORT_IN_USE', `Port ${port} of this machine is in use.`, {
      facts: { port },
      remedy: 'Stop what listens there, or give another --port; without one a free port is taken.',
      cause,
    })
  }
  return new QuorateError('PORT_REFUSED', `Port ${port} of this machine cannot be listened on: ${cause.code}.`, {
    facts: { port, errno: cause.code ?? 'unknown' },
    remedy: 'Give a --port above 1023; without one a free port is taken.',
    cause,
  })
}
