import { asMember } from '../../chain/as-member.ts'
import { withLogs } from '../../checkpoint/logs.ts'
import { takePart } from '../../checkpoint/take-part.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** This member's next step towards a checkpoint: propose, agree, or sign, whichever is due, by its own node's word. */
export async function run(_: Input, env: Environment): Promise<Answer> {
  return asMember(env, (at) =>
    withLogs(at.home, async (logs) => {
      const { networkId } = at.location.lock.founding
      const part = await takePart(at, { provider: at.provider, networkId, logs, decided: [] })
      const { member } = at.home.record
      const says = part.did === 'nothing' ? `nothing to do: ${part.why}` : `${part.did} checkpoint ${part.sequence}`
      return { json: { member, ...part }, text: [`${member}: ${says}`], good: true }
    }),
  )
}
