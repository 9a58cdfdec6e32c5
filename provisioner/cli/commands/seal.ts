import { resolve } from 'node:path'
import { checkIdentity } from '../../../network/ceremony/check-lock.ts'
import { checkApprovals, lockOf } from '../../../network/ceremony/lock.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readAll, readApproval, readFounding } from '../../founding/read.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** The lock: the founding with every founder's approval. All sign; to drop one is a new founding. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const file = resolve(env.cwd, input.argument(0))
  const founding = await readFounding(file)
  const files = input.rest(1).map((name) => resolve(env.cwd, name))
  const approvals = await readAll(files, async (name) => ({ file: name, approval: await readApproval(name) }))
  const problems = [...(await checkIdentity(founding, file)), ...checkApprovals(founding, approvals)]
  if (input.flag('missing')) return missing(problems.filter(({ code }) => code === 'APPROVAL_MISSING'))
  if (problems.length > 0) throw new InputProblems(problems)
  const out = resolve(env.cwd, input.text('out') ?? 'lock.json')
  await publish(
    out,
    documentText(
      lockOf(
        founding,
        approvals.map(({ approval }) => approval),
      ),
    ),
  )
  const { networkId, genesisHash } = founding
  return {
    json: { lock: out, networkId, genesisHash, signedBy: approvals.map(({ approval }) => approval.member).sort() },
    text: [`Sealed by all ${approvals.length} founders: ${out}`, `  network id    ${networkId}`],
    good: true,
  }
}

function missing(problems: readonly { whose?: string }[]): Answer {
  const members = problems.flatMap(({ whose }) => whose ?? [])
  const text = members.length === 0 ? ['Every founder has signed.'] : members.map((name) => `${name} has not signed`)
  return { json: { missing: members }, text, good: members.length === 0 }
}
