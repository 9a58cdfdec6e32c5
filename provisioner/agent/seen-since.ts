/**
 * Since when nodes run, where no target can tell: one that was seen silent runs since about when it answers again. Of one
 * that always answered nothing is known.
 */
export class SeenSince {
  readonly #silent = new Set<string>()
  readonly #since = new Map<string, number>()

  /** @param now Unix seconds. @returns since when the node runs; undefined where that cannot be told. */
  saw(node: string, answers: boolean, now: number): number | undefined {
    if (!answers) {
      this.#silent.add(node)
      this.#since.delete(node)
      return undefined
    }
    if (this.#silent.delete(node)) this.#since.set(node, now)
    return this.#since.get(node)
  }
}
