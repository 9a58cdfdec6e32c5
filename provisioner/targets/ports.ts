import { once } from 'node:events'
import { createServer } from 'node:net'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { QuorateError } from '../../network/quorate-error.ts'

/** A port that a node is to listen on, and whose it is, in words. */
export interface WantedPort {
  readonly whose: string
  readonly host: string
  readonly port: number
}

/** @param listen where RPC and metrics are. */
export function portsOf({ node, ports }: NodeManifest, peers: string, listen: string): WantedPort[] {
  return [
    { whose: `${node} for peers`, host: peers, port: ports.p2p },
    { whose: `${node} for RPC`, host: listen, port: ports.rpc },
    { whose: `${node} for metrics`, host: listen, port: ports.metrics },
  ]
}

/**
 * Asks before Besu is started: it would come up half, and say why only in its log.
 * @throws QuorateError PORT_IN_USE, PORT_REFUSED
 */
export async function refuseTakenPorts(ports: readonly WantedPort[]): Promise<void> {
  for (const { whose, host, port } of ports) {
    const probe = createServer().listen({ port, host, exclusive: true })
    try {
      await once(probe, 'listening')
      probe.close()
      await once(probe, 'close')
    } catch (cause) {
      throw refusal(whose, { host, port }, cause as NodeJS.ErrnoException)
    }
  }
}

function refusal(whose: string, place: { host: string; port: number }, cause: NodeJS.ErrnoException): QuorateError {
  const taken = cause.code === 'EADDRINUSE'
  const why = taken ? 'is in use' : `cannot be listened on: ${cause.code}`
  return new QuorateError(taken ? 'PORT_IN_USE' : 'PORT_REFUSED', `Port ${place.port}, of ${whose}, ${why}.`, {
    facts: { ...place, errno: cause.code ?? 'unknown' },
    remedy: 'Stop what listens there, or give the member other ports and its node a new endpoint record.',
    cause,
  })
}
