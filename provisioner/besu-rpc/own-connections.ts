import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { Socket } from 'node:net'
import { endianness } from 'node:os'
import { QuorateError } from '../../network/quorate-error.ts'

/** `st` of /proc/net/tcp for a socket that listens: include/net/tcp_states.h. */
const LISTEN = '0A'
/** ::ffff:0:0/96 (RFC 4291, 2.5.5.2) in words of four bytes, each in the machine's order. */
const MAPPED = endianness() === 'LE' ? '0000000000000000FFFF0000' : '00000000000000000000FFFF'
const SIX_LOOPBACK = endianness() === 'LE' ? `${'0'.repeat(24)}01000000` : `${'0'.repeat(31)}1`

/**
 * Connections that tokens are sent on: before anything is, each is looked at once. On a loopback port anybody of the machine
 * may listen while the node does not, as between its end and its next start, and would be told what opens the member's
 * other nodes. Root may: it could read that anyway, and publishes the ports of containers. Where nobody can tell whose
 * program answers, or on what is no loopback, nothing is refused. Once a connection, since the kernel's table takes
 * milliseconds, and one bears an agent's calls for minutes.
 * @throws QuorateError LISTENER_FOREIGN, as the error of the socket.
 */
export class OwnConnections extends Agent {
  override createConnection(...given: Parameters<Agent['createConnection']>): ReturnType<Agent['createConnection']> {
    const socket = super.createConnection(...given)
    if (!(socket instanceof Socket)) return socket
    // What is to be sent waits for this event as well, and for its turn after this.
    socket.once('connect', () => {
      const uid = foreignUser(socket)
      if (uid !== undefined) socket.destroy(foreign(uid, socket))
    })
    return socket
  }
}

/** Another user whose program has the other end. */
function foreignUser({ remoteAddress = '', remotePort = 0, localPort = 0 }: Socket): number | undefined {
  const own = process.getuid?.()
  const place = spelt(remoteAddress)
  if (own === undefined || place === undefined) return undefined
  const rows = [...rowsOf('tcp', remotePort), ...rowsOf('tcp6', remotePort)]
  const listening = place.served
    .map((address) => rows.filter((row) => row.state === LISTEN && row.address === address))
    .find((group) => group.length > 0)
  // Who has taken the connection may listen no more; one that is not taken yet counts as root's, and its listener tells.
  const taken = rows.filter((row) => row.peerPort === localPort && place.own.includes(row.address))
  return [...(listening ?? []), ...taken].map(({ uid }) => uid).find((uid) => uid !== own && uid !== 0)
}

interface Row {
  readonly address: string
  readonly peerPort: number
  readonly state: string
  readonly uid: number
}

/** Sockets of this machine at a port: proc_net_tcp in the kernel's documentation. */
function rowsOf(table: 'tcp' | 'tcp6', port: number): Row[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const row = new RegExp(`: ([0-9A-F]+):${hex} [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) \\S+ \\S+ \\S+ +(\\d+)`, 'g')
  return [...textOf(`/proc/net/${table}`).matchAll(row)].map(([, address = '', peer = '', state = '', uid]) => {
    return { address, peerPort: Number.parseInt(peer, 16), state, uid: Number(uid) }
  })
}

/**
 * An address of loopback as the tables have it: of the server's own end, and of the sockets that may serve it. Of the
 * latter the first that there are: what listens beside them, at another address or for IPv6 alone, is not reached.
 */
function spelt(address: string): { readonly own: readonly string[]; readonly served: readonly string[] } | undefined {
  if (address === '::1') return { own: [SIX_LOOPBACK], served: [SIX_LOOPBACK, '0'.repeat(32)] }
  const [first, ...rest] = address
    .replace(/^::ffff:/, '')
    .split('.')
    .map(Number)
  if (first !== 127 || rest.length !== 3) return undefined
  const bytes = Buffer.from(endianness() === 'LE' ? [...rest.toReversed(), first] : [first, ...rest])
  const four = bytes.toString('hex').toUpperCase()
  const own = [four, `${MAPPED}${four}`]
  return { own, served: [...own, '00000000', `${MAPPED}00000000`, '0'.repeat(32)] }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

function foreign(uid: number, { remoteAddress, remotePort }: Socket): QuorateError {
  const where = `${remoteAddress}:${remotePort}`
  return new QuorateError(
    'LISTENER_FOREIGN',
    `User ${uid} of this machine listens at ${where}, and no token was sent there.`,
    {
      facts: { where, uid, own: process.getuid?.() ?? null },
      remedy: 'See what that is. Where it is the node itself, run the command as the user who runs it.',
    },
  )
}
