import { statfs } from 'node:fs/promises'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest, Places } from '../../../network/besu/node-manifest.ts'
import { doctorCodes } from '../../../network/doctor/codes.ts'
import { causeIn } from '../../../network/doctor/log-signs.ts'
import { isExhausted } from '../../../network/doctor/storage.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { exists } from '../../home/exists.ts'
import { holds } from '../held-files.ts'
import { refuseTakenPorts } from '../ports.ts'
import type { Given } from '../target.ts'
import { untilItAnswers } from './answer.ts'
import { runningClaim, takeTicketsBack } from './claim.ts'
import { fitToStart, wantedPorts } from './fit-to-start.ts'
import { ensureKeyFolder, keyFile, placeKey, removeKey } from './key-place.ts'
import { filesOf, writeNodeFiles } from './node-files.ts'
import { logTail } from './node-log.ts'
import { readRecord, recordOf, writeRecord } from './node-record.ts'
import { type NodePaths, nodePaths } from './paths.ts'
import type { ProcessOptions } from './process-target.ts'
import { type Started, startNode } from './start.ts'
import { stopNode } from './stop.ts'

/** How long a node may take to answer, in milliseconds: on a busy machine a Java alone takes many seconds. */
const START = 180_000

/** Only for the holder of the node's lock. See `Target.ensure`. */
export async function ensureNode(options: ProcessOptions, manifest: NodeManifest, given: Given): Promise<void> {
  const paths = nodePaths(options.dir, manifest.node)
  await takeTicketsBack(paths)
  const record = await readRecord(paths)
  const running = await runningClaim(paths)
  const same = record?.digest === manifestDigest(manifest) && (await hasFiles(options, manifest))
  const stays = running !== undefined && same && !(await exists(paths.stopping))
  const started = stays ? undefined : await replaceNode(options, manifest, given)
  await settle(options, manifest, { given, started })
}

async function replaceNode(options: ProcessOptions, manifest: NodeManifest, given: Given): Promise<Started> {
  const paths = nodePaths(options.dir, manifest.node)
  const { variables } = options.env
  const bin = await fitToStart(options, manifest, given)
  await stopNode(paths)
  await refuseTakenPorts(wantedPorts(options, manifest))
  const record = recordOf(manifest, rpcUrl(options.listen, manifest.ports.rpc))
  await ensureKeyFolder(options)
  await writeNodeFiles(paths, manifest, placesOf(options, manifest))
  await writeRecord(paths, record)
  await placeKey(options, manifest.node, given.key)
  given.progress(`starting ${manifest.node}`)
  return startNode(bin, manifest, { paths, variables })
}

/** Whether a node's files are those that it is made from: nobody changed them since. */
export function hasFiles(options: ProcessOptions, manifest: NodeManifest): Promise<boolean> {
  return holds(nodePaths(options.dir, manifest.node).files, filesOf(manifest, placesOf(options, manifest)))
}

function placesOf(options: ProcessOptions, { node }: NodeManifest): Places {
  const { data, files } = nodePaths(options.dir, node)
  return { data, files, key: keyFile(options, node), listen: options.listen }
}

/** Waits until Besu has read its key, and takes that away again. A start that was left alone is finished here too. */
async function settle(
  options: ProcessOptions,
  manifest: NodeManifest,
  { given, started }: { readonly given: Given; readonly started: Started | undefined },
): Promise<void> {
  const paths = nodePaths(options.dir, manifest.node)
  const over = started === undefined ? ended(paths) : async () => started.ended()
  const rpc = rpcUrl(options.listen, manifest.ports.rpc)
  const why = await untilItAnswers(rpc, { over, milliseconds: START, signal: given.signal }).catch((cause: unknown) => {
    // Taken away before Besu has read it, it would end the start.
    given.progress(`${manifest.node} is still starting: its key stays in memory until the next apply, or down`)
    throw cause
  })
  if (why === undefined) return removeKey(options, manifest.node)
  // What ran before this command and is only silent is left alone: it may be busy with what stopping would break.
  if (started !== undefined) await stopNode(paths)
  await removeKey(options, manifest.node)
  const lines = await logTail(paths, 200)
  throw notStarted(manifest.node, why, { log: paths.log, lines, cause: causeIn(lines) ?? (await unsaid(paths, lines)) })
}

/** Of a full disk nothing can be written down, on that very disk. */
async function unsaid({ folder }: NodePaths, lines: readonly string[]): Promise<'DISK_EXHAUSTED' | undefined> {
  if (lines.length > 0) return undefined
  const { bavail, blocks, bsize } = await statfs(folder)
  return isExhausted({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }) ? 'DISK_EXHAUSTED' : undefined
}

/** Only for the holder of the node's lock. See `Target.settle`. */
export async function settleNode(options: ProcessOptions, node: string, given: Omit<Given, 'key'>): Promise<void> {
  const paths = nodePaths(options.dir, node)
  if (!(await exists(keyFile(options, node)))) return
  await takeTicketsBack(paths)
  const record = await readRecord(paths)
  if (record !== undefined && (await runningClaim(paths)) !== undefined) {
    given.progress(`${node}: a start that was cut short left its key in memory; waiting until Besu has read it`)
    await untilItAnswers(record.rpc, { over: ended(paths), milliseconds: START, signal: given.signal })
  }
  await removeKey(options, node)
}

function ended(paths: NodePaths) {
  return async () => ((await runningClaim(paths)) === undefined ? 'it ended' : undefined)
}

type Cause = ReturnType<typeof causeIn>

/** Where Besu said why in words that are known, the cause and its remedy are told as `doctor` would. A stack may follow them. */
function notStarted(
  node: string,
  why: string,
  { log, lines, cause }: { readonly log: string; readonly lines: readonly string[]; readonly cause: Cause },
): QuorateError {
  const known = cause === undefined ? undefined : doctorCodes[cause]
  const says = known === undefined ? `${node} did not start: ${why}.` : `${node} did not start: ${why}. ${known.cause}`
  return new QuorateError('NODE_NOT_STARTED', says, {
    facts: { node, cause: cause ?? 'unknown', log, lines: lines.slice(-20) },
    remedy: `${known?.remedy ?? 'Its log says why; mend that.'} Then run the command again. Its data were not touched.`,
  })
}

export function rpcUrl(listen: string, port: number): string {
  return `http://${listen.includes(':') ? `[${listen}]` : listen}:${port}`
}
