import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from '../../../network/hex.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { noteRestored } from '../../../provisioner/backup/note-restored.ts'
import { sitsOut } from '../../../provisioner/checkpoint/restored.ts'
import { signOnce } from '../../../provisioner/checkpoint/sign-once.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import type { Signer } from '../../../provisioner/signers/signer.ts'

export type Move =
  | { readonly does: 'asked'; readonly sequence: number; readonly digest: number }
  | { readonly does: 'back up' | 'restore' | 'next window' }

/**
 * One member, and a board on which a signature stands only when the next window begins: what was sent in this one is on
 * its way until then. So right after a restore no board shows what the lost home did last.
 */
export class InFlight {
  /** Digests that left the member, by sequence. Two of one sequence would be equivocation. */
  readonly released = new Map<number, Set<Hex>>()
  restored = 0
  satOut = 0
  /** Restores at a moment when something was on its way. */
  late = 0
  #onItsWay = new Set<number>()
  readonly #onBoard = new Set<number>()
  #window = 100
  #backup = false
  readonly #file: string
  readonly #copy: string
  readonly #key: Signer
  readonly #says: boolean

  /** @param says whether a restored journal says that it is one. */
  constructor(folder: string, key: Signer, says: boolean) {
    this.#file = join(folder, 'journal.ndjson')
    this.#copy = join(folder, 'backup.ndjson')
    this.#key = key
    this.#says = says
  }

  async make(move: Move): Promise<void> {
    if (move.does === 'asked') return this.#asked(move)
    if (move.does === 'back up') return this.#backUp()
    if (move.does === 'restore') return this.#restore()
    this.#window += 1
    for (const sequence of this.#onItsWay) this.#onBoard.add(sequence)
    this.#onItsWay = new Set()
  }

  async #backUp(): Promise<void> {
    await (await openJournal(this.#file, Date.now)).close()
    await copyFile(this.#file, this.#copy)
    this.#backup = true
  }

  async #restore(): Promise<void> {
    if (!this.#backup) return
    await copyFile(this.#copy, this.#file)
    this.restored += 1
    if (this.#onItsWay.size > 0) this.late += 1
    if (!this.#says) return
    const journal = await openJournal(this.#file, Date.now)
    await noteRestored(journal, { backup: '0x00', madeAt: '', now: 0 })
    await journal.close()
  }

  async #asked({ sequence, digest }: Extract<Move, { does: 'asked' }>): Promise<void> {
    const journal = await openJournal(this.#file, Date.now)
    const shown: Hex = `0x${digest.toString(16).padStart(64, '0')}`
    try {
      const signed = [...this.#onBoard].map((number) => ({ kind: 'checkpoint' as const, number }))
      if (await sitsOut(journal, { signed, window: this.#window })) {
        this.satOut += 1
        return
      }
      if (this.#onBoard.has(sequence)) return
      await signOnce({ journal, key: this.#key }, { kind: 'checkpoint', number: sequence, digest: shown })
      this.released.set(sequence, (this.released.get(sequence) ?? new Set()).add(shown))
      this.#onItsWay.add(sequence)
    } catch (error) {
      if (!(error instanceof QuorateError && error.code === 'CHECKPOINT_SIGNED_ANOTHER')) throw error
    } finally {
      await journal.close()
    }
  }
}
