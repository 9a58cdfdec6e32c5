import { z } from 'zod'

/** Lower-case ASCII words joined by hyphens: fit for a file name, a DNS label and a fixed-width word on chain. */
function slug(min: number, max: number) {
  const error = `${min} to ${max} of a-z, 0-9 and '-', beginning with a letter and not ending in '-'`
  return z.string({ error }).regex(new RegExp(`^(?=.{${min},${max}}$)[a-z]([a-z0-9-]*[a-z0-9])?$`), { error })
}

export const consortiumName = slug(2, 40)
/** Its 2 to 20 ASCII bytes, zero padded, are the member's id on chain (an address). */
export const memberName = slug(2, 20)
/** A bytes32 on chain. */
export const chamberName = slug(2, 31)
/** A bytes32 on chain; unique in the whole consortium, since it names containers and hosts. */
export const nodeName = slug(2, 31)
export const publicChainName = slug(2, 31)
