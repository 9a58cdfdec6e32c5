import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../canonical.ts'
import { type Hex, toHex } from '../hex.ts'
import type { NodeManifest, OptionValue, Places } from './node-manifest.ts'

/**
 * SHA-256 of the manifest's canonical JSON, with its seeds by name only: what they say counts at a first start and is the
 * agent's from then on. Were it counted, every member's node would be replaced whenever another one joins or moves.
 */
export function manifestDigest(manifest: NodeManifest): Hex {
  const counted = { ...manifest, seeds: Object.keys(manifest.seeds).sort() }
  return toHex(sha256(new TextEncoder().encode(canonicalJson(counted))))
}

/**
 * Besu's configuration file for one node, with its places put in.
 * @throws RangeError for a token that is none of `Places`, or a number that no JSON has.
 */
export function configToml({ options }: Pick<NodeManifest, 'options'>, places: Places): string {
  const lines = Object.entries(options).map(([name, value]) => `${name}=${tomlValue(value, places)}`)
  return `${lines.join('\n')}\n`
}

function tomlValue(value: OptionValue, places: Places): string {
  if (typeof value === 'string') return tomlString(placed(value, places))
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`)
    return String(value)
  }
  return `[${value.map((entry) => tomlString(placed(entry, places))).join(',')}]`
}

/** One pass: what a place itself says is never taken for a token. */
function placed(text: string, places: Places): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, token: string) => {
    if (!isPlace(token)) throw new RangeError(`no such place: \${${token}}`)
    return places[token]
  })
}

function isPlace(token: string): token is keyof Places {
  return token === 'data' || token === 'files' || token === 'key' || token === 'listen'
}

const NAMED: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }

/** TOML's basic string: of control characters only some have a short name. */
function tomlString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    return NAMED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${escaped}"`
}
