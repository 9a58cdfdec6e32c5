import type { Checkpoint } from './checkpoint.ts'

/** What was found of each layer; never one boolean, since each rests on something else. */
export interface Verdict {
  /** M of the organisations that the verifier trusts signed the checkpoint. `not-compared`: M of the set in the file did, and nothing says whose set that is. */
  readonly organisations: 'ok' | 'invalid' | 'not-compared'
  /** A quorum of validators sealed the block. `none`: the network has no consensus, and its members signed that too. */
  readonly seals: 'ok' | 'invalid' | 'none'
  /** The checkpoint's logs go on in a later one. */
  readonly history: 'ok' | 'invalid' | 'none'
  /** The fact stands in the evidence log of the checkpoint, and the record in the fact's batch. */
  readonly fact: 'ok' | 'invalid'
  /** Proofs of the state trie; not in public evidence. */
  readonly state: 'none'
  /** `claimed`: the file says so; only a look at the chain tells whether it is `finalised`, `pending` or `diverged`. */
  readonly anchor: 'finalised' | 'pending' | 'diverged' | 'claimed' | 'none'
  /** The value and its salt give the commitment. */
  readonly opening: 'ok' | 'erased' | 'unopenable' | 'none'
}

export interface EvidenceFinding {
  readonly code: string
  readonly layer: keyof Verdict
  readonly says: string
}

export interface Verification {
  readonly verdict: Verdict
  /** Everything that was checked holds, and the signers are those the verifier trusts. */
  readonly good: boolean
  readonly checkpoint: Checkpoint | null
  readonly findings: readonly EvidenceFinding[]
}
