import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { type Approval, approvalSchema } from '../../network/ceremony/approval.ts'
import { cardSchema } from '../../network/ceremony/card.ts'
import type { CardFile } from '../../network/ceremony/check-founders.ts'
import { type Founding, foundingSchema } from '../../network/ceremony/founding.ts'
import { type Lock, lockSchema } from '../../network/ceremony/lock.ts'
import { parseDocument } from '../../network/document.ts'
import { InputProblems } from '../../network/input-problems.ts'
import type { Problem } from '../../network/problem.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { readText } from './read-text.ts'

/** The files of the ceremony, read and held against their schemas; what is wrong with them is thrown all at once. */

export const readFounding = (file: string): Promise<Founding> => readDocument(foundingSchema, file)
export const readLock = (file: string): Promise<Lock> => readDocument(lockSchema, file)
export const readApproval = (file: string): Promise<Approval> => readDocument(approvalSchema, file)
export const readCard = async (file: string): Promise<CardFile> => ({
  file,
  card: await readDocument(cardSchema, file),
})

/** Every `*.json` in a folder, each a card. */
export async function readCards(folder: string): Promise<CardFile[]> {
  const names = await readdir(folder).catch((cause) => {
    throw new QuorateError('FILE_UNREADABLE', `${folder} is no folder that can be read.`, {
      facts: { folder },
      remedy: 'Give the folder that holds the members’ cards.',
      cause,
    })
  })
  const files = names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort()
  return readAll(
    files.map((name) => join(folder, name)),
    readCard,
  )
}

/** Reads many files and throws the problems of all of them at once. */
export async function readAll<T>(files: readonly string[], readOne: (file: string) => Promise<T>): Promise<T[]> {
  const values: T[] = []
  const problems: Problem[] = []
  for (const file of files) {
    try {
      values.push(await readOne(file))
    } catch (error) {
      if (!(error instanceof InputProblems)) throw error
      problems.push(...error.problems)
    }
  }
  if (problems.length > 0) throw new InputProblems(problems)
  return values
}

export async function readDocument<S extends z.ZodType>(schema: S, file: string): Promise<z.output<S>> {
  const parsed = parseDocument(schema, await readText(file), file)
  if (parsed.ok) return parsed.value
  throw new InputProblems(parsed.problems)
}
