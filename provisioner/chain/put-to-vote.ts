import { randomBytes } from 'node:crypto'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Action } from '../../network/governance/action.ts'
import { type Proposal, proposalArguments, proposalId, shortId } from '../../network/governance/proposal.ts'
import { titleOf } from '../../network/governance/words.ts'
import { type Hex, toHex } from '../../network/hex.ts'
import { commitment, SALT_BYTES } from '../../network/privacy/commitment.ts'
import { keepText, keptText } from '../home/keep-text.ts'
import type { AtWork } from './as-member.ts'
import { proposalsDone } from './done.ts'
import { readMembers } from './members.ts'

export const TEXT_SCHEMA = 'quorate/proposal-text/1'

/**
 * Puts calls to the vote as this member's officer. On chain stand the calls and a salted commitment; text and salt are on
 * disk before: a commitment that nobody can open says nothing.
 * @param text why; the title where nothing is said.
 */
export async function putToVote(
  at: AtWork,
  actions: readonly Action[],
  { text, followed = false }: { readonly text: string | undefined; readonly followed?: boolean },
) {
  const title = titleOf(actions, await readMembers(at.provider))
  const { networkId } = at.location.lock.founding
  const said = text ?? title
  const before = await proposedBefore(at, actions, said)
  if (before !== undefined) return { ...before, title }
  const salt = randomBytes(SALT_BYTES)
  const description = commitment(salt, { networkId, schema: TEXT_SCHEMA }, said)
  const proposal: Proposal = { actions, description }
  const id = proposalId(proposal)
  const file = { format: TEXT_SCHEMA, networkId, id: id.toString(), description, salt: toHex(salt), text: said }
  await keepText(at.home, `${shortId(id)}.json`, file)
  const { targets, values, calldatas } = proposalArguments(proposal)
  const given = [targets, values, calldatas, description]
  const data = interfaceOf('ConsortiumGovernor').encodeFunctionData('propose', given)
  const receipt = await at.send({ contract: 'ConsortiumGovernor', data, what: `the proposal to ${title}`, followed })
  return { id, title, file, receipt }
}

/** The same proposal, where a command that was cut short had signed it and this one has brought it into a block. */
async function proposedBefore(at: AtWork, actions: readonly Action[], said: string) {
  const { targets, values, calldatas } = proposalArguments({ actions, description: '0x' })
  for (const { done, description } of proposalsDone(at.done, [targets, values, calldatas])) {
    const id = proposalId({ actions, description: description as Hex })
    const file = await keptText(at.home, `${shortId(id)}.json`)
    if (file?.['text'] === said) return { id, file, receipt: done }
  }
  return undefined
}
