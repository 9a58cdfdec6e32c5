import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { qbftBlockHash } from './block-hash.ts'
import type { GenesisFile } from './genesis-file.ts'
import { stateRootOf } from './state-root.ts'

export interface GenesisBlock {
  readonly stateRoot: Hex
  readonly hash: Hex
}

const EMPTY_LIST_HASH = keccak_256(RLP.encode([]))
const EMPTY_TRIE_ROOT = keccak_256(RLP.encode(new Uint8Array()))
const EMPTY_REQUESTS_HASH = sha256(new Uint8Array())
const ZERO_32 = new Uint8Array(32)
/** Besu's base fee of a genesis that names none: 1 gwei. */
const INITIAL_BASE_FEE = 1_000_000_000n

/** What a node derives for block 0 from a genesis file. Every member computes it and compares before anything starts. */
export async function genesisBlock(genesis: GenesisFile): Promise<GenesisBlock> {
  const stateRoot = await stateRootOf(genesis.alloc)
  return { stateRoot, hash: qbftBlockHash(toHex(RLP.encode(header(genesis, stateRoot)))) }
}

/** Header fields in the order of the yellow paper; 20 on Cancun, 21 from Prague on (EIP-7685). */
function header(genesis: GenesisFile, stateRoot: Hex): (Uint8Array | bigint)[] {
  const fields = [
    ZERO_32, // parent
    EMPTY_LIST_HASH, // ommers
    fromHex(genesis.coinbase),
    fromHex(stateRoot),
    EMPTY_TRIE_ROOT, // transactions
    EMPTY_TRIE_ROOT, // receipts
    new Uint8Array(256), // bloom
    BigInt(genesis.difficulty),
    0n, // number
    BigInt(genesis.gasLimit),
    0n, // gas used
    BigInt(genesis.timestamp),
    fromHex(genesis.extraData),
    fromHex(genesis.mixHash),
    new Uint8Array(8), // nonce
    INITIAL_BASE_FEE,
    EMPTY_TRIE_ROOT, // withdrawals
    0n, // blob gas used
    0n, // excess blob gas
    ZERO_32, // parent beacon block
  ]
  return genesis.config.pragueTime === 0 ? [...fields, EMPTY_REQUESTS_HASH] : fields
}
