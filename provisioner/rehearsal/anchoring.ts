import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../environment.ts'
import { inParallel } from './in-parallel.ts'
import { play } from './play.ts'

/** How many records the demo commits to. */
const RECORDS = 1000

export interface Anchoring {
  readonly env: Environment
  readonly root: string
  readonly members: readonly string[]
  /** How many members have to agree, and to sign. */
  readonly threshold: number
  readonly lock: string
}

type Say = (line: string) => void

/** One member commits to its records; on chain stands one root. @returns the id of one of them. */
export async function commitRecords({ env, root }: Anchoring, member: string, say: Say): Promise<string> {
  const file = join(root, 'records.ndjson')
  const lines = Array.from({ length: RECORDS }, (_, i) => JSON.stringify({ infusion: i, millilitres: (i * 7) % 50 }))
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  const { records, root: batch } = (await play(env, root, member, 'record', 'put', file)) as {
    records: string[]
    root: string
  }
  say(`${member} keeps ${records.length} records; the chain has one root of salted commitments, ${batch.slice(0, 10)}…`)
  return records[0] ?? ''
}

/** Proposed by one, agreed by M, signed by M: each by what its own node says. */
export async function agreeAndSign({ env, root, members, threshold }: Anchoring, say: Say): Promise<void> {
  const part = async (member: string) => ((await play(env, root, member, 'checkpoint')) as { did: string }).did
  let proposer: string | undefined
  for (const member of members) {
    if ((await part(member)) !== 'proposed') continue
    proposer = member
    break
  }
  const others = members.filter((member) => member !== proposer).slice(0, threshold - 1)
  say(`${proposer ?? 'nobody'} proposes a checkpoint; ${others.length} others derive it from their own nodes`)
  await inParallel(others, availableParallelism(), async (member) => void (await part(member)))
  const signers = [...others, ...(proposer === undefined ? [] : [proposer])]
  await inParallel(signers, availableParallelism(), async (member) => void (await part(member)))
  say(`${signers.length} of ${members.length} agreed, and only then signed, each once`)
}

/** The network's contract on the public chain, paid by one member and owned by nobody. */
export async function readyAnchor({ env, root }: Anchoring, relayer: string): Promise<string> {
  await play(env, root, relayer, 'anchor', 'fund')
  const { anchors } = (await play(env, root, relayer, 'anchor', 'deploy')) as { anchors: { contract: string }[] }
  return anchors[0]?.contract ?? ''
}

export async function anchor({ env, root }: Anchoring, relayer: string, say: Say): Promise<string> {
  await play(env, root, relayer, 'anchor')
  const { anchors } = (await play(env, root, relayer, 'anchors')) as { anchors: { sequence: number; state: string }[] }
  const state = anchors.at(-1)?.state ?? 'nowhere'
  say(`checkpoint ${anchors.at(-1)?.sequence ?? 0} is ${state} on the public chain`)
  return state
}

interface Verified {
  readonly good: boolean
  readonly verdict: Readonly<Record<string, string>>
}

/** Evidence of one record convinces without a node; with one digit changed it does not, and names the layer. */
export async function proveRecord(
  at: Anchoring,
  { member, record, say }: { member: string; record: string; say: Say },
) {
  const { env, root, lock } = at
  const file = join(root, 'record.evidence.json')
  const forged = join(root, 'forged.evidence.json')
  await play(env, root, member, 'evidence', record, '--public', '--out', file)
  const text = await readFile(file, 'utf8')
  await writeFile(forged, withOtherCommitment(text))
  const verify = async (path: string) => (await play(env, root, member, 'verify', path, '--lock', lock)) as Verified
  const [honest, tampered] = [await verify(file), await verify(forged)]
  const layers = (verdict: Verified['verdict'], state: string) =>
    Object.keys(verdict).filter((layer) => verdict[layer] === state)
  say(`evidence of one record, ${text.length} bytes, verified offline: ${layers(honest.verdict, 'ok').join(', ')} ok`)
  say(`a copy with one digit changed: refused, ${layers(tampered.verdict, 'invalid').join(', ')} invalid`)
  return { honest: honest.good, tampered: tampered.good, bytes: text.length }
}

/** The same evidence about another record: the first letter of its commitment is changed. */
function withOtherCommitment(text: string): string {
  return text.replace(/("commitment":")(.)/, (_, before, letter) => `${before}${letter === 'A' ? 'B' : 'A'}`)
}
