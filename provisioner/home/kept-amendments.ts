import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type Amendment, amendmentList } from '../../network/amendments/amendment.ts'
import { documentText } from '../founding/publish.ts'
import { replace } from './atomic-file.ts'
import { homeDamaged, homePaths } from './home.ts'

const keptSchema = z.strictObject({ format: z.literal('quorate/amendments/1'), amendments: amendmentList })

/**
 * The amendments that this home's nodes were last made from: a node can be started while no chain can be read. The chain
 * has the truth, and the agent brings this file to it.
 */
export async function keptAmendments(dir: string): Promise<readonly Amendment[]> {
  const file = homePaths.amendments(dir)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (text === undefined) return []
  try {
    return keptSchema.parse(JSON.parse(text)).amendments
  } catch {
    throw homeDamaged(file, 'it is no list of amendments')
  }
}

export async function keepAmendments(dir: string, amendments: readonly Amendment[]): Promise<void> {
  const text = documentText({ format: 'quorate/amendments/1', amendments })
  await replace(homePaths.amendments(dir), text, { mode: 0o644 })
}
