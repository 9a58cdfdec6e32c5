import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import type { Routes } from '../../network/agent/routes.ts'
import { isAddress } from '../../network/besu/enode.ts'

/** Asks this machine's routes. @param hosts names are passed over: looking one up may take seconds. */
export async function routesTo(hosts: readonly string[]): Promise<Routes> {
  const asked = await Promise.all(
    [...new Set(hosts)].filter(isAddress).map(async (host) => [host, await sourceTo(host)] as const),
  )
  return {
    here: Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
    from: new Map(asked.flatMap(([host, source]) => (source === undefined ? [] : [[host, source]]))),
  }
}

/** A UDP socket that is connected has its route's source, and has sent nothing. */
function sourceTo(host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    const done = (source: string | undefined) => {
      socket.close()
      resolve(source)
    }
    socket.once('error', () => done(undefined))
    socket.connect(ANY_PORT, host, () => {
      const { address } = socket.address()
      done(UNSPECIFIED.includes(address) ? undefined : address)
    })
  })
}

/** Where no route was taken, as to a link-local address without its link. */
const UNSPECIFIED = ['0.0.0.0', '::']

/** Discard (RFC 863). */
const ANY_PORT = 9
