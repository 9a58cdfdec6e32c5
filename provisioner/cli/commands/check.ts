import { resolve } from 'node:path'
import type { z } from 'zod'
import { approvalSchema } from '../../../network/ceremony/approval.ts'
import { cardSchema } from '../../../network/ceremony/card.ts'
import { checkCard } from '../../../network/ceremony/check-card.ts'
import { checkEndpoints } from '../../../network/ceremony/check-endpoints.ts'
import { checkIdentity, checkLock } from '../../../network/ceremony/check-lock.ts'
import { directorySchema } from '../../../network/ceremony/directory.ts'
import { checkDirectory } from '../../../network/ceremony/directory-check.ts'
import { endpointsSchema } from '../../../network/ceremony/endpoints.ts'
import { type Founding, foundingSchema } from '../../../network/ceremony/founding.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import { checkApprovals, lockSchema } from '../../../network/ceremony/lock.ts'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { keptFromVotes } from '../../../network/consortium/kept-from-votes.ts'
import { lostForGood } from '../../../network/consortium/lost-keys.ts'
import { parseConsortium } from '../../../network/consortium/parse-consortium.ts'
import { type Powers, powers } from '../../../network/consortium/powers.ts'
import { parseDocument } from '../../../network/document.ts'
import { upgradeSchema } from '../../../network/governance/upgrade.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import type { Problem } from '../../../network/problem.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { type Beside, beside, formatOf, isYaml } from '../../founding/beside.ts'
import { deriveAgain } from '../../founding/derive-again.ts'
import { readText } from '../../founding/read-text.ts'
import type { Answer } from '../command.ts'
import { problemLines } from '../failure.ts'
import type { Input } from '../input.ts'

interface Checked {
  readonly file: string
  readonly kind: string
  readonly problems: readonly Problem[]
  readonly powers?: Powers
  /** How many members sign a checkpoint, of all. */
  readonly signing?: { readonly threshold: number; readonly members: number }
  /** Chambers whose members could be given no other keys once they lost their officer's. */
  readonly lostForGood?: readonly string[]
  /** Classes of decisions of which an emergency action can keep a member from a whole vote. */
  readonly keptFromVotes?: readonly string[]
}

/** All problems of all files at once. Files are held against one another: cards against a description given beside them. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const texts = new Map<string, string>()
  for (const name of input.rest(0)) texts.set(resolve(env.cwd, name), await readText(resolve(env.cwd, name)))
  const others = beside(texts)
  const checked = await Promise.all(
    [...texts].map(([file, text]) => check(file, text, { others, now: env.now(), env })),
  )
  const problems = checked.flatMap((one) => one.problems)
  return {
    json: { files: checked, problems },
    text: checked.flatMap(textOf),
    good: problems.length === 0,
  }
}

interface Against {
  readonly others: Beside
  readonly now: number
  readonly env: Environment
}

async function check(file: string, text: string, against: Against): Promise<Checked> {
  if (isYaml(file)) {
    const reading = parseConsortium(text, file)
    if (!reading.ok) return { file, kind: 'consortium', problems: reading.problems }
    const { consortium } = reading
    const signing = { threshold: consortium.checkpoints.threshold, members: consortium.members.length }
    const lacking = { lostForGood: lostForGood(consortium), keptFromVotes: keptFromVotes(consortium) }
    return { file, kind: 'consortium', problems: [], powers: powers(consortium), signing, ...lacking }
  }
  const kind = formatOf(text) ?? 'unknown'
  const checker = checkers[kind]
  if (checker !== undefined) return { file, kind, problems: await checker(text, file, against) }
  const problem = {
    code: 'FORMAT_UNKNOWN',
    file,
    found: 'a file of no known format',
    expected: 'a file that quorate wrote',
  }
  return { file, kind, problems: [problem] }
}

type Checker = (text: string, file: string, against: Against) => Promise<readonly Problem[]>

/** One for each format. What can be judged only beside another file says so, rather than that nothing is wrong. */
const checkers: Readonly<Record<string, Checker>> = {
  card: checkerOf(cardSchema, (card, file, { others: { consortium }, now }) => {
    const own = { chainId: card.chainId, consortium: card.consortium, at: now, rehearsal: card.rehearsal }
    const spec = consortium && {
      chainId: consortium.chainId,
      consortium: specDigest(consortium),
      at: consortium.foundedAt,
    }
    // By itself a card without nodes is one that replaces keys; beside a description it has to have them.
    const keysOnly = consortium === undefined && card.nodes.length === 0
    return checkCard(card, { ...own, ...spec, keysOnly }, file)
  }),
  endpoints: checkerOf(endpointsSchema, (record, file, { others }) => {
    const agent = others.agentOf(record)
    if (agent !== undefined) return checkEndpoints(record, file, agent)
    return [unproven(file, record.member, 'the card of this member, a founding or a lock')]
  }),
  approval: checkerOf(approvalSchema, (approval, file, { others }) => {
    const founding = others.foundings.find(({ foundingId }) => foundingId === approval.foundingId)
    const own = (problem: Problem) => problem.file === file
    if (founding !== undefined) return checkApprovals(founding, [{ file, approval }]).filter(own)
    return [unproven(file, approval.member, `the founding ${approval.foundingId}`)]
  }),
  founding: checkerOf(foundingSchema, async (founding, file) => {
    const problems = await checkIdentity(founding, file)
    return problems.length > 0 ? problems : derivationProblems(founding, file)
  }),
  evidence: async (text, file, { others }) => {
    const { evidenceProblems } = await import('../check-evidence-file.ts')
    return evidenceProblems(text, file, others.foundings)
  },
  upgrade: checkerOf(upgradeSchema, async (upgrade, file, { env }) => {
    const { upgradeProblems } = await import('../check-upgrade-file.ts')
    return upgradeProblems(upgrade, file, env)
  }),
  directory: checkerOf(directorySchema, (directory, file) => checkDirectory(directory, file)),
  lock: checkerOf(lockSchema, (lock, file) => checkLock(lock, file)),
}

