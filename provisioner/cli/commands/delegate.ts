import { isoOf } from '../../../network/fields.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { organisationId } from '../../../network/slug.ts'
import { asMember } from '../../chain/as-member.ts'
import { chainTime } from '../../chain/wait-until.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { endOf } from '../moment.ts'

/** Gives the member's vote to another one of its chamber. It comes back by itself at its second, whoever does or forgets what. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [given, ...more] = input.optional(0)
  const back = input.flag('back')
  if (back === (given !== undefined) || more.length > 0) throw usage('Give who is to have the vote, or --back.')
  return asMember(env, async (at) => {
    const { member } = at.home.record
    const until = back ? undefined : await endOf(input, () => chainTime(at.provider))
    const to = given ?? member
    const abi = interfaceOf('MemberRegistry')
    const data =
      until === undefined
        ? abi.encodeFunctionData('delegate', [organisationId(to)])
        : abi.encodeFunctionData('delegateUntil', [organisationId(to), until])
    const what = back ? 'taking its vote back' : `giving its vote to ${to}`
    const receipt = await at.send({ contract: 'MemberRegistry', data, what })
    const ends = until === undefined ? null : isoOf(until)
    return {
      json: { member, delegate: to, until: ends, transaction: receipt.hash, block: receipt.blockNumber },
      text: [told(member, to, ends)],
      good: true,
    }
  })
}

function told(member: string, to: string, ends: string | null): string {
  if (to === member) return `${member} holds its own vote.`
  return `${to} holds the vote of ${member}${ends === null ? ', until it is taken back' : ` until ${ends}`}.`
}
