import {
  encodeBytes32String,
  getBytes,
  hexlify,
  SigningKey,
  TypedDataEncoder,
  toBeHex,
  toUtf8Bytes,
  Wallet,
} from 'ethers'

const types = {
  Card: [
    { name: 'organisation', type: 'address' },
    { name: 'chamber', type: 'bytes32' },
    { name: 'officer', type: 'address' },
    { name: 'agent', type: 'address' },
    { name: 'checkpoint', type: 'address' },
    { name: 'nodes', type: 'Node[]' },
    { name: 'issuedAt', type: 'uint64' },
    { name: 'expiresAt', type: 'uint64' },
    { name: 'rehearsal', type: 'bool' },
  ],
  Node: [
    { name: 'name', type: 'bytes32' },
    { name: 'duty', type: 'uint8' },
    { name: 'publicKey', type: 'bytes' },
  ],
}

export interface Keys {
  readonly id: string
  readonly officer: Wallet
  readonly agent: Wallet
  readonly checkpoint: Wallet
  readonly nodes: readonly Wallet[]
}

/** Keys of one organisation, the same in every run. */
export function keysOf(number: number, nodes: number): Keys {
  const key = (n: number) => new Wallet(toBeHex(BigInt(number * 100 + n + 1), 32))
  const name = getBytes(toUtf8Bytes(`member-${String.fromCharCode(97 + number)}`))
  return {
    id: hexlify(name).padEnd(42, '0'),
    officer: key(0),
    agent: key(1),
    checkpoint: key(2),
    nodes: Array.from({ length: nodes }, (_, n) => key(10 + n)),
  }
}

/** A card and its proofs as `admit` takes them. */
export function signedCard(keys: Keys, chamber: string, domain: { chainId: number; salt: string }) {
  const card = {
    organisation: keys.id,
    chamber: encodeBytes32String(chamber),
    officer: keys.officer.address,
    agent: keys.agent.address,
    checkpoint: keys.checkpoint.address,
    nodes: keys.nodes.map((node, n) => ({
      name: encodeBytes32String(`node-${n}`),
      duty: 0,
      publicKey: `0x${SigningKey.computePublicKey(node.privateKey, false).slice(4)}`,
    })),
    issuedAt: 1n,
    expiresAt: 2n ** 40n,
    rehearsal: false,
  }
  const digest = TypedDataEncoder.hash({ name: 'quorate', version: '1', ...domain }, types, card)
  const sign = (key: Wallet) => key.signingKey.sign(digest).serialized
  const proofs = {
    officer: sign(keys.officer),
    agent: sign(keys.agent),
    checkpoint: sign(keys.checkpoint),
    nodes: keys.nodes.map(sign),
  }
  return [card, proofs] as const
}
