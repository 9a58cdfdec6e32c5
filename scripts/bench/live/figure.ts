/** What was measured, over several runs; all in the same unit. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly runs: readonly number[]
  /** The most that the median may be; undefined where it is there to compare with. */
  readonly aim?: number | TimesAnother
}

/** So many times the median of another row. */
export interface TimesAnother {
  readonly times: number
  /** What that row is of. */
  readonly of: string
  /** The same in a word or two. */
  readonly called: string
}

export function medianOf(runs: readonly number[]): number {
  const sorted = runs.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}

/** Gathers the runs of several figures, by what they are. */
export function figures(all: readonly (readonly Figure[])[]): Figure[] {
  const [first = []] = all
  return first.map((figure, i) => ({ ...figure, runs: all.flatMap((run) => run[i]?.runs ?? []) }))
}
