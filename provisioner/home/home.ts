import { join } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Hex } from '../../network/hex.ts'
import type { KeyRole } from '../signers/key-role.ts'
import type { KeystoreFile } from '../signers/keystore.ts'
import { fromBackup } from './from-backup.ts'
import type { HomeRecord } from './home-record.ts'

/** One member's folder, read and found whole. Its keys are still locked: see `openKeystores`. */
export interface Home {
  /** Absolute. */
  readonly dir: string
  readonly record: HomeRecord
  readonly keystores: readonly KeystoreFile[]
}

/** The address of one of the member's keys, without opening it. */
export function addressOf({ dir, record }: Home, role: KeyRole): Hex {
  const key = record.keys.find((one) => one.role === role)
  if (key === undefined) throw homeDamaged(homePaths.record(dir), `it names no ${role} key`)
  return key.address
}

/** Where things stand in a home. */
export const homePaths = {
  record: (dir: string) => join(dir, 'home.json'),
  keys: (dir: string) => join(dir, 'keys'),
  journal: (dir: string) => join(dir, 'journal.ndjson'),
  /** The member's signed public card, once made. */
  card: (dir: string) => join(dir, 'card.json'),
  /** The same without nodes: what its keys are replaced by. */
  keysCard: (dir: string) => join(dir, 'card.keys.json'),
  /** A card that waits for proofs by keys that are elsewhere, and what an officer signs. */
  cardDraft: (dir: string) => join(dir, 'card.draft.json'),
  cardToSign: (dir: string) => join(dir, 'card.to-sign.json'),
  /** Its 32 bytes, as tokens sign them. */
  cardDigest: (dir: string) => join(dir, 'card.digest'),
  endpoints: (dir: string) => join(dir, 'endpoints.json'),
  /** How its operator runs its nodes. */
  options: (dir: string) => join(dir, 'member.yaml'),
  /** Where the other members' nodes are reached. */
  peers: (dir: string) => join(dir, 'peers'),
  peer: (dir: string, member: string) => join(dir, 'peers', `${member}.json`),
  /** Its nodes, where they run on this machine. */
  nodes: (dir: string) => join(dir, 'nodes'),
  /** What was decided since the founding, as its nodes were made from it. */
  amendments: (dir: string) => join(dir, 'amendments.json'),
  /** Where its nodes stand, so that they never stand twice. */
  site: (dir: string) => join(dir, 'site.json'),
  /** Nodes that the agent stops to start them again, a file each: a kill or a failure between stop and start is seen here. */
  restarting: (dir: string) => join(dir, 'restarting'),
  takenDown: (dir: string) => join(dir, 'taken-down'),
  /** What a joiner started from: the network as one of its members showed it. */
  directory: (dir: string) => join(dir, 'directory.json'),
  /** What all founders agreed on: the network this home belongs to. */
  agreed: (dir: string) => join(dir, 'lock.json'),
  /** Where the network answers. */
  connection: (dir: string) => join(dir, 'connection.json'),
  /** Values and salts behind commitments: deletable, and nowhere else. */
  vault: (dir: string) => join(dir, 'vault.sqlite'),
  /** Texts and salts behind the commitments of proposals and votes. */
  proposals: (dir: string) => join(dir, 'proposals'),
  /** Never open this file but through `withHomeLock`: closing it lets go of the lock (POSIX fcntl). Always empty. */
  lock: (dir: string) => join(dir, 'busy'),
  /** Who took the lock last. */
  holder: (dir: string) => join(dir, 'busy.json'),
} as const

/** @param remedy where no backup holds the file. */
export function homeDamaged(file: string, reason: string, remedy = fromBackup('it')): QuorateError {
  return new QuorateError('HOME_DAMAGED', `${file} is damaged: ${reason}`, {
    facts: { file, reason },
    remedy: `${remedy} Nothing was changed or removed.`,
  })
}

export function homeAbsent(home: string): QuorateError {
  return new QuorateError('HOME_ABSENT', `No home of a member stands at ${home}.`, {
    facts: { home },
    remedy: 'Name it with --home or QUORATE_HOME, or make one with quorate init.',
  })
}
