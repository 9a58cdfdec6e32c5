import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { canonicalJson } from '../../../network/canonical.ts'
import type { Card } from '../../../network/ceremony/card.ts'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import type { Action } from '../../../network/governance/action.ts'
import { type Proposal, proposalArguments, proposalId, shortId } from '../../../network/governance/proposal.ts'
import { titleOf } from '../../../network/governance/words.ts'
import { toHex } from '../../../network/hex.ts'
import { organisationId } from '../../../network/slug.ts'
import { commitment, SALT_BYTES } from '../../../network/privacy/commitment.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { castVote } from '../../chain/cast-vote.ts'
import { connect } from '../../chain/connect.ts'
import { locate } from '../../chain/location.ts'
import { read } from '../../chain/read.ts'
import { waitUntil } from '../../chain/wait-until.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readRecords } from '../../founding/records.ts'
import { besideCard } from '../../founding/renew-endpoints.ts'
import { exists } from '../../home/exists.ts'
import { keepText } from '../../home/keep-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { proposable } from '../proposable.ts'

export const TEXT_SCHEMA = 'quorate/proposal-text/1'

/** Puts a decision to the vote. On chain stand the calls and a salted commitment; the text stays in a file. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [kind, ...subjects] = input.rest(0)
  const make = proposable(kind)
  const [subject] = subjects
  if (subject === undefined) throw usage(`Give what to propose: propose ${kind} WHAT.`)
  const { id, answer } = await asMember(env, async (at) => {
    const { action, card } = await make(subjects, at, env)
    const record = await recordOf(input, env, { card, path: resolve(env.cwd, subject) })
    const proposed = await propose(at, [action], input, env)
    if (record !== undefined) await announce(at, record)
    return proposed
  })
  if (input.flag('vote')) await voteWhenOpen(id, env)
  return answer
}

/** The proposer's own vote, as soon as the roll is taken. Meanwhile the home is free: its agent needs it too. */
async function voteWhenOpen(id: bigint, env: Environment): Promise<void> {
  const { rpc, lock } = await locate(env.home)
  const provider = await connect(rpc, lock.founding.chainId)
  try {
    await waitUntil(provider, Number(await read(provider, 'ConsortiumGovernor', 'proposalSnapshot', id)) + 1, env)
  } finally {
    provider.destroy()
  }
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

async function propose(at: AtWork, actions: readonly Action[], input: Input, env: Environment) {
  const title = titleOf(actions)
  const { proposal, file } = await commit(at, actions, input.text('text') ?? title)
  const data = interfaceOf('ConsortiumGovernor').encodeFunctionData('propose', calls(proposal))
  const id = proposalId(proposal)
  const receipt = await at.send({ contract: 'ConsortiumGovernor', data, what: `the proposal to ${title}` })
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

/** The salt and text are on disk before the commitment is on chain: a commitment nobody can open says nothing. */
async function commit(at: AtWork, actions: readonly Action[], text: string) {
  const { networkId } = at.location.lock.founding
  const salt = randomBytes(SALT_BYTES)
  const description = commitment(salt, { networkId, schema: TEXT_SCHEMA }, text)
  const proposal: Proposal = { actions, description }
  const id = proposalId(proposal)
  const file = { format: TEXT_SCHEMA, networkId, id: id.toString(), description, salt: toHex(salt), text }
  await keepText(at.home, `${shortId(id)}.json`, file)
  return { proposal, file }
}

function calls(proposal: Proposal) {
  const { targets, values, calldatas, description } = proposalArguments(proposal)
  return [targets, values, calldatas, description]
}
