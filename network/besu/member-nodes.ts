import type { Card } from '../ceremony/card.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Duty } from '../consortium/consortium.ts'
import type { Hex } from '../hex.ts'
import { enodeUrl } from './enode.ts'

/** A node of the consortium, by its member's card, and where it is reached, by its member's newest record. */
export interface PlacedNode {
  readonly member: string
  readonly name: string
  readonly duty: Duty
  readonly publicKey: Hex
  readonly place: { readonly host: string; readonly port: number } | undefined
  /** Undefined where nobody said how to reach it. */
  readonly enode: string | undefined
}

type NodesOf = Pick<Card, 'member'> & { readonly nodes: readonly Pick<PlacedNode, 'name' | 'duty' | 'publicKey'>[] }

/** Every node of these cards, or of who stands for one, in their order. */
export function placedNodes(cards: readonly NodesOf[], records: readonly Endpoints[]): PlacedNode[] {
  return cards.flatMap(({ member, nodes }) => {
    const places = newest(records, member)?.nodes ?? []
    return nodes.map(({ name, duty, publicKey }) => {
      const found = places.find((place) => place.name === name)
      const place = found === undefined ? undefined : { host: found.host, port: found.port }
      const enode = place === undefined ? undefined : enodeUrl({ publicKey, ...place })
      return { member, name, duty, publicKey, place, enode }
    })
  })
}

function newest(records: readonly Endpoints[], member: string): Endpoints | undefined {
  return records.filter((record) => record.member === member).toSorted((a, b) => b.serial - a.serial)[0]
}
