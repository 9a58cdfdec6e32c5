import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { asMember } from '../../chain/as-member.ts'
import { readEmergency } from '../../chain/emergency.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Books that an emergency action is over, as agents do by themselves. It is over without that. */
export async function bookLapse(given: readonly string[], _: Input, env: Environment): Promise<Answer> {
  if (given.length > 0) throw usage('emergency lapse takes nothing else.')
  return asMember(env, async (at) => {
    const { running } = await readEmergency(at.provider)
    const data = interfaceOf('EmergencyCouncil').encodeFunctionData('lapse', [])
    const receipt = await at.send({ contract: 'EmergencyCouncil', data, what: 'the end of the emergency action' })
    return {
      json: { member: running?.member ?? null, number: running?.number ?? null, transaction: receipt.hash },
      text: [`The emergency action against ${running?.member ?? 'nobody'} is over.`],
      good: true,
    }
  })
}
