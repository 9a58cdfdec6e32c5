import { DatabaseSync } from 'node:sqlite'
import type { Json } from '../journal/journal-line.ts'

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

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batch (root BLOB PRIMARY KEY, leaves BLOB NOT NULL, at TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS record (
    id TEXT PRIMARY KEY, schema TEXT NOT NULL, value TEXT NOT NULL, salt BLOB NOT NULL, commitment BLOB NOT NULL,
    batch BLOB NOT NULL REFERENCES batch (root)
  ) STRICT;
`

/** The deletable store of a member: personal data, salts and what they belong to live here only. SQLite, in the home. */
export class Vault {
  readonly #database: DatabaseSync

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    // Deleted content is overwritten, and nothing of it stays in a write-ahead log.
    this.#database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;')
    this.#database.exec(SCHEMA)
  }

  /** A batch with all of its records, or nothing of it. */
  put(batch: StoredBatch, records: readonly StoredRecord[], at: string): void {
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
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  record(id: string): StoredRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM record WHERE id = ?').get(id)
    return row === undefined ? undefined : recordOf(row)
  }

  batch(root: Uint8Array): StoredBatch | undefined {
    const row = this.#database.prepare('SELECT root, leaves FROM batch WHERE root = ?').get(root)
    return row === undefined ? undefined : { root: row['root'] as Uint8Array, leaves: row['leaves'] as Uint8Array }
  }

  /** Ids and schemas, without the values. */
  list(): { id: string; schema: string; batch: Uint8Array }[] {
    const rows = this.#database.prepare('SELECT id, schema, batch FROM record ORDER BY rowid').all()
    return rows.map(({ id, schema, batch }) => ({ id: String(id), schema: String(schema), batch: batch as Uint8Array }))
  }

  close(): void {
    this.#database.close()
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
