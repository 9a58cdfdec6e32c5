import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkEndpoints } from '../../network/ceremony/check-endpoints.ts'
import type { Card } from '../../network/ceremony/card.ts'
import { type Endpoints, endpointsSchema } from '../../network/ceremony/endpoints.ts'
import { InputProblems } from '../../network/input-problems.ts'
import type { Problem } from '../../network/problem.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { readDocument } from './read.ts'

/** The endpoint records that a home keeps: its own, and those of the other members. */
export async function keptRecords(home: string): Promise<Endpoints[]> {
  const own = homePaths.endpoints(home)
  const folder = homePaths.peers(home)
  const files = [...((await exists(own)) ? [own] : []), ...((await exists(folder)) ? await documentsIn(folder) : [])]
  return Promise.all(files.map((file) => readDocument(endpointsSchema, file)))
}

/**
 * Reads endpoint records from files and folders, and holds each against the card of the member that it names.
 * @throws InputProblems with every record that its member's agent did not sign.
 */
export async function readRecords(paths: readonly string[], cards: readonly Card[]): Promise<Endpoints[]> {
  const files = (
    await Promise.all(paths.map(async (path) => ((await isFolder(path)) ? documentsIn(path) : [path])))
  ).flat()
  const read = await Promise.all(
    files.map(async (file) => ({ file, record: await readDocument(endpointsSchema, file) })),
  )
  const problems = read.flatMap(({ file, record }) => recordProblems(file, record, cards))
  if (problems.length > 0) throw new InputProblems(problems)
  return read.map(({ record }) => record)
}

/** Of each member the record with the highest serial. */
export function newestRecords(records: readonly Endpoints[]): Endpoints[] {
  const newest = new Map<string, Endpoints>()
  for (const record of records) {
    if (record.serial > (newest.get(record.member)?.serial ?? 0)) newest.set(record.member, record)
  }
  return [...newest.values()].sort((a, b) => (a.member < b.member ? -1 : 1))
}

function recordProblems(file: string, record: Endpoints, cards: readonly Card[]): Problem[] {
  const card = cards.find(({ member }) => member === record.member)
  const same = card !== undefined && card.chainId === record.chainId && card.consortium === record.consortium
  if (same) return checkEndpoints(record, file, card.agent)
  const found = `a record of ${record.member} in the consortium ${record.consortium.slice(0, 10)}… on chain ${record.chainId}`
  return [{ code: 'ENDPOINTS_FOREIGN', file, path: 'member', found, expected: 'a record of a member of this network' }]
}

/** What is not there is left to who reads it as a file, and says so. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

async function documentsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
}
