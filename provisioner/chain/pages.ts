/** Of one call: below the gas that nodes give a read. */
const PAGE = 500

/** All that a view numbers from 1, page by page. @param page up to `most` from `first` on. */
export async function readPages<T>(page: (first: bigint, most: bigint) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const some = await page(BigInt(all.length + 1), BigInt(PAGE))
    all.push(...some)
    if (some.length < PAGE) return all
  }
}
