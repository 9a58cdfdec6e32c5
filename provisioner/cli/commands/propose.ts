import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { checkCard } from '../../../network/ceremony/check-card.ts'
import type { CardFile } from '../../../network/ceremony/check-founders.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { type Action, admitAction } from '../../../network/governance/action.ts'
import { type Proposal, proposalArguments, proposalId, shortId } from '../../../network/governance/proposal.ts'
import { titleOf } from '../../../network/governance/words.ts'
import { toHex } from '../../../network/hex.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { commitment, SALT_BYTES } from '../../../network/privacy/commitment.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import type { Location } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readCard } from '../../founding/read.ts'
import { keepText } from '../../home/keep-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

export const TEXT_SCHEMA = 'quorate/proposal-text/1'

/** Puts a decision to the vote. On chain stand the calls and a salted commitment; the text stays in a file. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [kind, ...subjects] = input.rest(0)
  if (kind !== 'admit' || subjects.length !== 1) throw usage('Give what to propose: `propose admit CARD`.')
  const card = await readCard(resolve(env.cwd, subjects[0] ?? ''))
  return asMember(env, (at) => propose(at, card, input, env))
}

async function propose(at: AtWork, card: CardFile, input: Input, env: Environment): Promise<Answer> {
  refuseUnsoundCard(card, at.location, env.now())
  const actions = [admitAction(card.card)]
  const title = titleOf(actions)
  const { proposal, file } = await commit(at, actions, input.text('text') ?? title)
  const data = interfaceOf('ConsortiumGovernor').encodeFunctionData('propose', calls(proposal))
  const id = proposalId(proposal)
  const receipt = await at.send({ contract: 'ConsortiumGovernor', data, what: `the proposal to ${title}` })
  const out = input.text('out')
  if (out !== undefined) await publish(resolve(env.cwd, out), documentText(file))
  return {
    json: { id: id.toString(), short: shortId(id), title, transaction: receipt.hash, block: receipt.blockNumber },
    text: [
      `Proposed ${shortId(id)}: ${title}`,
      `Next: every member looks at it with quorate show ${shortId(id)}, and votes with quorate vote ${shortId(id)} for`,
    ],
    good: true,
  }
}

/** Voters should not have to find out that a card cannot be admitted. */
function refuseUnsoundCard({ card, file }: CardFile, { lock: { founding } }: Location, now: number): void {
  const { chainId, foundingId, rehearsal } = founding
  const problems = checkCard(card, { chainId, consortium: foundingId, at: now, rehearsal }, file)
  if (problems.length > 0) throw new InputProblems(problems)
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
