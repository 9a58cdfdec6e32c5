import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endOf, type Options, start } from './cli.ts'

/**
 * Starts a command in a process group of its own, and kills it, as the kernel would, after some milliseconds: `group`
 * with all that it started (but for what made itself a group), else by itself, so that its children live on.
 * @returns whether it was still at work.
 */
export async function killAfter(
  milliseconds: number,
  typed: readonly string[],
  { group = true, ...options }: Options & { group?: boolean } = {},
): Promise<boolean> {
  const child = start(typed, options, true)
  const ended = endOf(child)
  const timer = setTimeout(() => kill(child.pid ?? 0, group), milliseconds)
  const [, signal] = await ended
  clearTimeout(timer)
  return signal === 'SIGKILL'
}

export function kill(pid: number, group: boolean): void {
  process.kill(group ? -pid : pid, 'SIGKILL')
}

/** Moments spread over a time: one at random in each of so many equal parts. */
export function momentsIn(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((i + Math.random()) * (to - from)) / count)
}

/**
 * The content of every file below a folder whose path matches, by path. What begins with a dot is only being made, or
 * was: it may vanish at any moment, and does not count.
 */
export function contentsOf(folder: string, matching: RegExp, below = ''): Map<string, string> {
  const here = join(folder, below)
  const entries = existsSync(here) ? readdirSync(here, { withFileTypes: true }) : []
  const contents = entries
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry): (readonly [string, string])[] => {
      const path = join(below, entry.name)
      if (entry.isDirectory()) return [...contentsOf(folder, matching, path)]
      return matching.test(path) ? [[path, readFileSync(join(folder, path), 'latin1')]] : []
    })
  return new Map(contents)
}

/** Files of the first that the second has no more, or has with another content. */
export function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...before].filter(([file, text]) => after.get(file) !== text).map(([file]) => file)
}
