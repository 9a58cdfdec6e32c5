import { QuorateError } from '../../network/quorate-error.ts'
import { refuseTakenPort } from '../targets/embedded/free-port.ts'

/** Ports of one member's nodes: each node takes the next of every kind. */
export interface MemberPorts {
  readonly rpc: number
  readonly metrics: number
  readonly p2p: number
}

const FIRST: MemberPorts = { rpc: 8545, metrics: 9545, p2p: 30_303 }
/** How far ports are looked for. */
const FAR = 500

/**
 * Free ports on loopback for so many nodes of each member, none of them twice.
 * @param nodes how many nodes each member has.
 * @throws QuorateError PORT_IN_USE where too few are free.
 */
export async function freePorts(nodes: readonly number[]): Promise<MemberPorts[]> {
  const next = { ...FIRST }
  const found: MemberPorts[] = []
  for (const count of nodes) {
    const ports = {
      rpc: await freeRun(next.rpc, count),
      metrics: await freeRun(next.metrics, count),
      p2p: await freeRun(next.p2p, count),
    }
    found.push(ports)
    next.rpc = ports.rpc + count
    next.metrics = ports.metrics + count
    next.p2p = ports.p2p + count
  }
  return found
}

/** The first of so many free ports in a row. */
async function freeRun(from: number, count: number): Promise<number> {
  let first = from
  for (let port = from; port < from + FAR; port += 1) {
    if (!(await isFree(port))) first = port + 1
    else if (port - first + 1 === count) return first
  }
  throw new QuorateError('PORT_IN_USE', `No ${count} ports in a row are free from ${from} on.`, {
    facts: { from, count },
    remedy: 'Stop what listens there.',
  })
}

async function isFree(port: number): Promise<boolean> {
  return refuseTakenPort(port).then(
    () => true,
    () => false,
  )
}
