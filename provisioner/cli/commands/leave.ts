import type { Environment } from '../../environment.ts'
import { openHome } from '../../home/open-home.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'
import { letGo } from './remove.ts'

/** This member leaves: it proposes its own removal. Its nodes have to run until they are voted out. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const { member } = (await openHome(env.home)).record
  const answer = await letGo(member, input, env)
  const next = 'Let your nodes and agent run until `quorate status` shows them voted out; then `quorate down`.'
  return { ...answer, text: [...answer.text, next] }
}
