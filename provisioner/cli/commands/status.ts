import { setTimeout } from 'node:timers/promises'
import { locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { openHome } from '../../home/open-home.ts'
import { readStatus } from '../../status/status.ts'
import { statusText } from '../../status/status-text.ts'
import { agentTokens } from '../agent-tokens.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

const REFRESH = 2_000

/** What is: network, members, proposals, findings. Opens no keys unless told to, so it works on a rehearsal's folder as well. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const location = await locate(env.home)
  const { networkId } = location.lock.founding
  const token = input.flag('unlock') ? await agentTokens(await openHome(env.home), networkId, env) : undefined
  const look = () => readStatus(location, env.home, env, token)
  while (input.flag('watch') && !env.signal.aborted) {
    const lines = statusText(await look())
    env.clear?.()
    for (const line of lines) env.line(line)
    await setTimeout(REFRESH, undefined, { signal: env.signal }).catch(() => undefined)
  }
  const status = await look()
  return { json: status, text: input.flag('watch') ? [] : statusText(status), good: true }
}
