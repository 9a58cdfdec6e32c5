import { containerPlaces as at } from './entry-script.ts'

/** What a node's container runs: the entry script, which runs Besu. */
export function nodeEntrypoint(stopSeconds: number): string[] {
  const besu = ['besu', '--config-file', `${at.files}/besu.toml`]
  return ['sh', `${at.files}/entry.sh`, at.key, at.restart, at.seeds, at.data, String(stopSeconds), ...besu]
}

/** What tells whether it is healthy: by the age of its head. */
export function nodeHealthCommand(of: { address: string; port: number; headAgeSeconds: number }): string[] {
  return ['bash', `${at.files}/health.sh`, of.address, String(of.port), String(of.headAgeSeconds)]
}
