import { answer } from './cli.ts'
import { as } from './rehearsals.ts'

/**
 * A decision from its proposal to its end, each step by the members' own commands; the first of the voters proposes, and the clock of
 * the development chain is moved by four-members.yaml's times.
 */
export async function decided(root: string, voters: readonly string[], ...what: string[]): Promise<void> {
  const [proposer = ''] = voters
  const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
  const { short } = await run<{ short: string }>(proposer, 'propose', ...what)
  await run(proposer, 'advance', '2m')
  for (const member of voters) await run(member, 'vote', short, 'for')
  await run(proposer, 'advance', '3d')
  await run(proposer, 'execute', short)
  await run(proposer, 'advance', '1d')
  await run(proposer, 'execute', short)
}
