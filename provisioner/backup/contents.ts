import { z } from 'zod'
import { chainId, hash32, memberName } from '../../network/fields.ts'
import { sha256 } from '../home/home-record.ts'
import { isKept, type KeptFile, VAULT } from './kept-files.ts'

/** What a backup is of. The vault goes into a file of its own, so that it can be kept for less long, or not at all. */
export const holdings = ['home', 'vault'] as const
export type Holding = (typeof holdings)[number]

const manifestSchema = z.strictObject({
  format: z.literal('quorate/manifest/1'),
  holds: z.enum(holdings),
  member: memberName,
  chainId,
  /** As in home.json: what a vault's backup is matched to its home by. */
  consortium: hash32,
  files: z
    .array(z.strictObject({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: hash32 }))
    .max(100_000)
    .refine((files) => new Set(files.map(({ path }) => path)).size === files.length, 'each path once'),
})

/** The same for the same files: no moment and no chance stands in it. */
export type Manifest = z.output<typeof manifestSchema>

export interface Contents {
  readonly manifest: Manifest
  readonly files: readonly KeptFile[]
}

/** The manifest in one line, and after it the files' bytes in its order. */
export function pack(about: Omit<Manifest, 'format' | 'files'>, files: readonly KeptFile[]): Buffer {
  const listed = files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }))
  const manifest = manifestSchema.parse({ format: 'quorate/manifest/1', ...about, files: listed })
  return Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), ...files.map(({ bytes }) => bytes)])
}

/** Takes it apart and holds every file against its digest. Gives why it is damaged, where it is. */
export function unpack(packed: Buffer): Contents | string {
  const end = packed.indexOf('\n')
  const parsed = manifestSchema.safeParse(jsonOf(packed.subarray(0, Math.max(0, end))))
  if (!parsed.success) return 'its list of files cannot be read'
  const manifest = parsed.data
  const files: KeptFile[] = []
  let at = end + 1
  for (const { path, bytes: length, sha256: digest } of manifest.files) {
    if (!belongs(path, manifest.holds))
      return `it holds ${JSON.stringify(path.slice(0, 80))}, which is no file of a ${manifest.holds}`
    const bytes = packed.subarray(at, at + length)
    if (bytes.length !== length || sha256(bytes) !== digest) return `${path} is not the file that it lists`
    files.push({ path, bytes })
    at += length
  }
  return at === packed.length ? { manifest, files } : 'more stands in it than it lists'
}

function belongs(path: string, holds: Holding): boolean {
  return holds === 'vault' ? path === VAULT : isKept(path)
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
