import type { Environment } from '../environment.ts'

/** One part of a story, with its lines and how long it took. */
export interface Told {
  readonly title: string
  readonly lines: readonly string[]
  readonly seconds: number
}

/** Tells a story as it happens, each line with the seconds since the beginning, and keeps it as data. */
export function teller(env: Environment) {
  const begun = env.elapsed()
  const steps: Told[] = []
  const clock = () => `${(env.elapsed() - begun).toFixed(1).padStart(5)} s`
  async function step<T>(title: string, work: (say: (line: string) => void) => Promise<T>): Promise<T> {
    const from = env.elapsed()
    const lines: string[] = []
    env.line('')
    env.line(`${clock()}  ${title}`)
    const value = await work((line) => {
      lines.push(line)
      env.line(`${clock()}    ${line}`)
    })
    steps.push({ title, lines, seconds: Number((env.elapsed() - from).toFixed(3)) })
    return value
  }
  return { step, steps }
}
