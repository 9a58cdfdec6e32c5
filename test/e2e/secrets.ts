import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { p256 } from '@noble/curves/nist.js'
import type { Lock } from '../../network/ceremony/lock.ts'
import { rehearsalPaths } from '../../provisioner/rehearsal/folder.ts'
import { homePaths } from '../../provisioner/home/home.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { KeystoreSigner } from '../../provisioner/signers/keystore-signer.ts'
import { Vault } from '../../provisioner/vault/vault.ts'

/** Something that only one member may read, in the spellings in which it could stand somewhere. */
export interface Secret {
  readonly what: string
  readonly spellings: readonly Buffer[]
}

/** Somewhere that bytes stand: a file, the arguments or the environment of a process, what a command printed. */
export interface Place {
  readonly name: string
  readonly bytes: Buffer
}

/** Salts of a vault that are looked for: of thousands, these tell as much as all. */
const SALTS = 20

/** Passphrase, keys of nodes and accounts, the agent's token key, and salts of every member of a rehearsal. */
export async function secretsOf(root: string): Promise<Secret[]> {
  const lock = JSON.parse(await readFile(rehearsalPaths.lock(root), 'utf8')) as Lock
  const members = readdirSync(rehearsalPaths.homes(root))
  const all = await Promise.all(members.map((member) => secretsOfMember(root, member, lock)))
  return all.flat()
}

async function secretsOfMember(root: string, member: string, lock: Lock): Promise<Secret[]> {
  const passphrase = (await readFile(rehearsalPaths.passphrase(root, member), 'utf8')).trim()
  const home = rehearsalPaths.home(root, member)
  const keys = await openKeystores((await openHome(home)).keystores, passphrase)
  const agent = keys.get('agent')
  if (agent === undefined) throw new Error(`${member} has no agent's key`)
  // As `jwtKeyOf` derives it: the scalar of P-256, and the bytes that it comes from.
  const salt = lock.founding.networkId
  const seed = new KeystoreSigner(agent).derive('quorate/jwt/1', { salt, length: 48 })
  return [
    { what: `passphrase of ${member}`, spellings: textSpellings(passphrase) },
    ...[...keys].map(([name, key]) => secret(`key ${name} of ${member}`, Buffer.from(key.reveal().slice(2), 'hex'))),
    secret(`token seed of ${member}`, Buffer.from(seed)),
    secret(`token key of ${member}`, Buffer.from(p256.utils.randomSecretKey(seed))),
    ...saltsOf(homePaths.vault(home), member),
  ]
}

function saltsOf(file: string, member: string): Secret[] {
  if (!existsSync(file)) return []
  const vault = new Vault(file)
  const salts = vault.list().slice(0, SALTS)
  const found = salts.map(({ id }) => secret(`salt of ${member}`, Buffer.from(vault.record(id)?.salt ?? [])))
  vault.close()
  return found
}

function secret(what: string, bytes: Buffer): Secret {
  if (bytes.length < 16) throw new RangeError(`${what} has ${bytes.length} bytes: too few to be looked for`)
  return { what, spellings: [bytes, ...textSpellings(bytes.toString('hex')), ...base64Spellings(bytes)] }
}

/** Hex in both cases: whoever prints it may have changed them. */
function textSpellings(text: string): Buffer[] {
  const cases = [...new Set([text, text.toLowerCase(), text.toUpperCase()])]
  return cases.flatMap((one) => [Buffer.from(one), ...base64Spellings(Buffer.from(one))])
}

/** Without the last characters, which depend on what follows. */
function base64Spellings(bytes: Buffer): Buffer[] {
  return [bytes.toString('base64'), bytes.toString('base64url')].map((text) =>
    Buffer.from(text.slice(0, Math.floor((bytes.length * 8) / 6))),
  )
}

/** Every file below a folder, but those that the path says to leave out. */
export function filesIn(folder: string, but: (path: string) => boolean = () => false): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !but(path))
    .flatMap((name) => {
      const bytes = contents(name)
      return bytes === undefined ? [] : [{ name, bytes }]
    })
}

/** What a running network takes away between the listing and the reading held nothing for long. */
function contents(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** `place: secret` of whatever stands where it should not, tokens included, whoever made them. */
export function leaks(places: readonly Place[], secrets: readonly Secret[]): string[] {
  return places.flatMap(({ name, bytes }) => [
    ...secrets
      .filter(({ spellings }) => spellings.some((spelling) => bytes.includes(spelling)))
      .map(({ what }) => `${name}: ${what}`),
    ...(/eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{40,}/.test(bytes.toString('latin1')) ? [`${name}: a token`] : []),
  ])
}

/**
 * What of these stands in something too large to be held, or to be looked through once for each spelling: in one pass, by how
 * every spelling begins. Tokens are not looked for.
 */
export async function secretsIn(
  stream: AsyncIterable<Buffer> | Iterable<Buffer>,
  secrets: readonly Secret[],
): Promise<string[]> {
  const begun = new Map<number, Spelling[]>()
  for (const spelling of secrets.flatMap(({ what, spellings }) => spellings.map((bytes) => ({ what, bytes })))) {
    const begin = beginAt(spelling.bytes, 0)
    begun.set(begin, [...(begun.get(begin) ?? []), spelling])
  }
  const begins = new Uint8Array(1 << 16)
  for (const begin of begun.keys()) begins[begin] = 1
  const longest = Math.max(...[...begun.values()].flat().map(({ bytes }) => bytes.length))
  const found = new Set<string>()
  let text = Buffer.alloc(0)
  for await (const chunk of stream) {
    // What ends one chunk may go on in the next.
    text = Buffer.concat([text.subarray(Math.max(0, text.length - longest + 1)), chunk])
    for (let at = 0; at + 2 < text.length; at += 1) {
      const begin = beginAt(text, at)
      if (begins[begin] !== 1) continue
      for (const { what, bytes } of begun.get(begin) ?? [])
        if (text.subarray(at, at + bytes.length).equals(bytes)) found.add(what)
    }
  }
  return [...found]
}

interface Spelling {
  readonly what: string
  readonly bytes: Buffer
}

/** Stands for three bytes, in sixteen bits: a table of these stays in the processor's cache. */
function beginAt(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) ^ (((bytes[at + 2] ?? 0) * 0x9e3b) & 0xffff)
}
