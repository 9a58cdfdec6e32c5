/** The indexes of those that repeat an earlier one, with the index of that. Undefined entries are nobody's equal. */
export function duplicates(values: readonly (string | number | undefined)[]): { index: number; first: number }[] {
  const firsts = new Map<string | number, number>()
  return values.flatMap((value, index) => {
    if (value === undefined) return []
    const first = firsts.get(value)
    if (first !== undefined) return [{ index, first }]
    firsts.set(value, index)
    return []
  })
}
