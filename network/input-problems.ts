import type { Problem } from './problem.ts'
import { type Fact, QuorateError } from './quorate-error.ts'

/** Bad input that stops a command, with every problem in it. */
export class InputProblems extends QuorateError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'A problem' : `${problems.length} problems`
    super('INPUT_PROBLEMS', `${count} in what was given.`, {
      facts: { problems: problems.map((problem) => ({ ...problem }) as Fact) },
      remedy: 'Mend each place, or have its owner mend it, and run the command again; nothing was changed.',
    })
    this.problems = problems
  }
}
