import { z } from 'zod'

/** A URL of one of some schemes, kept as it was written. */
export function url(schemes: readonly string[], example: string) {
  const error = `a URL such as ${example}`
  return z
    .string({ error })
    .max(2048, { error })
    .refine((text) => schemes.includes(parsedUrl(text)?.protocol ?? ''), { error })
}

/** @returns undefined when the text is not a URL. */
export function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined
}
