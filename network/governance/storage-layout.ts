import { isNamespace } from './namespaces.ts'

/**
 * A contract's storage as solc reports it (`storageLayout`), without what changes from one compilation to the next, and with its
 * name spaces (`withNamespaces`).
 */
export interface StorageLayout {
  readonly storage: readonly StoredVariable[]
  readonly types: Readonly<Record<string, StoredType>>
}

export interface StoredVariable {
  readonly label: string
  /** Bytes from the start of its slot. */
  readonly offset: number
  readonly slot: string
  readonly type: string
}

export interface StoredType {
  readonly encoding: string
  readonly label: string
  readonly numberOfBytes: string
  readonly key?: string
  readonly value?: string
  readonly base?: string
  readonly members?: readonly StoredVariable[]
}

/** What an upgrade would do to what is stored. `variable` is of the deployed contract, save for `overlaps`. */
export interface LayoutBreak {
  readonly kind: 'removed' | 'moved' | 'renamed' | 'retyped' | 'overlaps'
  readonly variable: string
  readonly deployed: string
  readonly proposed: string
}

const WORD = 32n
const GAP = /gap$/i

/**
 * What keeps the proposed contract from reading what the deployed one wrote; none, and it may follow it. Every variable
 * has to stay where it is, with its name and type. New ones go into a gap, whose end stays, or behind everything. A struct
 * that only mappings hold may grow, since nothing lies behind it, and so may one that is a name space. Names count: two of one
 * type, swapped, would only show by them.
 */
export function layoutBreaks(deployed: StorageLayout, proposed: StorageLayout): LayoutBreak[] {
  const kept = deployed.storage.filter(({ label }) => !GAP.test(label))
  const lost = kept.flatMap((variable) => breakOf(variable, deployed, proposed) ?? [])
  return [...lost, ...overlaps(kept, deployed, proposed)]
}

function breakOf(variable: StoredVariable, deployed: StorageLayout, proposed: StorageLayout): LayoutBreak | undefined {
  const says = (kind: LayoutBreak['kind'], found: string): LayoutBreak => ({
    kind,
    variable: variable.label,
    deployed: `${shapeOf(variable.type, deployed)} at ${placeOf(variable)}`,
    proposed: found,
  })
  const there = proposed.storage.find((other) => placeOf(other) === placeOf(variable))
  const named = proposed.storage.find(({ label }) => label === variable.label)
  if (there === undefined || (there.label !== variable.label && named !== undefined)) {
    if (named === undefined) return says('removed', 'nothing')
    return says('moved', `${shapeOf(named.type, proposed)} at ${placeOf(named)}`)
  }
  if (!follows(variable.type, there.type, { deployed, proposed, held: isNamespace(variable.label) })) {
    return says('retyped', shapeOf(there.type, proposed))
  }
  return there.label === variable.label ? undefined : says('renamed', there.label)
}

/** New variables where old ones were: only gaps and what is behind everything are free. */
function overlaps(kept: readonly StoredVariable[], deployed: StorageLayout, proposed: StorageLayout): LayoutBreak[] {
  const old = new Set(kept.map(({ label }) => label))
  const fresh = proposed.storage.filter(({ label }) => !old.has(label))
  return fresh.flatMap((variable) => {
    const [from, to] = rangeOf(variable, proposed)
    const hit = kept.find((other) => {
      const [start, end] = rangeOf(other, deployed)
      return from < end && start < to && placeOf(other) !== placeOf(variable)
    })
    if (hit === undefined) return []
    const found = `${shapeOf(variable.type, proposed)} at ${placeOf(variable)}`
    return [
      { kind: 'overlaps', variable: variable.label, deployed: `${hit.label} at ${placeOf(hit)}`, proposed: found },
    ]
  })
}

interface Reach {
  readonly deployed: StorageLayout
  readonly proposed: StorageLayout
  /** Whether the value stands alone under a mapping's key. */
  readonly held: boolean
}

/** Whether what is stored as one type reads as the other. */
function follows(a: string, b: string, reach: Reach): boolean {
  const [from, to] = [typeOf(a, reach.deployed), typeOf(b, reach.proposed)]
  if (from.encoding !== to.encoding || (from.members === undefined) !== (to.members === undefined)) return false
  if (from.members !== undefined) return structFollows(from, to, reach)
  if (from.key !== undefined && from.value !== undefined) {
    const keyed = to.key !== undefined && follows(from.key, to.key, { ...reach, held: false })
    return keyed && to.value !== undefined && follows(from.value, to.value, { ...reach, held: true })
  }
  if (from.base !== undefined) {
    const sized = from.encoding === 'dynamic_array' || from.numberOfBytes === to.numberOfBytes
    return sized && to.base !== undefined && follows(from.base, to.base, { ...reach, held: false })
  }
  return from.numberOfBytes === to.numberOfBytes && plain(from.label) === plain(to.label)
}

function structFollows(from: StoredType, to: StoredType, reach: Reach): boolean {
  const [old, fresh] = [from.members ?? [], to.members ?? []]
  if (fresh.length < old.length || (fresh.length > old.length && !reach.held)) return false
  return old.every((member, i) => {
    const other = fresh[i]
    if (other === undefined || other.label !== member.label || placeOf(other) !== placeOf(member)) return false
    return follows(member.type, other.type, { ...reach, held: false })
  })
}

/** A contract is stored as its address, an enum as a number of its size: their names say nothing of what is stored. */
function plain(label: string): string {
  return label.replace(/^contract .*/, 'address').replace(/^enum .*/, 'enum')
}

/** A type as a person compares it: structs by their members. */
function shapeOf(id: string, layout: StorageLayout): string {
  const type = typeOf(id, layout)
  if (type.key !== undefined && type.value !== undefined) {
    return `mapping(${shapeOf(type.key, layout)} => ${shapeOf(type.value, layout)})`
  }
  if (type.base !== undefined) return `${shapeOf(type.base, layout)}${/(\[\d*\])$/.exec(type.label)?.[1] ?? '[]'}`
  if (type.members === undefined) return plain(type.label)
  return `{${type.members.map((member) => `${member.label}: ${shapeOf(member.type, layout)}`).join(', ')}}`
}

function rangeOf(variable: StoredVariable, layout: StorageLayout): readonly [bigint, bigint] {
  const from = BigInt(variable.slot) * WORD + BigInt(variable.offset)
  return [from, from + BigInt(typeOf(variable.type, layout).numberOfBytes)]
}

function placeOf({ slot, offset }: StoredVariable): string {
  return offset === 0 ? `slot ${slot}` : `slot ${slot}, byte ${offset}`
}

function typeOf(id: string, layout: StorageLayout): StoredType {
  const found = layout.types[id]
  if (found === undefined) throw new RangeError(`the layout names a type it does not have: ${id}`)
  return found
}
