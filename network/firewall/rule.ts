/** One way that has to be open, or has to be closed. */
export interface Way {
  /** `open`: something stops working where it is not. `closed`: nobody needs it, and it gives power. */
  readonly must: 'open' | 'closed'
  readonly from: Party & { readonly host?: string | undefined }
  readonly to: Party & { readonly host: string; readonly port: number }
  readonly protocol: 'tcp'
  readonly why: string
  /** Whether it begins at a machine of the member whose matrix this is, so that it can be tried from there. */
  readonly starts: boolean
}

/** One end of a way. A node comes from where it is reached, unless it is behind NAT. */
export interface Party {
  /** Undefined for what is no member: a public chain, or anybody at all. */
  readonly member: string | undefined
  readonly what: string
}
