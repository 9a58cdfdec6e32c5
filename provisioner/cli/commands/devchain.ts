import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { thisProcess } from '../../home/process-identity.ts'
import { type Announcement, announce, announces, claim, withdraw } from '../../targets/embedded/announcement.ts'
import { type DevelopmentChainOptions, startDevelopmentChain } from '../../targets/embedded/development-chain.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** How often a chain looks whether it is still the announced one, in milliseconds. */
const LOOK = 500

/** Runs one development chain until it is stopped: that of a lock, with its genesis state, or an empty public one. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const given = input.text('announce')
  const file = given === undefined ? undefined : resolve(env.cwd, given)
  const chainId = input.whole('public')
  const own: Announcement = { rpc: null, chainId: chainId ?? 0, ...thisProcess() }
  const ticket = input.text('ticket')
  if (ticket !== undefined) await takePlace(resolve(env.cwd, ticket), file, own)
  const options = await optionsOf(input, env)
  const chain = await startDevelopmentChain(options)
  const announcement = { ...own, rpc: chain.rpc, chainId: options.chainId }
  if (file !== undefined) await announce(file, announcement)
  env.line(`development chain ${options.chainId} at ${chain.rpc}: no consensus, nothing kept`)
  await untilStopped(env, file)
  if (file !== undefined) await withdraw(file, own)
  await chain.close()
  return { json: announcement, text: [`development chain ${options.chainId} stopped`], good: true }
}

async function takePlace(ticket: string, file: string | undefined, own: Announcement): Promise<void> {
  if (file === undefined) throw usage('--ticket goes with --announce.')
  if (await claim(ticket, file, own)) return
  throw new QuorateError('CHAIN_NOT_WANTED', 'Whoever started this chain was stopped, and it is wanted no more.', {
    facts: { ticket },
    remedy: 'Nothing has to be done; another run starts its own.',
  })
}

/** An announced chain ends with its announcement, so that none is left running when its folder is removed. */
async function untilStopped({ signal }: Environment, file: string | undefined): Promise<void> {
  while (!signal.aborted && (file === undefined || (await announces(file, thisProcess())))) {
    await setTimeout(LOOK, undefined, { signal }).catch(() => undefined)
  }
}

async function optionsOf(input: Input, env: Environment): Promise<DevelopmentChainOptions> {
  const at = { port: input.port('port'), host: input.text('host') }
  const lockFile = input.text('lock')
  const publicChain = input.whole('public')
  if ((lockFile === undefined) === (publicChain === undefined)) throw usage('Give either --lock or --public.')
  if (publicChain !== undefined) return { chainId: publicChain, ...at, blockSeconds: 1 }
  // An empty chain needs none of what a lock is read and checked with.
  const { chainOfLock } = await import('../../targets/embedded/chain-of-lock.ts')
  return { ...(await chainOfLock(resolve(env.cwd, lockFile ?? ''))), ...at }
}
