import { connect } from 'node:net'
import type { Reach } from '../../network/doctor/facts.ts'

/** How long a host may take to answer, in milliseconds; a handshake over a continent takes a tenth of it. */
const PATIENCE = 2_500

/** Tries one TCP connection, and sends nothing. */
export function reach(host: string, port: number, patience = PATIENCE): Promise<Reach['outcome']> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const done = (outcome: Reach['outcome']) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(outcome)
    }
    // A timer of our own: a socket's does not run while a name is looked up.
    const timer = setTimeout(() => done('timeout'), patience)
    socket.once('connect', () => done('open'))
    socket.once('error', (error: NodeJS.ErrnoException) => done(OUTCOMES[error.code ?? ''] ?? 'unreachable'))
  })
}

const OUTCOMES: Readonly<Record<string, Reach['outcome']>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EAI_FAIL: 'name',
}
