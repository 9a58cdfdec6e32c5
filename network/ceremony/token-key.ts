import { secp256k1 } from '@noble/curves/secp256k1.js'
import { signerOf } from '../typed-data.ts'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { nodeAddress } from './card.ts'

/** SubjectPublicKeyInfo (RFC 5480) of an uncompressed point on secp256k1, up to that point. */
const SPKI = '3056301006072a8648ce3d020106052b8104000a034200'
/** What PKCS#11 has as CKA_EC_POINT: a DER OCTET STRING around the point. */
const EC_POINT = '0441'

/**
 * The public key in what a token or its tools give: SubjectPublicKeyInfo as DER or PEM, CKA_EC_POINT, the point itself, or
 * any of these as hex text. Undefined for anything else, a key on another curve above all.
 * @returns 64 bytes, as a card has it.
 */
export function tokenPublicKey(given: Uint8Array): Hex | undefined {
  const hex = toHex(binary(given)).slice(2)
  const bare = [SPKI, EC_POINT].reduce(
    (rest, head) => (rest.startsWith(`${head}04`) ? rest.slice(head.length) : rest),
    hex,
  )
  const point = bare.length === 128 ? `04${bare}` : bare
  if (!/^(04[0-9a-f]{128}|0[23][0-9a-f]{64})$/.test(point)) return undefined
  try {
    return toHex(secp256k1.Point.fromHex(point).toBytes(false).subarray(1))
  } catch {
    return undefined
  }
}

/**
 * A token's signature of a digest as cards have their proofs: r ‖ s ‖ v, s in the lower half, v the one that leads to the key. Tokens
 * give r ‖ s or DER, with s as it comes; undefined where it leads to another key.
 * @param given the signature, or its hex as text.
 */
export function tokenProof(
  given: Uint8Array,
  { digest, publicKey }: { readonly digest: Hex; readonly publicKey: Hex },
): Hex | undefined {
  const signature = signatureIn(binary(given))
  if (signature === undefined) return undefined
  const { r, s } = signature
  const low = s > secp256k1.Point.Fn.ORDER / 2n ? secp256k1.Point.Fn.ORDER - s : s
  const rs = [r, low].map((part) => part.toString(16).padStart(64, '0')).join('')
  const address = nodeAddress(publicKey)
  const proofs = ['1b', '1c'].map((v): Hex => `0x${rs}${v}`)
  return proofs.find((proof) => signerOf(digest, proof)?.toLowerCase() === address)
}

function signatureIn(bytes: Uint8Array) {
  try {
    if (bytes.length === 64 || bytes.length === 65)
      return secp256k1.Signature.fromBytes(bytes.subarray(0, 64), 'compact')
    return secp256k1.Signature.fromBytes(bytes, 'der')
  } catch {
    return undefined
  }
}

/** Text that says bytes, as those bytes; anything else as it is. */
function binary(given: Uint8Array): Uint8Array {
  const text = new TextDecoder('latin1').decode(given).trim()
  const [, base64] = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/.exec(text) ?? []
  if (base64 !== undefined)
    return Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0))
  const digits = text.replace(/^0x/, '')
  return /^([0-9a-fA-F]{2})+$/.test(digits) ? fromHex(`0x${digits.toLowerCase()}`) : given
}
