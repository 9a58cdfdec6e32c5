import { fromHex, type Hex, toHex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Journal } from '../journal/journal.ts'
import type { Signer } from '../signers/signer.ts'

/** EIP-2098. */
export interface CompactSignature {
  readonly r: Hex
  readonly vs: Hex
}

const EVENT = 'checkpoint.released'

/**
 * Releases this member's signature of a checkpoint: for one digest of a sequence, ever. What is about to be signed is on
 * disk before the key is used, so that no order of messages, crash or restart makes an honest member sign twice.
 * @throws QuorateError CHECKPOINT_SIGNED_ANOTHER
 */
export async function signOnce(
  { journal, key }: { journal: Journal; key: Signer },
  { sequence, digest }: { sequence: number; digest: Hex },
): Promise<CompactSignature> {
  const released = journal.entries().find((entry) => entry.event === EVENT && entry.sequence === sequence)
  if (released === undefined) await journal.append({ event: EVENT, sequence, signed: digest })
  else if (released.signed !== digest) throw signedAnother(sequence, String(released.signed), digest)
  return compact(await key.signDigest(digest))
}

function compact(signature: Hex): CompactSignature {
  const bytes = fromHex(signature)
  const vs = bytes.slice(32, 64)
  const yParity = bytes[64] === 28 || bytes[64] === 1
  vs[0] = (vs[0] ?? 0) | (yParity ? 0x80 : 0)
  return { r: toHex(bytes.slice(0, 32)), vs: toHex(vs) }
}

function signedAnother(sequence: number, signed: string, asked: string): QuorateError {
  return new QuorateError(
    'CHECKPOINT_SIGNED_ANOTHER',
    `This member has signed another checkpoint ${sequence} already.`,
    {
      facts: { sequence, signed, asked },
      remedy:
        'Sign nothing. Two decided digests of one sequence mean that this home or its node was shown another chain.',
    },
  )
}
