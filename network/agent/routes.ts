import { sameHost } from '../besu/enode.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Finding } from './action.ts'
import { type Registry, registeredNodes } from './registry.ts'

/** From which address this machine sends to others: by its own routes, nothing is sent to learn it. */
export interface Routes {
  /** This machine's own addresses. */
  readonly here: readonly string[]
  /** By the address of another: the one that it would see. */
  readonly from: ReadonlyMap<string, string>
}

/** Where nodes of the others are reached that take part or are to. */
export function hostsOfOthers(registry: Registry, records: ReadonlyMap<string, Endpoints>, member: string): string[] {
  return registeredNodes(registry)
    .filter((node) => node.member !== member && node.state !== 'retired' && node.state !== 'unknown')
    .flatMap((node) => records.get(node.member)?.nodes.find(({ name }) => name === node.name)?.host ?? [])
}

/**
 * Own nodes that others see at another address than their record says. Besu turns such a one away before anything can
 * tell who it was. Where the record's address is not of this machine (NAT, a container) nobody can tell from here.
 * @param own this member's newest record.
 */
export function routeFindings(own: Endpoints | undefined, { here, from }: Routes): Finding[] {
  return (own?.nodes ?? []).flatMap(({ name, host }): Finding[] => {
    if (!here.some((address) => sameHost(address, host))) return []
    const others = [...from].filter(([, source]) => !sameHost(source, host))
    const [, source] = others[0] ?? []
    if (source === undefined) return []
    const whom = others.map(([peer]) => peer).join(', ')
    return [
      {
        code: 'SOURCE_DIFFERS',
        subject: name,
        says: `This machine sends to ${whom} from ${source}; the record of ${name} says ${host}.`,
        remedy: `Have the machine send from ${host}, or set the record: quorate endpoints --set ${name}=${source}:PORT.`,
      },
    ]
  })
}