function checkerOf<S extends z.ZodType>(
  schema: S,
  judge: (value: z.output<S>, file: string, against: Against) => readonly Problem[] | Promise<readonly Problem[]>,
): Checker {
  return async (text, file, against) => {
    const parsed = parseDocument(schema, text, file)
    return parsed.ok ? judge(parsed.value, file, against) : parsed.problems
  }
}

async function derivationProblems(founding: Founding, file: string): Promise<readonly Problem[]> {
  try {
    await deriveAgain(founding, file)
    return []
  } catch (error) {
    if (error instanceof InputProblems) return error.problems
    if (!(error instanceof QuorateError)) throw error
    const { found, expected } = error.facts
    return [{ code: error.code, file, found: String(found), expected: String(expected) }]
  }
}

function unproven(file: string, whose: string, wanted: string): Problem {
  const found = 'a signature that nothing here can be held against'
  return { code: 'SIGNATURE_UNPROVEN', file, path: 'signature', found, expected: `${wanted}, given beside it`, whose }
}

function textOf({ file, kind, problems, powers: found, signing, ...lacking }: Checked): string[] {
  const { lostForGood: lost, keptFromVotes: kept } = lacking
  if (problems.length > 0) return problems.flatMap(problemLines)
  return [
    `${file}: ${kind}, nothing wrong`,
    ...(found === undefined ? [] : powerLines(found)),
    ...(signing === undefined ? [] : [signingLine(signing)]),
    ...(lost === undefined ? [] : [lostKeysLine(lost)]),
    ...(kept === undefined ? [] : [keptLine(kept)]),
  ]
}

function signingLine({ threshold, members }: NonNullable<Checked['signing']>): string {
  const spare = members - threshold
  const says =
    spare > 0
      ? `${spare} may be away`
      : 'one that is away stops them, and an expulsion waits until a lower threshold has taken over'
  return `  sign a checkpoint:  ${threshold} of ${members} members; ${says}`
}

function lostKeysLine(chambers: readonly string[]): string {
  const says =
    chambers.length === 0
      ? 'the others can, in every chamber'
      : `nobody can for a member of ${chambers.join(' or ')}: without its own vote the rule of keys is not met`
  return `  replace lost keys:  ${says}`
}

function keptLine(classes: readonly string[]): string {
  const named = classes.length === decisionClasses.length - 1 ? 'every other class' : classes.join(', ')
  const says =
    classes.length === 0
      ? 'keeps nobody from a whole vote of another class'
      : `can keep a member from a whole vote of ${named}: it lapses no sooner than such a vote is over`
  return `  emergency action:   ${says}`
}

function powerLines({ validators, quorum, tolerates, halts, captures }: Powers): string[] {
  const alone = (names: readonly string[]) => (names.length === 0 ? 'nobody alone' : `${names.join(' or ')} alone`)
  return [
    `  ${validators} validators, quorum ${quorum}: ${tolerates} may be down`,
    `  halt the chain:     ${alone([...halts.members, ...halts.chambers])}; at the fewest ${halts.fewestMembers} members`,
    `  capture the chain:  ${alone([...captures.members, ...captures.chambers])}; at the fewest ${captures.fewestMembers} members`,
  ]
}
