import type { DatabaseSync } from 'node:sqlite'
import type { Json } from '../journal/journal-line.ts'
import { closeVaultFile, guarded, openVaultFile } from './vault-file.ts'

/** A value as it stands in the vault, with what opens its commitment. Deletable, and nowhere else. */
export interface StoredRecord {
  readonly id: string
  readonly schema: string
  readonly value: Json
  readonly salt: Uint8Array
  readonly commitment: Uint8Array
  /** Root of the batch it is in. */
  readonly batch: Uint8Array
}

export interface StoredBatch {
  readonly root: Uint8Array
  /** The batch's leaves, padding included, 32 bytes each. */
  readonly leaves: Uint8Array
}

/**
 * The deletable store of a member: personal data, salts and what they belong to live here only. SQLite, in the home.
 * Every method throws QuorateError VAULT_DAMAGED where the file is.
 */
export class Vault {
  readonly #file: string
  readonly #database: DatabaseSync

  constructor(file: string) {
    this.#file = file
    this.#database = openVaultFile(file)
  }

  /** A batch with all of its records, or nothing of it. */
  put(batch: StoredBatch, records: readonly StoredRecord[], at: string): void {
    guarded(this.#file, () => {
      const insertBatch = this.#database.prepare('INSERT INTO batch (root, leaves, at) VALUES (?, ?, ?)')
      const insert = this.#database.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)')
      this.#database.exec('BEGIN IMMEDIATE')
      try {
        insertBatch.run(batch.root, batch.leaves, at)
        for (const { id, schema, value, salt, commitment } of records) {
          insert.run(id, schema, JSON.stringify(value), salt, commitment, batch.root)
        }
        this.#database.exec('COMMIT')
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
        throw error
      }
    })
  }

  record(id: string): StoredRecord | undefined {
    const [row] = this.#all('SELECT * FROM record WHERE id = ?', id)
    return row && recordOf(row)
  }

  batch(root: Uint8Array): StoredBatch | undefined {
    const [row] = this.#all('SELECT root, leaves FROM batch WHERE root = ?', root)
    return row && { root: row['root'] as Uint8Array, leaves: row['leaves'] as Uint8Array }
  }

  /** Ids and schemas, without the values. */
  list(): { id: string; schema: string; batch: Uint8Array }[] {
    const rows = this.#all('SELECT id, schema, batch FROM record ORDER BY rowid')
    return rows.map(({ id, schema, batch }) => ({ id: String(id), schema: String(schema), batch: batch as Uint8Array }))
  }

  /** Roots of the batches that are not known to stand on chain, oldest first. */
  uncommitted(): Uint8Array[] {
    return this.#all('SELECT root FROM batch WHERE committed = 0 ORDER BY rowid').map(({ root }) => root as Uint8Array)
  }

  /** Notes that a batch stands on chain. */
  setCommitted(root: Uint8Array): void {
    guarded(this.#file, () => this.#database.prepare('UPDATE batch SET committed = 1 WHERE root = ?').run(root))
  }

  close(): void {
    closeVaultFile(this.#file, this.#database)
  }

  #all(sql: string, ...given: (string | Uint8Array)[]): Record<string, unknown>[] {
    return guarded(this.#file, () => this.#database.prepare(sql).all(...given))
  }
}

function recordOf(row: Record<string, unknown>): StoredRecord {
  return {
    id: String(row['id']),
    schema: String(row['schema']),
    value: JSON.parse(String(row['value'])),
    salt: row['salt'] as Uint8Array,
    commitment: row['commitment'] as Uint8Array,
    batch: row['batch'] as Uint8Array,
  }
}
