/** One value that differs; null where it stands on one side alone. */
export interface Change {
  /** `members.acme.status`. */
  readonly path: string
  readonly before: Leaf
  readonly after: Leaf
}

type Leaf = string | number | boolean | null

/** Where two pictures of the same things differ, leaf by leaf, in the order of the paths. */
export function changesBetween(before: object, after: object): Change[] {
  const [old, now] = [leavesOf(before), leavesOf(after)]
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort()
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((one) => one.before !== one.after)
}

function leavesOf(value: unknown, path = ''): Map<string, Leaf> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value as Leaf]])
  const inside = Object.entries(value).flatMap(([key, part]) => [
    ...leavesOf(part, path === '' ? key : `${path}.${key}`),
  ])
  return new Map(inside)
}
