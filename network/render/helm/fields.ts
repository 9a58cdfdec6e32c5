import { z } from 'zod'
import { mapping } from '../../consortium/schema/mapping.ts'

/** Patterns here are read by Helm too, whose regular expressions know no look-ahead. */
export function matching(pattern: RegExp, error: string, max: number) {
  return z.string({ error }).regex(pattern, { error }).max(max, { error })
}

/** A DNS label as RFC 1035 has it: what names services, claims and containers. */
export function label(max: number) {
  return matching(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, `a-z, 0-9 and '-', beginning with a letter, at most ${max}`, max)
}

/** Name of an object of Kubernetes that already exists: RFC 1123 subdomain. */
export const objectName = matching(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'the name of an object in this namespace', 253)

/** Key in a ConfigMap or Secret, and name of the file it becomes. */
export const fileName = matching(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, 'a file name of letters, digits, . _ and -', 128)

export const hash32 = matching(/^0x[0-9a-f]{64}$/, '0x and 64 hex digits in lower case', 66)

/** Whole text of a file. A ConfigMap holds 1 MiB in all. */
export const fileText = z.string({ error: 'the text of a file' }).max(900_000, { error: 'at most 900,000 characters' })

/** An image by digest alone: a tag can be moved to other code by whoever owns the repository. */
export const image = mapping({
  repository: matching(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
    'registry and path without tag, such as registry.example/besu',
    255,
  ).describe('Registry and path, without a tag.'),
  digest: matching(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hex digits', 71).describe(
    'Digest of the image. There is no field for a tag: a tag can be moved.',
  ),
})

/** Of a selection, or of an object: no default, so that none and absent may differ. */
export const someLabels = z.record(
  z.string().max(317),
  z
    .string({ error: 'text' })
    .regex(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/)
    .max(63),
)
export const labels = someLabels.default({})

export const annotations = z.record(z.string().max(317), z.string({ error: 'text' }).max(4096)).default({})
