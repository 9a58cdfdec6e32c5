import { fromHex, type Hex, toHex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Journal } from '../journal/journal.ts'
import type { Signer } from '../signers/signer.ts'
import { RELEASED, releasedFor, type Subject } from './released.ts'

/** EIP-2098. */
export interface CompactSignature {
  readonly r: Hex
  readonly vs: Hex
}

/**
 * Releases this member's signature of a checkpoint or a handover: for one digest of each, ever. What is about to be signed
 * is on disk before the key is used, so that no order of messages, crash or restart makes an honest member sign twice.
 * @throws QuorateError CHECKPOINT_SIGNED_ANOTHER
 */
export async function signOnce(
  { journal, key }: { journal: Journal; key: Signer },
  { kind, number, digest }: Subject & { readonly digest: Hex },
): Promise<CompactSignature> {
  const released = releasedFor(journal, { kind, number })
  if (released === undefined) await journal.append({ event: RELEASED, kind, number, signed: digest })
  else if (released !== digest) throw signedAnother({ kind, number }, released, digest)
  return compact(await key.signDigest(digest))
}

function compact(signature: Hex): CompactSignature {
  const bytes = fromHex(signature)
  const vs = bytes.slice(32, 64)
  const yParity = bytes[64] === 28 || bytes[64] === 1
  vs[0] = (vs[0] ?? 0) | (yParity ? 0x80 : 0)
  return { r: toHex(bytes.slice(0, 32)), vs: toHex(vs) }
}

function signedAnother({ kind, number }: Subject, signed: string, asked: string): QuorateError {
  return new QuorateError('CHECKPOINT_SIGNED_ANOTHER', `This member has signed a ${kind} ${number} already.`, {
    facts: { kind, number, signed, asked },
    remedy: 'Sign nothing. Two decided digests of one number mean that this home or its node was shown another chain.',
  })
}
