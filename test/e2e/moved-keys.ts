import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answer } from './cli.ts'
import { as, type Stands } from './rehearsals.ts'

/** A member.yaml of a member whose officer's and agent's keys a service keeps. */
export const optionsFor = (url: string) =>
  `format: quorate/member/1\ntarget: embedded\nunlock: { by: web3signer, url: "${url}" }\n`

/** Has a member of a rehearsal use the service from now on, by its own member.yaml. */
export async function moveTo(url: string, root: string, stands: Stands, member: string): Promise<void> {
  const file = join(root, `${member}.yaml`)
  await writeFile(file, optionsFor(url))
  await answer(['apply', '--options', file, '--rpc', stands.rpc[0] ?? ''], as(root, member))
}

/** What a member signs while its network stands: with its officer's key, its agent's, and its checkpoint's. */
export async function signsAsEver(root: string, member: string, about: string): Promise<{ short: string }> {
  const run = <T>(...typed: string[]) => answer<T>(typed, as(root, member))
  const { short } = await run<{ short: string }>('propose', 'suspend', about)
  await run('advance', '2m')
  await run('vote', short, 'for')
  await run('endpoints', '--set', `${member}-1=203.0.113.7:30303`)
  await run('directory', '--out', join(root, 'directory.json'))
  const { did } = await run<{ did?: string }>('checkpoint')
  if (did === undefined) throw new Error('no checkpoint was signed')
  return { short }
}
