import { hexlify, id, keccak256, SigningKey, toBeArray } from 'ethers'
import { CheckpointAnchor } from '../../../contracts/generated/CheckpointAnchor.ts'
import { anchorAddress, anchorDeployment, DETERMINISTIC_DEPLOYER } from '../../../network/checkpoint/anchor-address.ts'
import type { Checkpoint } from '../../../network/checkpoint/checkpoint.ts'
import { addressSetHash, checkpointDigest } from '../../../network/checkpoint/checkpoint-hash.ts'
import { handoverDigest } from '../../../network/checkpoint/handover.ts'
import { merkleHash } from '../../../network/checkpoint/merkle-hash.ts'
import { appendLeaf, consistencyProof, MemoryNodes, rootOf } from '../../../network/checkpoint/merkle-log.ts'
import type { Hex } from '../../../network/hex.ts'
import type { Chain } from './chain.ts'
import { CADENCE, following, NETWORK_ID } from './checkpoint.ts'
import type { Measured } from './page.ts'
import { interfaceOf } from './stand.ts'

const anchor = interfaceOf(CheckpointAnchor)
/** Runtime code of the deployer, of which a development chain has nothing. */
const DEPLOYER_CODE =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'
/** Anyone: the contract knows no sender. */
const RELAYER = '0x00000000000000000000000000000000000be1a7'
const BLOCKS_A_WINDOW = 720

/**
 * What a public chain charges for. Digests, address and proofs are those of network/checkpoint, so each figure says, too,
 * that contract and kit agree on them.
 */
export async function measureAnchor(chain: Chain, n: number): Promise<Measured[]> {
  const m = Math.floor(n / 2) + 1
  const keys = ascending(n, 'first')
  const set = keys.map(addressOf)
  const statement = { networkId: NETWORK_ID, signers: { set, threshold: m }, cadenceSeconds: CADENCE }
  await chain.ask('hardhat_setCode', [DETERMINISTIC_DEPLOYER, DEPLOYER_CODE])
  const data = anchorDeployment(statement)
  const deploy = await chain.gasOf({ from: RELAYER, to: DETERMINISTIC_DEPLOYER, data })
  const send = (name: string, args: readonly unknown[]) =>
    chain.gasOf({ from: RELAYER, to: anchorAddress(statement), data: anchor.encodeFunctionData(name, args) })
  const signed = (checkpoint: Checkpoint) => signatures(keys.slice(0, m), checkpointDigest(checkpoint))
  const logs = new Logs()
  const first = logs.grown(undefined)
  const firstGas = await send('submit', [first, signed(first), set])
  const second = logs.grown(first)
  const steady = await send('submit', [second, signed(second), set])
  const third = logs.grown(second)
  const strict = await send('submitStrict', [third, signed(third), set, second, ...logs.proofs(second, third)])
  const fork = { ...third, blockHash: id('another block') as Hex }
  const next = ascending(n, 'next').map(addressOf)
  const named = { epoch: 2, headSequence: 3, signers: { set: next, threshold: m } }
  const handed = signatures(keys.slice(0, m), handoverDigest(NETWORK_ID, named))
  const handover = await send('handover', [{ setHash: addressSetHash(next), n, m }, handed, set])
  const proof = await send('proveEquivocation', [third, fork, signed(third), set, signed(fork), set])
  return [
    { what: 'deploy the anchor', gas: deploy },
    { what: 'anchor the first checkpoint', gas: firstGas },
    { what: 'anchor a checkpoint', gas: steady },
    { what: 'anchor a checkpoint, strictly', gas: strict },
    { what: 'hand over to another set', gas: handover },
    { what: 'prove equivocation', gas: proof },
  ].map(({ what, gas }) => ({ what: `${what} (${m} of ${n})`, gas }))
}

/** Two logs that grow by a window at a time. */
class Logs {
  readonly #hash = merkleHash()
  readonly #history = new MemoryNodes()
  readonly #evidence = new MemoryNodes()
  #blocks = 0
  #leaves = 0

  grown(last: Checkpoint | undefined): Checkpoint {
    this.#blocks = this.#grow(this.#history, this.#blocks + BLOCKS_A_WINDOW)
    this.#leaves = this.#grow(this.#evidence, this.#leaves + 64)
    const time = 1_788_220_800 + 5 * this.#blocks
    const next = following(last, { blockNumber: this.#blocks - 1, blockTime: time })
    const historyRoot = hexlify(rootOf(this.#history, this.#hash, this.#blocks)) as Hex
    const evidenceRoot = hexlify(rootOf(this.#evidence, this.#hash, this.#leaves)) as Hex
    return { ...next, historyRoot, evidenceRoot, evidenceSize: this.#leaves }
  }

  proofs(a: Checkpoint, b: Checkpoint) {
    const history = { first: a.blockNumber + 1, second: b.blockNumber + 1 }
    const evidence = { first: a.evidenceSize, second: b.evidenceSize }
    return [
      consistencyProof(this.#history, this.#hash, history),
      consistencyProof(this.#evidence, this.#hash, evidence),
    ]
  }

  #grow(store: MemoryNodes, size: number): number {
    for (let leaves = -1; leaves !== size; ) {
      leaves = appendLeaf(store, this.#hash, this.#hash.leaf(toBeArray(store.length + 1)))
    }
    return size
  }
}

/** Keys in the order of their addresses. */
function ascending(n: number, label: string): readonly SigningKey[] {
  const keys = Array.from({ length: n }, (_, i) => new SigningKey(id(`${label} ${i}`)))
  return keys.sort((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1))
}

function addressOf(key: SigningKey): Hex {
  return `0x${keccak256(`0x${key.publicKey.slice(4)}`).slice(-40)}`
}

function signatures(keys: readonly SigningKey[], digest: Hex) {
  return keys.map((key) => {
    const { r, yParityAndS } = key.sign(digest)
    return { r, vs: yParityAndS }
  })
}
