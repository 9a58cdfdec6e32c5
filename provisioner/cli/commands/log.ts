import { resolve } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { hash32, isoOf } from '../../../network/fields.ts'
import { checkLog, type LogEvidence } from '../../../network/governance/log/check-log.ts'
import { type Entry, headsOf, sayingOf } from '../../../network/governance/log/entry.ts'
import { entryInWords } from '../../../network/governance/log/entry-words.ts'
import { genesisEntries } from '../../../network/governance/log/genesis-entries.ts'
import { type LogFile, logFileSchema } from '../../../network/governance/log/log-file.ts'
import type { Hex } from '../../../network/hex.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { connect } from '../../chain/connect.ts'
import { connectOwn } from '../../chain/connect-own.ts'
import { readGovernance } from '../../chain/governance.ts'
import { readEntries, readHead } from '../../chain/governance-log.ts'
import { locate } from '../../chain/location.ts'
import { refuseOtherNetwork } from '../../chain/refuse-other-network.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readDocument } from '../../founding/read.ts'
import { readSoundLock } from '../../founding/read-sound-lock.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Every action of governance in order, and whether they are all, and make what the contracts say. Needs no home with a lock. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const expected = expectedBy(input)
  const { lock, provider } = await networkBy(input, env)
  try {
    const evidence = { ...(await evidenceOf(provider, lock, await copyOf(input, env, lock))), expected }
    const out = input.text('out')
    if (out !== undefined) await publish(resolve(env.cwd, out), documentText(fileOf(lock, evidence)))
    return input.flag('verify') || expected !== undefined ? verified(evidence) : told(evidence)
  } finally {
    provider.destroy()
  }
}

/** The home's network at the home's node; or that of a lock at a node that anybody may name, and that has to be of it. */
async function networkBy(input: Input, env: Environment): Promise<{ lock: Lock; provider: JsonRpcProvider }> {
  const [file, rpc] = [input.text('lock'), input.text('rpc')]
  if (file === undefined && rpc === undefined) {
    const location = await locate(env.home)
    const { lock } = location
    return { lock, provider: await connectOwn(location, env.home, env) }
  }
  if (file === undefined || rpc === undefined)
    throw usage('--lock and --rpc go together: which network, and who is asked.')
  const lock = await readSoundLock(resolve(env.cwd, file))
  const { founding } = lock
  const provider = await connect(rpc, founding.chainId)
  try {
    await refuseOtherNetwork(provider, { rpc, founding, development: founding.rehearsal })
  } catch (error) {
    provider.destroy()
    throw error
  }
  return { lock, provider }
}

function expectedBy(input: Input): Hex | undefined {
  const given = input.text('expect')
  if (given === undefined) return undefined
  const parsed = hash32.safeParse(given)
  if (parsed.success) return parsed.data
  throw usage('--expect takes the head that another member sees: 0x and 64 digits.')
}

/** Entries that somebody handed over instead of those that the own node gives. */
async function copyOf(input: Input, env: Environment, lock: Lock): Promise<LogFile | undefined> {
  const from = input.text('from')
  if (from === undefined) return undefined
  const file = resolve(env.cwd, from)
  const copy = await readDocument(logFileSchema, file)
  if (copy.networkId === lock.founding.networkId) return copy
  throw new QuorateError('LOG_OF_OTHER_NETWORK', `${file} is the governance log of another network.`, {
    facts: { file, found: copy.networkId, expected: lock.founding.networkId },
    remedy: 'Give the log of this network, or the home or lock of that one.',
  })
}

async function evidenceOf(provider: JsonRpcProvider, lock: Lock, copy: LogFile | undefined): Promise<LogEvidence> {
  const block = await provider.getBlock('latest')
  const number = block?.number ?? 0
  const [entries, head, governance] = await Promise.all([
    copy?.entries ?? readEntries(provider, number),
    readHead(provider, number),
    readGovernance(provider, number),
  ])
  return { founding: lock.founding, entries, head, governance, at: block?.timestamp ?? 0 }
}

function fileOf(lock: Lock, { head, entries }: LogEvidence): LogFile {
  const { networkId, chainId } = lock.founding
  return { format: 'quorate/governance-log/1', networkId, chainId, head: head.hash, entries: [...entries] }
}

function told({ founding, entries, head }: LogEvidence): Answer {
  const all = [...genesisEntries(founding), ...entries]
  return {
    json: { head: head.hash, count: head.count, entries: entriesJson(all) },
    text: [...all.map(entryLine), `  head ${head.hash}, not verified: quorate log --verify`],
    good: true,
  }
}

function verified(evidence: LogEvidence): Answer {
  const { findings, entries } = checkLog(evidence)
  const { hash, count } = evidence.head
  const good = findings.length === 0
  return {
    json: { good, head: hash, count, entries: entriesJson(entries), findings },
    text: [
      ...findings.flatMap(({ code, says, remedy }) => [`  ${code}: ${says}`, `    → ${remedy}`]),
      good
        ? `  ${count} entries, from the founding on, make the members, nodes, rules and parameters that the contracts have.`
        : `  ${findings.length} finding${findings.length === 1 ? '' : 's'}: this is not the log of that chain.`,
      `  head ${hash}`,
    ],
    good,
  }
}

function entriesJson(entries: readonly Entry[]) {
  const heads = headsOf(entries)
  return entries.map((entry, i) => ({
    index: entry.index,
    at: isoOf(entry.time),
    kind: entry.kind,
    contract: entry.source,
    says: entryInWords(entry),
    fields: textOf(sayingOf(entry) ?? {}),
    head: heads[i],
  }))
}

/** JSON knows no whole numbers of 256 bits: they are text. */
function textOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(textOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, textOf(part)]))
}

function entryLine(entry: Entry): string {
  return `  ${String(entry.index).padStart(5)}  ${isoOf(entry.time)}  ${entryInWords(entry)}`
}
