import type { Finding } from '../../network/agent/action.ts'
import { QuorateError } from '../../network/quorate-error.ts'

/** Seconds: what is refused now may be taken in a while, and asking at every block would fill logs and nothing else. */
const FIRST = 4
const MOST = 120

/** What was tried and refused, and when it is tried again, in seconds of a clock that nobody sets. */
export class Failures {
  readonly #failed = new Map<string, { readonly next: number; readonly wait: number; readonly finding: Finding }>()

  mayTry(key: string, elapsed: number): boolean {
    return elapsed >= (this.#failed.get(key)?.next ?? elapsed)
  }

  failed(key: string, error: unknown, elapsed: number): void {
    const before = this.#failed.get(key)
    const wait = before === undefined ? FIRST : Math.min(MOST, before.wait * 2)
    this.#failed.set(key, { next: elapsed + wait, wait, finding: findingOf(key, error) })
  }

  /** It worked, or is no longer wanted. */
  over(key: string): void {
    this.#failed.delete(key)
  }

  keepOnly(wanted: (key: string) => boolean): void {
    for (const key of [...this.#failed.keys()]) if (!wanted(key)) this.#failed.delete(key)
  }

  findings(): Finding[] {
    return [...this.#failed.values()].map(({ finding }) => finding)
  }
}

function findingOf(subject: string, error: unknown): Finding {
  if (error instanceof QuorateError) {
    return { code: 'ACTION_FAILED', subject, says: `${subject}: ${error.message}`, remedy: error.remedy }
  }
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 200)
  return { code: 'ACTION_FAILED', subject, says: `${subject}: ${reason}`, remedy: 'It is tried again by itself.' }
}
