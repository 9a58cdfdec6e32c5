import fc from 'fast-check'

/** Changes to parsed JSON of any kind, from a few numbers that chance gives. */

type Path = readonly (string | number)[]
type Json = unknown

/** A way to change a document, and the numbers that say where and how. */
export interface Mutation {
  readonly kind: keyof typeof kinds | 'text'
  readonly where: number
  readonly how: number
  readonly other: number
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('text', 'swap', 'move', 'remove', 'add', 'number', 'bytes', 'parts', 'array') as fc.Arbitrary<
    Mutation['kind']
  >,
  where: fc.nat(),
  how: fc.nat(),
  other: fc.nat(),
})

/** The document with one change; `donors` are other honest documents to take parts from. */
export function mutate(document: Json, { kind, ...chance }: Mutation, donors: readonly Json[]): Json {
  if (kind === 'text') return mutatedText(document, chance)
  const copy = structuredClone(document)
  kinds[kind](copy, chance, donors)
  return copy
}

type Chance = Omit<Mutation, 'kind'>

function mutatedText(document: Json, { where, how, other }: Chance): Json {
  const text = JSON.stringify(document)
  const at = where % text.length
  const letter = ['0', '9', '"', '{', ']', ',', '-', 'A', '_', 'é', '\u0000', String.fromCharCode(33 + (other % 90))][
    how % 12
  ]
  const cut = other % 3
  try {
    return JSON.parse(text.slice(0, at) + (cut === 2 ? '' : letter) + text.slice(at + (cut === 1 ? 0 : 1)))
  } catch {
    return undefined
  }
}

const kinds = {
  swap(copy: Json, { where, how }: Chance, donors: readonly Json[]) {
    const donor = pick(donors, how)
    const path = pick(
      pathsIn(copy, () => true).filter((path) => read(donor, path) !== undefined),
      where,
    )
    if (path) write(copy, path, structuredClone(read(donor, path)))
  },
  move(copy: Json, { where, how }: Chance) {
    const [from, to] = [pick(pathsIn(copy, isText), where), pick(pathsIn(copy, isText), how)]
    if (from && to) write(copy, to, read(copy, from))
  },
  remove(copy: Json, { where }: Chance) {
    const path = pick(
      pathsIn(copy, () => true),
      where,
    )
    const parent = path && read(copy, path.slice(0, -1))
    if (Array.isArray(parent)) parent.splice(Number(path?.at(-1)), 1)
    else if (path) delete (parent as Record<string, Json>)[String(path.at(-1))]
  },
  add(copy: Json, { where, how, other }: Chance) {
    const path = pick(pathsIn(copy, isObject), where)
    const name = ['x', '__proto__', 'constructor', 'toString', 'good', 'verdict', 'sealed', 'toJSON'][how % 8] ?? ''
    if (path)
      Object.defineProperty(read(copy, path), name, {
        value: VALUES[other % VALUES.length],
        enumerable: true,
        configurable: true,
      })
  },
  number(copy: Json, { where, how }: Chance) {
    const path = pick(
      pathsIn(copy, (value) => typeof value === 'number' || value === null || typeof value === 'boolean'),
      where,
    )
    if (path) write(copy, path, numbersNear(read(copy, path))[how % 12])
  },
  bytes(copy: Json, { where, how, other }: Chance) {
    const path = pick(pathsIn(copy, isText), where)
    if (path === undefined) return
    const bytes = Buffer.from(String(read(copy, path)), 'base64url')
    if (bytes.length > 0) bytes[how % bytes.length] = (bytes[how % bytes.length] ?? 0) ^ (1 << (other % 8))
    write(copy, path, bytes.toString('base64url'))
  },
  parts(copy: Json, { where, how, other }: Chance) {
    const path = pick(pathsIn(copy, isText), where)
    if (path === undefined) return
    const bytes = Buffer.from(String(read(copy, path)), 'base64url')
    const size = [20, 32, 64, 65][how % 4] ?? 1
    const parts = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    write(copy, path, Buffer.concat(rearranged(parts, other)).toString('base64url'))
  },
  array(copy: Json, { where, how }: Chance) {
    const path = pick(pathsIn(copy, Array.isArray), where)
    if (path) write(copy, path, rearranged(read(copy, path) as Json[], how))
  },
}

const VALUES: readonly Json[] = [null, true, 0, '', [], {}, { length: 1 }, -1, 'A'.repeat(43)]

function numbersNear(value: Json): readonly Json[] {
  const n = Number(value)
  return [n + 1, n - 1, -n, n + 0.5, 2 ** 31, 2 ** 32 + n, 2 ** 53 - 1, 2 ** 53, 1e300, String(value), null, -0]
}

function rearranged<T>(parts: readonly T[], how: number): T[] {
  const at = (how >>> 3) % (parts.length || 1)
  const one = parts.slice(at, at + 1)
  const rest = parts.filter((_, i) => i !== at)
  return (
    [
      [...parts].reverse(),
      [...parts, ...one],
      rest,
      [...rest, ...one],
      [...one, ...parts],
      [...one, ...rest],
      [],
      [...parts, ...parts],
    ][how % 8] ?? []
  )
}

const isText = (value: Json) => typeof value === 'string'
const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Places in a document whose values are of a kind. */
function pathsIn(value: Json, wanted: (value: Json) => boolean, path: Path = []): Path[] {
  const own = path.length > 0 && wanted(value) ? [path] : []
  if (typeof value !== 'object' || value === null) return own
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return [
    ...own,
    ...keys.flatMap((key) => pathsIn((value as Record<string | number, Json>)[key], wanted, [...path, key])),
  ]
}

function read(value: Json, path: Path): Json {
  return path.reduce((inner: Json, key) => (inner as Record<string | number, Json> | undefined | null)?.[key], value)
}

function write(value: Json, path: Path, part: Json): void {
  const parent = read(value, path.slice(0, -1)) as Record<string | number, Json>
  parent[path.at(-1) ?? ''] = part
}

function pick<T>(all: readonly T[], chance: number): T | undefined {
  return all[chance % (all.length || 1)]
}
