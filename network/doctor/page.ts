import { doctorCodes } from './codes.ts'
import type { DoctorEntry, Level } from './entry.ts'

const HEADS: Readonly<Record<Level, string>> = { error: 'Errors', warning: 'Warnings', note: 'Notes' }
const SEEN: Readonly<Record<DoctorEntry['by'], string>> = {
  target: 'target',
  RPC: 'RPC',
  token: 'RPC with passphrase',
  log: 'log',
  machine: 'this machine',
  file: 'files',
}

/** The table of docs/doctor.md: every code with its cause and remedy, and the issues of besu in which people met it. */
export function doctorTable(): string {
  return (Object.keys(HEADS) as Level[]).map(section).join('\n')
}

function section(level: Level): string {
  const rows = (Object.entries(doctorCodes) as [string, DoctorEntry][])
    .filter(([, entry]) => entry.level === level)
    .map(
      ([code, { cause, remedy, by, issues = [] }]) =>
        `| \`${code}\` | ${cause} | ${remedy} | ${SEEN[by]} | ${issues.join(', ')} |`,
    )
  return [
    `## ${HEADS[level]}`,
    '',
    '| code | cause | what to do | seen by | besu |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
