import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
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

/** The content of every file below a folder whose path matches, by path. Files that are only being written do not count. */
export function contentsOf(folder: string, matching: RegExp): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const named = files.filter((file) => matching.test(relative(folder, file)) && !file.includes('/.'))
  return new Map(named.map((file) => [relative(folder, file), readFileSync(file, 'latin1')]))
}

/** Files of the first that the second has no more, or has with another content. */
export function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...before].filter(([file, text]) => after.get(file) !== text).map(([file]) => file)
}
