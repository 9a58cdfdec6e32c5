/** An error stops the network or this member's part; a warning will, or weakens it; a note is worth knowing. */
export type Level = 'error' | 'warning' | 'note'

export interface DoctorEntry {
  readonly level: Level
  /** Why this comes about. */
  readonly cause: string
  readonly remedy: string
  /** How it is seen; `token` means that it takes the member's passphrase. */
  readonly by: 'target' | 'RPC' | 'token' | 'log' | 'machine' | 'file'
  /** Issues of besu in which people met it. */
  readonly issues?: readonly number[]
}
