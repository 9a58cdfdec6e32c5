import { resolve } from 'node:path'
import { z } from 'zod'
import type { Lock } from '../../../network/ceremony/lock.ts'
import type { Checkpoint } from '../../../network/checkpoint/checkpoint.ts'
import type { Verdict, Verification } from '../../../network/checkpoint/verdict.ts'
import { layerMeans } from '../../../network/checkpoint/verdict-texts.ts'
import { type TrustRoot, verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { hash32, isoOf } from '../../../network/fields.ts'
import { anchorOf } from '../../anchors/anchor.ts'
import { type Looking, lookUpAnchors } from '../../anchors/look-up.ts'
import { trustRootOf } from '../../anchors/trust-root.ts'
import type { Environment } from '../../environment.ts'
import { readLock } from '../../founding/read.ts'
import { readText } from '../../founding/read-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Verifies evidence offline; with `--online`, asks public chains as well what the network's anchor holds. Needs no home. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const document = parse(await readText(resolve(env.cwd, input.argument(0))))
  const lock = await lockOf(input, env)
  const trust = trustOf(input, lock)
  const offline = verifyEvidence(document, trust)
  const online = input.flag('online')
  const rpcs = input.list('rpc')
  if (online !== rpcs.length > 0) throw usage('--online and --rpc go together: give the public chains’ RPC addresses.')
  const verification = online ? await lookUpAnchors(offline, document, { ...whereOf(lock), rpcs }) : offline
  return { json: verification, text: textOf(verification, trust), good: verification.good }
}

async function lockOf(input: Input, env: Environment): Promise<Lock | undefined> {
  const lock = input.text('lock')
  return lock === undefined ? undefined : readLock(resolve(env.cwd, lock))
}

/** Where a network's anchor stands follows from its lock. In a rehearsal a development chain stands in for each public one. */
function whereOf(lock: Lock | undefined): Omit<Looking, 'rpcs'> {
  if (lock === undefined)
    throw usage(
      '--online needs --lock: where the network’s anchor stands follows from it, and a file may name any other.',
    )
  const { consortium, rehearsal } = lock.founding
  const chainIds = rehearsal ? undefined : consortium.checkpoints.publicChains.map(({ chainId }) => chainId)
  return { contract: anchorOf(lock), chainIds }
}

/** The lock says which network it is and who signed for it first; the network's id alone leaves the signers unknown. */
function trustOf(input: Input, lock: Lock | undefined): TrustRoot {
  const network = input.text('network')
  if (lock !== undefined) {
    const { founding } = lock
    if (network !== undefined && network !== founding.networkId) throw usage('--lock and --network name two networks.')
    return trustRootOf(founding)
  }
  if (network === undefined) return {}
  const parsed = z.object({ networkId: hash32 }).safeParse({ networkId: network })
  if (!parsed.success) throw usage(`--network is "${network}"; 0x and 64 lower-case hex digits were expected.`)
  return parsed.data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf({ verdict, good, checkpoint, findings }: Verification, trust: TrustRoot): string[] {
  const layers = Object.keys(layerMeans) as (keyof Verdict)[]
  return [
    good ? 'GOOD' : 'NOT GOOD',
    ...(checkpoint === null
      ? []
      : [
          `  network     ${checkpoint.networkId}${trust.networkId === undefined ? ' (not compared)' : ''}`,
          `  checkpoint  ${checkpoint.sequence}, block ${checkpoint.blockNumber} of ${momentOf(checkpoint)}`,
        ]),
    ...layers.map((layer) => `  ${layer.padEnd(14)} ${verdict[layer].padEnd(13)} ${layerMeans[layer]}`),
    ...findings.map(({ layer, says }) => `  ${layer}: ${says}`),
  ]
}

/** Whoever made the file chose the number: there may be no such moment. */
function momentOf({ blockTime }: Checkpoint): string {
  return isoOf(blockTime) || `second ${blockTime}`
}
