import { parseDocument } from '../document.ts'
import type { Hex } from '../hex.ts'
import type { Problem } from '../problem.ts'
import { type Directory, directorySchema } from './directory.ts'
import { checkDirectory } from './directory-check.ts'
import type { Endpoints } from './endpoints.ts'
import type { Lock } from './lock.ts'

export interface Giver {
  readonly member: string
  readonly agent: Hex
  /** Whether that very key stands in the founders' lock: then the directory is no stranger's. */
  readonly inLock: boolean
}

export type DirectoryReading =
  | {
      readonly ok: true
      readonly directory: Directory
      readonly lock: Lock
      readonly records: readonly Endpoints[]
      readonly giver: Giver
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Reads a directory and checks all of it. That its network is the one meant, the reader compares: the network id, out of band. */
export async function readDirectory(text: string, file = 'the directory'): Promise<DirectoryReading> {
  const parsed = parseDocument(directorySchema, text, file)
  if (!parsed.ok) return parsed
  const directory = parsed.value
  const problems = await checkDirectory(directory, file)
  const agent = directory.members.find(({ name }) => name === directory.giver)?.agent
  if (problems.length > 0 || agent === undefined) return { ok: false, problems }
  const { lock, records, giver: member } = directory
  const inLock = lock.founding.cards.some((card) => card.member === member && card.agent === agent)
  return { ok: true, directory, lock, records, giver: { member, agent, inLock } }
}
