import { spawnSync } from 'node:child_process'

/** What a program says of its version; empty where there is no such program. */
export function versionOf(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
}
