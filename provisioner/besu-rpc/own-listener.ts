import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { QuorateError } from '../../network/quorate-error.ts'

/** `st` of /proc/net/tcp for a socket that listens: include/net/tcp_states.h. */
const LISTEN = '0A'
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

/**
 * Refuses to tell a secret to another user's program: on a loopback port anybody of the machine may listen while the node
 * does not, as between its end and its next start. Root may, who could read it anyway and publishes the ports of containers.
 * Where nobody can tell who listens, or on what is no loopback, nothing is refused.
 * @throws QuorateError LISTENER_FOREIGN
 */
export function refuseForeignListener(rpc: string): void {
  const { hostname, port } = new URL(rpc)
  const own = process.getuid?.()
  if (own === undefined || !LOOPBACK.test(hostname)) return
  const foreign = listeners(Number(port)).find((uid) => uid !== own && uid !== 0)
  if (foreign === undefined) return
  throw new QuorateError(
    'LISTENER_FOREIGN',
    `User ${foreign} of this machine listens at ${rpc}, and no token was sent there.`,
    {
      facts: { rpc, uid: foreign, own },
      remedy: 'See what that is. Where it is the node itself, run the command as the user who runs it.',
    },
  )
}

/** Users who listen on a port at an address of loopback, or at every one. */
function listeners(port: number): number[] {
  return ['tcp', 'tcp6'].flatMap((table) =>
    linesOf(`/proc/net/${table}`).flatMap((line) => {
      const [, local = '', , state, , , , uid] = line.trim().split(/\s+/)
      const [address = '', at = ''] = local.split(':')
      return state === LISTEN && Number.parseInt(at, 16) === port && isNear(address) ? [Number(uid)] : []
    }),
  )
}

/** In words of four bytes, each in the machine's order: on little-endian ones 127.0.0.1 is 0100007F. */
function isNear(address: string): boolean {
  const mapped = address.replace(/^0{16}FFFF0000(.{8})$/, '$1')
  return /^0+$/.test(mapped) || /^[0-9A-F]{6}7F$/.test(mapped) || mapped === '00000000000000000000000001000000'
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}

/**
 * Connections that tokens are sent on: whose program listens is looked at once for each, before it is opened. Reading the
 * kernel's table takes milliseconds, and one connection bears an agent's calls for minutes.
 */
export class OwnConnections extends Agent {
  override createConnection(...given: Parameters<Agent['createConnection']>): ReturnType<Agent['createConnection']> {
    const [{ host, port }] = given
    refuseForeignListener(`http://${host?.includes(':') ? `[${host}]` : host}:${port}`)
    return super.createConnection(...given)
  }
}
