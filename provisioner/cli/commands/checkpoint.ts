import { refuseElsewhere } from '../../agent/refuse-elsewhere.ts'
import { asMember } from '../../chain/as-member.ts'
import { withLogs } from '../../checkpoint/logs.ts'
import { type Part, takePart } from '../../checkpoint/take-part.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** This member's next step towards a checkpoint: propose, agree, sign or hand over, whichever is due, by its own node's word. */
export async function run(_: Input, env: Environment): Promise<Answer> {
  return asMember(env, async (at) => {
    await refuseElsewhere(at.location, at.home.dir, env)
    return withLogs(at.home, async (logs) => {
      const part = await takePart(at, logs)
      const { member } = at.home.record
      return { json: { member, ...part }, text: [`${member}: ${inWords(part)}`], good: true }
    })
  })
}

function inWords(part: Part): string {
  switch (part.did) {
    case 'nothing':
      return `nothing to do: ${part.why}`
    case 'opened-epoch':
      return `opened epoch ${part.epoch}, of the members and keys that governance decided on`
    case 'signed-handover':
      return `signed the handover to epoch ${part.epoch}`
    default:
      return `${part.did} checkpoint ${part.sequence}`
  }
}
