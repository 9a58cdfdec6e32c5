import type { Verdict } from './verdict.ts'

/** What it means that nothing is wrong with a layer. */
export const layerMeans: Readonly<Record<keyof Verdict, string>> = {
  organisations: 'signed by enough of the members you trust',
  seals: 'the block was sealed by a quorum of validators',
  history: 'a later checkpoint goes on from this one',
  fact: 'the fact stands in what was signed',
  state: 'proofs of the state',
  anchor: 'stands on public chains',
  opening: 'the value is what was committed to',
}

/** Codes of what is found in evidence, for `quorate explain`: EVIDENCE, the layer, and its verdict. */
export const evidenceFindings = {
  EVIDENCE_ORGANISATIONS_INVALID:
    'The checkpoint is of another network, or was not signed by enough of the set that the founders’ set handed over to.',
  EVIDENCE_ORGANISATIONS_NOT_COMPARED:
    'Enough of the set that the file names signed; whose set that is, only the network’s lock tells.',
  EVIDENCE_SEALS_INVALID:
    'The checkpoint’s block does not carry the seals of a quorum of the validators that the checkpoint names.',
  EVIDENCE_SEALS_NONE: 'The network has no consensus, and its members signed that: it was a rehearsal.',
  EVIDENCE_HISTORY_INVALID: 'The later checkpoint in the file does not go on from this one.',
  EVIDENCE_FACT_INVALID: 'The fact, or the record, is not in what was signed.',
  EVIDENCE_OPENING_UNOPENABLE: 'The value in the file is not the one that was committed to.',
  EVIDENCE_ANCHOR_CLAIMED:
    'Where the checkpoint is anchored is said by whoever wrote the file; `quorate verify --online` looks it up.',
  EVIDENCE_ANCHOR_NONE: 'No public chain is named in the file, or none that was asked holds the checkpoint.',
  EVIDENCE_ANCHOR_PENDING: 'A public chain holds the checkpoint in a block that it does not call final yet.',
  EVIDENCE_ANCHOR_DIVERGED:
    'A public chain holds another checkpoint of this sequence, or the file names another place.',
} as const
