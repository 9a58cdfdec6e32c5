import { describe, expect, it } from '@jest/globals'
import type { RegisteredNode } from '../../../network/agent/registry.ts'
import { type PlacedNode, placedNodes } from '../../../network/besu/member-nodes.ts'
import { nodesFrom, nodesFromText, presentNodes } from '../../../network/firewall/present-nodes.ts'
import { healthy } from '../doctor/healthy.ts'

const { registry, records } = healthy
if (registry === undefined) throw new Error('the healthy network has a registry')
const [, first, second, third] = registry.members
if (first === undefined || second === undefined || third === undefined) throw new Error('it has four members')

const founders = placedNodes(
  registry.members.map(({ name, nodes }) => ({ member: name, nodes })),
  [...records.values()],
)
const withNodes = (member: typeof first, change: Partial<RegisteredNode>) => ({
  ...member,
  nodes: member.nodes.map((node) => ({ ...node, ...change })),
})
const newcomer = { ...withNodes(first, { name: 'newcomer-1', state: 'candidate' }), name: 'newcomer' }
const members = [
  ...registry.members.slice(0, 2),
  { ...withNodes(second, { state: 'retired' }), status: 'expelled' as const },
  third,
  newcomer,
]
const recordAt = (member: string, host: string) => {
  const [record] = records.values()
  if (record === undefined) throw new Error('the healthy network has records')
  return { ...record, member, serial: 9, nodes: [{ name: `${member}-1`, host, port: 30_303 }] }
}
const told = new Map([
  ...records,
  [first.name, recordAt(first.name, '203.0.113.8')],
  ['newcomer', recordAt('newcomer', '203.0.113.9')],
])
const places = (nodes: readonly PlacedNode[]) => nodes.map(({ name, place }) => `${name} ${place?.host ?? 'nowhere'}`)

describe('the nodes that are to be reached', () => {
  it('are those that were decided on, where their members say now: who came, moved and left', () => {
    const nodes = presentNodes(founders, { member: 'member-0', registry: { ...registry, members }, records: told })
    const [own, , , last] = places(founders)
    expect(places(nodes)).toEqual([own, 'member-1-1 203.0.113.8', last, 'newcomer-1 203.0.113.9'])
    const unsaid = presentNodes(founders, { member: 'member-0', registry: { ...registry, members }, records })
    expect(places(unsaid).at(-1)).toBe('newcomer-1 nowhere')
  })

  it('are a member’s own by its card, in the order of their ports, decided on or not', () => {
    const two = [...founders, ...founders.slice(0, 1).map((node) => ({ ...node, name: 'member-0-2' }))]
    const alone = { ...registry, members: registry.members.slice(1) }
    const nodes = presentNodes(two, { member: 'member-0', registry: alone, records })
    expect(nodes.filter(({ member }) => member === 'member-0').map(({ name }) => name)).toEqual([
      'member-0-1',
      'member-0-2',
    ])
  })

  it('are those of the cards where no own node tells anything, and this is said', () => {
    expect(presentNodes(founders, { member: 'member-0', registry: undefined, records: told })).toEqual(founders)
    const [chain, cards] = [nodesFrom(registry), nodesFrom(undefined)]
    expect([chain, cards]).toEqual([{ told: 'chain', block: registry.block }, { told: 'cards' }])
    expect(nodesFromText(chain)).not.toBe(nodesFromText(cards))
  })
})
