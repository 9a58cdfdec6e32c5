import { nearest } from '../consortium/nearest.ts'
import type { Problem } from '../problem.ts'
import { recordedOptions } from './besu-options.ts'
import type { OptionValue } from './node-manifest.ts'
import { knownVersions } from './releases.ts'

export interface BesuOption {
  readonly name: string
  /** Besu's own name of the type. */
  readonly type: string
  readonly arity: string
  /** It may be gone in any release. */
  readonly experimental: boolean
}

/** Every option by its name in the configuration file. */
export const besuOptions: ReadonlyMap<string, BesuOption> = new Map(
  recordedOptions
    .trim()
    .split('\n')
    .flatMap(rowOptions)
    .map((option) => [option.name, option]),
)

/** First release with an option that the oldest known one lacks; null where only builds after all of them have it. */
const ADDED: Readonly<Record<string, string | null>> = {
  'Xbonsai-archive-state-proofs-enabled': null,
  'Xsnapsync-server-max-concurrent-requests': '26.8.0',
  'Xsnapsync-server-max-concurrent-requests-per-peer': '26.8.0',
  'Xsnapsync-synchronizer-pivot-block-check-interval-millis': '26.8.0',
  checkpoint: '26.8.0',
  'discovery-mode': '26.8.0',
  'graphql-max-blocks-range': '26.8.0',
  'logging-format': '26.8.0',
  'p2p-discovery-port': null,
  'p2p-discovery-port-ipv6': null,
  'p2p-tx-feecap': '26.8.0',
}

type Kind = 'boolean' | 'number' | 'list' | 'list or text' | 'text'

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^boolean$/i, 'boolean'],
  [/^(int|integer|long|byte|double|biginteger|fraction|percentage|positivenumber|duration|wei)$/i, 'number'],
  [/^(List|Set|Map)</, 'list'],
  [/Property<>$/, 'list or text'],
]

/** Options that a release does not have, or not with such a value: it would not start with them. */
export function checkOptions(options: Readonly<Record<string, OptionValue>>, version: string): Problem[] {
  const plugged = 'security-module' in options
  // What a plugin brings along no release knows; Besu names them all alike.
  const own = Object.entries(options).filter(
    ([name]) => !(plugged && name.startsWith('plugin-')) || besuOptions.has(name),
  )
  return own.flatMap(([name, value]) => checkOption(name, value, version))
}

function checkOption(name: string, value: OptionValue, version: string): Problem[] {
  const option = besuOptions.get(name)
  if (option === undefined || !has(version, name)) {
    const expected = nearest(
      name,
      [...besuOptions.keys()].filter((known) => has(version, known)),
    )
    return [{ code: 'BESU_OPTION_UNKNOWN', path: name, found: name, expected: expected ?? `an option of ${version}` }]
  }
  const kind = KINDS.find(([type]) => type.test(option.type))?.[1] ?? 'text'
  if (fits(kind, value)) return []
  return [
    { code: 'BESU_OPTION_TYPE', path: name, found: JSON.stringify(value), expected: `a ${kind} (${option.type})` },
  ]
}

function has(version: string, name: string): boolean {
  const since = ADDED[name]
  return since === undefined || (since !== null && knownVersions.indexOf(version) >= knownVersions.indexOf(since))
}

/** Besu's file takes a boolean for a boolean, an array for a list, and nothing else for either. */
function fits(kind: Kind, value: OptionValue): boolean {
  const isList = Array.isArray(value) && value.every((entry) => typeof entry === 'string')
  if (kind === 'list or text') return isList || typeof value === 'string'
  if (kind === 'list') return isList
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value)
  return typeof value === (kind === 'boolean' ? 'boolean' : 'string')
}

function rowOptions(row: string): BesuOption[] {
  const [kind = '', names = ''] = row.split(': ')
  const [type = '', arity = '', experimental] = kind.split(' ')
  return names.split(' ').map((name) => ({ name, type, arity, experimental: experimental !== undefined }))
}
