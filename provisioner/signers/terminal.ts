import { TypedLines } from './typed-lines.ts'

/** Where a person types: standard input and, so that standard output stays clean, standard error. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WritableStream
}

export function processTerminal(): Terminal {
  return { input: process.stdin, output: process.stderr }
}

/**
 * Asks questions whose answers are not shown while they are typed. Afterwards the terminal is as it was.
 * @returns the answers in order, or undefined where the person gave up: Ctrl-C, Ctrl-D, end of input, `signal`.
 */
export async function askHidden(
  { input, output }: Terminal,
  questions: readonly string[],
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const wasRaw = input.isRaw
  input.setRawMode(true)
  try {
    return await answers({ input, output }, questions, signal)
  } finally {
    input.pause()
    input.setRawMode(wasRaw)
    output.write('\n')
  }
}

function answers(
  { input, output }: Terminal,
  questions: readonly string[],
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const typed = new TypedLines()
  output.write(questions[0] ?? '')
  return new Promise((resolve) => {
    const listen = (chunk: Buffer) => {
      const answered = typed.lines.length
      typed.take(chunk)
      for (const next of questions.slice(answered + 1, typed.lines.length + 1)) output.write(`\n${next}`)
      if (typed.gaveUp) settle(undefined)
      else if (typed.lines.length >= questions.length) settle(typed.lines.slice(0, questions.length))
    }
    const giveUp = () => settle(undefined)
    const settle = (result: string[] | undefined) => {
      input.off('data', listen).off('end', giveUp)
      signal.removeEventListener('abort', giveUp)
      resolve(result)
    }
    input.on('data', listen).on('end', giveUp)
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
  })
}
