import type { Governance } from './governance.ts'
import type { LogFinding } from './log-codes.ts'

/** Where the contracts say something else than the log makes, each place by its path. */
export function differences(replayed: Governance, contracts: Governance): LogFinding[] {
  const [made, said] = [new Map(placesOf(replayed)), new Map(placesOf(contracts))]
  const paths = [...new Set([...made.keys(), ...said.keys()])]
  return paths.flatMap((path): LogFinding[] => {
    if (made.get(path) === said.get(path)) return []
    const says = `${path}: the log makes ${made.get(path) ?? 'nothing'}, the contracts say ${said.get(path) ?? 'nothing'}.`
    const remedy = 'Ask another node; where all say the same, the contracts did something that they did not log.'
    return [{ code: 'LOG_STATE_DIFFERS', subject: path, says, remedy }]
  })
}

/** Every single value with its path. */
function placesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  return Object.entries(value).flatMap(([key, part]) => placesOf(part, path === '' ? key : `${path}.${key}`))
}
