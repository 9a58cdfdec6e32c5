import type { JsonRpcProvider } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { slugOf } from '../../network/slug.ts'
import { type Choice, support } from './cast-vote.ts'
import type { ProposalOnChain } from './proposals.ts'
import { readLogs } from './read-logs.ts'

/** A vote that was cast with a reason. */
export interface Reasoned {
  readonly member: string
  readonly vote: Choice
  /** The commitment to the reason. */
  readonly reason: string
}

const choices = Object.keys(support) as Choice[]

/** Votes on a proposal that were cast with a reason, in the order of the chain. */
export async function readReasons(provider: JsonRpcProvider, { id, block }: ProposalOnChain): Promise<Reasoned[]> {
  const governor = interfaceOf('ConsortiumGovernor')
  const filter = { address: predeploys.ConsortiumGovernor, topics: [governor.getEvent('VoteCast')?.topicHash ?? ''] }
  const logs = await readLogs(provider, filter, { from: block, to: await provider.getBlockNumber() })
  return logs.flatMap((log): Reasoned[] => {
    const event = governor.parseLog(log)
    const vote = choices.find((choice) => BigInt(support[choice]) === event?.args['support'])
    if (event === null || vote === undefined || event.args['proposalId'] !== id || event.args['reason'] === '')
      return []
    return [{ member: slugOf(event.args['voter']), vote, reason: event.args['reason'] }]
  })
}
