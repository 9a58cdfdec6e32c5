/** One measured figure. */
export interface Row {
  readonly what: string
  readonly value: number
  readonly unit: string
}

/** Median time of some work, in seconds. */
export async function median(runs: number, work: () => unknown): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now()
    await work()
    times.push((performance.now() - begun) / 1000)
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}
