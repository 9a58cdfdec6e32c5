import {
  keccak256,
  recoverAddress,
  Signature,
  Transaction,
  type TransactionLike,
  type TypedDataDomain,
  TypedDataEncoder,
} from 'ethers'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Signer, TypedDataTypes } from './signer.ts'
import type { Web3SignerClient } from './web3signer-client.ts'

/** Which of the service's keys, and what it cannot do. */
export interface RemoteKey {
  readonly address: Hex
  readonly publicKey: Hex
  /** Where secret bytes follow from instead: the service signs, and derives nothing. */
  derive: Signer['derive']
}

/**
 * Signs with a key that a Web3Signer keeps, by the one call of its API that signs what was hashed: keccak-256 of the bytes it is
 * sent. What comes back is believed only where it recovers to the key's address.
 */
export class Web3Signer implements Signer {
  readonly #client: Web3SignerClient
  readonly #key: RemoteKey
  readonly address: Hex

  constructor(client: Web3SignerClient, key: RemoteKey) {
    this.#client = client
    this.#key = key
    this.address = key.address
  }

  async signTypedData(
    domain: TypedDataDomain,
    types: TypedDataTypes,
    value: Readonly<Record<string, unknown>>,
  ): Promise<Hex> {
    return (await this.#sign(TypedDataEncoder.encode(domain, { ...types }, value))).serialized as Hex
  }

  /** @throws QuorateError SIGNER_CANNOT: the service hashes whatever it signs. */
  async signDigest(_: Hex): Promise<Hex> {
    throw new QuorateError('SIGNER_CANNOT', 'A Web3Signer hashes what it signs, and signs no bare digest.', {
      facts: { address: this.address },
      remedy: 'Keep the checkpoint key in the home: `roles` of `unlock` in member.yaml are officer and agent.',
    })
  }

  /** @throws where `from` is given and is not this signer's address. */
  async signTransaction(transaction: TransactionLike<string>): Promise<Hex> {
    const { from, ...rest } = transaction
    if (from != null && from.toLowerCase() !== this.address) throw new RangeError(`not the account of ${from}`)
    const unsigned = Transaction.from(rest)
    unsigned.signature = await this.#sign(unsigned.unsignedSerialized)
    return unsigned.serialized as Hex
  }

  derive(purpose: string, options: { readonly salt: Hex; readonly length: number }): Uint8Array {
    return this.#key.derive(purpose, options)
  }

  async #sign(data: string): Promise<Signature> {
    const answer = await this.#client.post(`api/v1/eth1/sign/${this.#key.publicKey}`, { data })
    const signature = signatureIn(answer)
    if (signature !== undefined && signedBy(signature, data) === this.address) return signature
    throw new QuorateError(
      'SIGNER_FALSE',
      'What the Web3Signer answered is no signature of this key over these bytes.',
      {
        facts: { address: this.address, host: new URL(this.#client.url).host },
        remedy:
          'Trust nothing that this service signs until you know why. See which key it keeps under this public key.',
      },
    )
  }
}

function signedBy(signature: Signature, data: string): string | undefined {
  try {
    return recoverAddress(keccak256(data), signature).toLowerCase()
  } catch {
    return undefined
  }
}

/** r, s in the lower half, where the service (Eth1SignatureUtil) brings what its modules sign, and v. */
function signatureIn(answer: string): Signature | undefined {
  if (!/^0x[0-9a-f]{130}$/i.test(answer)) return undefined
  try {
    return Signature.from(answer)
  } catch {
    return undefined
  }
}
