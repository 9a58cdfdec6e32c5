import { copyFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from '../../../network/hex.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Subject } from '../../../provisioner/checkpoint/released.ts'
import { sitsOut } from '../../../provisioner/checkpoint/restored.ts'
import { signOnce } from '../../../provisioner/checkpoint/sign-once.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import type { Signer } from '../../../provisioner/signers/signer.ts'

/** Where a member's process may end: around every write to the disk, every use of the key, and the sending. */
export const crashes = ['never', 'before', 'torn append', 'before signing', 'after signing', 'before sending'] as const

export type Move =
  | {
      readonly does: 'asked'
      readonly sequence: number
      readonly digest: number
      readonly crash: (typeof crashes)[number]
    }
  | { readonly does: 'back up' | 'restore' | 'next window' }

class Crash extends Error {}

/** One member with its journal on a disk, the board that shows what the member sent, and somebody who asks for signatures. */
export class Model {
  /** Digests that left the member, by sequence. Two of one sequence would be equivocation. */
  readonly released = new Map<number, Set<Hex>>()
  refused = 0
  restored = 0
  satOut = 0
  #window = 100
  #backup = false
  readonly #file: string
  readonly #copy: string
  readonly #key: Signer
  readonly #looks: boolean

  /** @param looks whether the member compares its journal with the board. */
  constructor(folder: string, key: Signer, looks: boolean) {
    this.#file = join(folder, 'journal.ndjson')
    this.#copy = join(folder, 'backup.ndjson')
    this.#key = key
    this.#looks = looks
  }

  async make(move: Move): Promise<void> {
    if (move.does === 'next window') this.#window += 1
    else if (move.does === 'asked') await this.#asked(move)
    else if (move.does === 'back up') await this.#backUp()
    else if (this.#backup) {
      await copyFile(this.#copy, this.#file)
      this.restored += 1
    }
  }

  async #backUp(): Promise<void> {
    const journal = await openJournal(this.#file, Date.now)
    await journal.close()
    await copyFile(this.#file, this.#copy)
    this.#backup = true
  }

  /** What a command does: finish what was signed, look at the board, sign once, journal the transaction, send it. */
  async #asked({ sequence, digest, crash }: Extract<Move, { does: 'asked' }>): Promise<void> {
    const journal = await openJournal(this.#file, Date.now)
    const shown: Hex = `0x${digest.toString(16).padStart(64, '0')}`
    const before = journal.entries().length
    try {
      for (const { event, ...entry } of journal.entries())
        if (event === 'transaction.signed') this.#send(Number(entry['of']), String(entry['hash']) as Hex)
      if (crash === 'before') return
      const view = { signed: this.#looks ? this.#onBoard() : [], window: this.#window }
      if (await sitsOut(journal, view)) {
        this.satOut += 1
        return
      }
      if (this.#looks && this.released.has(sequence)) return
      await signOnce({ journal, key: this.#keyThat(crash) }, { kind: 'checkpoint', number: sequence, digest: shown })
      if (crash === 'after signing') return
      await journal.append({ event: 'transaction.signed', of: sequence, hash: shown })
      if (crash !== 'before sending') this.#send(sequence, shown)
    } catch (error) {
      if (error instanceof QuorateError && error.code === 'CHECKPOINT_SIGNED_ANOTHER') this.refused += 1
      else if (!(error instanceof Crash)) throw error
    } finally {
      const appended = journal.entries().length > before
      await journal.close()
      // The last line was never acknowledged: no key was used after it.
      if (crash === 'torn append' && appended) await truncate(this.#file, (await stat(this.#file)).size - 7)
    }
  }

  #onBoard(): Subject[] {
    return [...this.released.keys()].map((number) => ({ kind: 'checkpoint', number }))
  }

  #keyThat(crash: string): Signer {
    return {
      ...this.#key,
      address: this.#key.address,
      signDigest: async (digest) => {
        if (crash === 'torn append' || crash === 'before signing') throw new Crash()
        return this.#key.signDigest(digest)
      },
    }
  }

  #send(sequence: number, digest: Hex): void {
    this.released.set(sequence, (this.released.get(sequence) ?? new Set()).add(digest))
  }
}
