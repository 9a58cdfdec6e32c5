import { resolve } from 'node:path'
import { approvalSchema } from '../../../network/ceremony/approval.ts'
import { cardSchema } from '../../../network/ceremony/card.ts'
import { checkCard } from '../../../network/ceremony/check-card.ts'
import { checkEndpoints } from '../../../network/ceremony/check-endpoints.ts'
import { checkIdentity, checkLock } from '../../../network/ceremony/check-lock.ts'
import { endpointsSchema } from '../../../network/ceremony/endpoints.ts'
import { foundingSchema } from '../../../network/ceremony/founding.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import { lockSchema } from '../../../network/ceremony/lock.ts'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { parseConsortium } from '../../../network/consortium/parse-consortium.ts'
import { type Powers, powers } from '../../../network/consortium/powers.ts'
import { parseDocument } from '../../../network/document.ts'
import type { Problem } from '../../../network/problem.ts'
import type { Environment } from '../../environment.ts'
import { readText } from '../../founding/read.ts'
import type { Answer } from '../command.ts'
import { problemText } from '../failure.ts'
import type { Input } from '../input.ts'

interface Checked {
  readonly file: string
  readonly kind: string
  readonly problems: readonly Problem[]
  readonly powers?: Powers
}

/** All problems of all files at once. Cards are held against a description given beside them, where one is. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const texts = new Map<string, string>()
  for (const name of input.rest(0)) texts.set(resolve(env.cwd, name), await readText(resolve(env.cwd, name)))
  const consortium = consortiumAmong(texts)
  const checked = await Promise.all([...texts].map(([file, text]) => check(file, text, consortium, env.now())))
  const problems = checked.flatMap((one) => one.problems)
  return {
    json: { files: checked, problems },
    text: checked.flatMap(textOf),
    good: problems.length === 0,
  }
}

function consortiumAmong(texts: ReadonlyMap<string, string>): Consortium | undefined {
  for (const [file, text] of texts) {
    const reading = isYaml(file) ? parseConsortium(text, file) : undefined
    if (reading?.ok) return reading.consortium
  }
  return undefined
}

const isYaml = (file: string) => /\.ya?ml$/.test(file)

async function check(file: string, text: string, consortium: Consortium | undefined, now: number): Promise<Checked> {
  if (isYaml(file)) {
    const reading = parseConsortium(text, file)
    if (!reading.ok) return { file, kind: 'consortium', problems: reading.problems }
    return { file, kind: 'consortium', problems: [], powers: powers(reading.consortium) }
  }
  const format = /"format":\s*"quorate\/([a-z]+)\/1"/.exec(text)?.[1] ?? 'unknown'
  return { file, kind: format, problems: await problemsOf(format, { file, text, consortium, now }) }
}

interface Given {
  readonly file: string
  readonly text: string
  readonly consortium: Consortium | undefined
  readonly now: number
}

async function problemsOf(format: string, { file, text, consortium, now }: Given): Promise<readonly Problem[]> {
  switch (format) {
    case 'card': {
      const card = parseDocument(cardSchema, text, file)
      if (!card.ok) return card.problems
      const { chainId, consortium: digest, rehearsal } = card.value
      const own = { chainId, consortium: digest, at: now, rehearsal }
      const spec = consortium && {
        chainId: consortium.chainId,
        consortium: specDigest(consortium),
        at: consortium.foundedAt,
      }
      return checkCard(card.value, { ...own, ...spec }, file)
    }
    case 'endpoints': {
      const record = parseDocument(endpointsSchema, text, file)
      return record.ok ? checkEndpoints(record.value, file) : record.problems
    }
    case 'founding': {
      const founding = parseDocument(foundingSchema, text, file)
      return founding.ok ? checkIdentity(founding.value, file) : founding.problems
    }
    case 'lock': {
      const lock = parseDocument(lockSchema, text, file)
      return lock.ok ? checkLock(lock.value, file) : lock.problems
    }
    case 'approval': {
      const approval = parseDocument(approvalSchema, text, file)
      return approval.ok ? [] : approval.problems
    }
    default:
      return [
        { code: 'FORMAT_UNKNOWN', file, found: 'a file of no known format', expected: 'a file that quorate wrote' },
      ]
  }
}

function textOf({ file, kind, problems, powers: found }: Checked): string[] {
  if (problems.length > 0) return problems.map((problem) => problemText(problem).trimEnd())
  return [`${file}: ${kind}, nothing wrong`, ...(found === undefined ? [] : powerLines(found))]
}

function powerLines({ validators, quorum, tolerates, halts, captures }: Powers): string[] {
  const alone = (names: readonly string[]) => (names.length === 0 ? 'nobody alone' : `${names.join(', ')} alone`)
  return [
    `  ${validators} validators, quorum ${quorum}: ${tolerates} may be down`,
    `  halt the chain:     ${alone([...halts.members, ...halts.chambers])}; at the fewest ${halts.fewestMembers} members`,
    `  capture the chain:  ${alone([...captures.members, ...captures.chambers])}; at the fewest ${captures.fewestMembers} members`,
  ]
}
