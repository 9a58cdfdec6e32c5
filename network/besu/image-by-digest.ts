/** An image as an engine can be asked for it and nobody can exchange it. */
export interface ImageByDigest {
  /** Its repository, without a tag. */
  readonly image: string
  /** `sha256:` and 64 hex digits. */
  readonly digest: string
}

/** Reads `name@sha256:…`; undefined for anything else, a tag above all. */
export function imageByDigest(text: string): ImageByDigest | undefined {
  const [, image, digest] = /^([^@\s]+)@(sha256:[0-9a-f]{64})$/.exec(text) ?? []
  return image === undefined || digest === undefined || /:[^/]*$/.test(image) ? undefined : { image, digest }
}
