import { resolve } from 'node:path'
import { canonicalJson } from '../../../network/canonical.ts'
import type { Card } from '../../../network/ceremony/card.ts'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import type { Action } from '../../../network/governance/action.ts'
import { upgradesIn } from '../../../network/governance/upgrade.ts'
import { inWords } from '../../../network/governance/words.ts'
import { shortId } from '../../../network/governance/proposal.ts'
import { organisationId } from '../../../network/slug.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { castVote } from '../../chain/cast-vote.ts'
import { putToVote } from '../../chain/put-to-vote.ts'
import { read } from '../../chain/read.ts'
import { waitUntil } from '../../chain/wait-until.ts'
import { withChain } from '../../chain/with-chain.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readRecords } from '../../founding/records.ts'
import { besideCard } from '../../founding/renew-endpoints.ts'
import { exists } from '../../home/exists.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { proposable } from '../proposable.ts'

/** Puts a decision to the vote. On chain stand the calls and a salted commitment; the text stays in a file. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [kind, ...subjects] = input.rest(0)
  const make = proposable(kind)
  const [subject] = subjects
  if (subject === undefined) throw usage(`Give what to propose: propose ${kind} WHAT.`)
  if (input.flag('code') && kind !== 'upgrade') throw usage('--code goes with an upgrade, and proposes nothing yet.')
  if (env.offline !== undefined && input.flag('vote'))
    throw usage('The vote opens after the proposal stands in a block: prepare it then, by quorate vote --offline.')
  const { id, answer } = await asMember(env, async (at) => {
    const { action, before, card } = await make(subjects, at, env)
    if (input.flag('code')) return { id: undefined, answer: standing(action) }
    const record = await recordOf(input, env, { card, path: resolve(env.cwd, subject) })
    const proposed = await propose(at, before === undefined ? [action] : [before, action], {
      input,
      env,
      followed: record !== undefined,
    })
    if (record !== undefined) await announce(at, record)
    return proposed
  })
  if (input.flag('vote') && id !== undefined) await voteWhenOpen(id, env)
  return answer
}

/** New code, before anybody proposes it: it is put on chain by the agent, whose key an officer elsewhere has not. */
function standing(action: Action): Answer {
  const [upgrade] = upgradesIn([action])
  const says = inWords(action) ?? ''
  return {
    json: upgrade,
    text: [`On chain, and not proposed: ${says}`, 'Run it again without --code to propose it.'],
    good: true,
  }
}

/** The proposer's own vote, as soon as the roll is taken. Meanwhile the home is free: its agent needs it too. */
async function voteWhenOpen(id: bigint, env: Environment): Promise<void> {
  await withChain(env, async (provider) =>
    waitUntil(provider, Number(await read(provider, 'ConsortiumGovernor', 'proposalSnapshot', id)) + 1, env),
  )
  await asMember(env, (at) => castVote(at, { id, choice: 'for', reason: '' }))
}

/** Read and held against the very card that is proposed, before anything stands on chain. */
async function recordOf(
  input: Input,
  env: Environment,
  { card, path }: { readonly card: Card | undefined; readonly path: string },
): Promise<Endpoints | undefined> {
  const given = input.text('endpoints')
  if (given !== undefined && card === undefined)
    throw usage('--endpoints goes with a card: propose admit CARD --endpoints FILE.')
  const beside = besideCard(path)
  const file = given === undefined ? ((await exists(beside)) ? beside : undefined) : resolve(env.cwd, given)
  if (file === undefined || card === undefined) return undefined
  const [record] = await readRecords([file], [card])
  return record
}

/** A joiner that nobody lets in yet can say nothing itself: its sponsor says where it is reached, in the joiner's own words. */
async function announce(at: AtWork, record: Endpoints): Promise<void> {
  const bytes = new TextEncoder().encode(canonicalJson(record))
  const given = [organisationId(record.member), bytes]
  const data = interfaceOf('NodeRegistry').encodeFunctionData('announceEndpoints', given)
  await at.send({ contract: 'NodeRegistry', data, what: `where ${record.member} is reached`, as: 'agent' })
}

interface Proposing {
  readonly input: Input
  readonly env: Environment
  /** The joiner's endpoints are announced afterwards. */
  readonly followed: boolean
}

async function propose(at: AtWork, actions: readonly Action[], { input, env, followed }: Proposing) {
  const { id, title, file, receipt } = await putToVote(at, actions, { text: input.text('text'), followed })
  const out = input.text('out')
  if (out !== undefined) await publish(resolve(env.cwd, out), documentText(file))
  const answer: Answer = {
    json: { id: id.toString(), short: shortId(id), title, transaction: receipt.hash, block: receipt.blockNumber },
    text: [
      `Proposed ${shortId(id)}: ${title}`,
      `Next: every member looks at it with quorate show ${shortId(id)}, and votes with quorate vote ${shortId(id)} for`,
    ],
    good: true,
  }
  return { id, answer }
}
