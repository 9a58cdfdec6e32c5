import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { HASH_BYTES } from '../../network/checkpoint/merkle-hash.ts'
import { leavesIn, type NodeStore, nodesOf } from '../../network/checkpoint/merkle-log.ts'

/** Nodes that are written at once; a kill loses at most these, and they are appended again. */
const BUFFERED = 4096

/**
 * A log's nodes in one file that only grows. What a kill cut short is cut off on opening: the file then holds whole
 * leaves with all the parents they complete, and appending goes on from there.
 */
export class FileNodes implements NodeStore {
  readonly #file: number
  #written: number
  #pending: Uint8Array[] = []

  constructor(path: string) {
    this.#file = openSync(path, 'a+', 0o600)
    const nodes = Math.floor(fstatSync(this.#file).size / HASH_BYTES)
    this.#written = nodesOf(leavesIn(nodes))
    ftruncateSync(this.#file, this.#written * HASH_BYTES)
  }

  get length(): number {
    return this.#written + this.#pending.length
  }

  at(place: number): Uint8Array {
    const pending = this.#pending[place - this.#written]
    if (pending !== undefined) return pending
    const node = new Uint8Array(HASH_BYTES)
    if (readSync(this.#file, node, 0, HASH_BYTES, place * HASH_BYTES) === HASH_BYTES) return node
    throw new RangeError(`the log holds no node ${place}`)
  }

  append(node: Uint8Array): void {
    this.#pending.push(node.slice())
    if (this.#pending.length >= BUFFERED) this.#flush()
  }

  /** Returns when all that was appended is on disk. */
  sync(): void {
    this.#flush()
    fsyncSync(this.#file)
  }

  /** Keeps the first so many leaves, of those it has. What goes is what the chain no longer says. */
  cut(leaves: number): void {
    this.#flush()
    if (nodesOf(leaves) >= this.#written) return
    this.#written = nodesOf(leaves)
    ftruncateSync(this.#file, this.#written * HASH_BYTES)
  }

  close(): void {
    this.sync()
    closeSync(this.#file)
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#pending)
    // A disk that is nearly full takes a part, and says so; only the next write fails.
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done)
    this.#written += this.#pending.length
    this.#pending = []
  }
}
