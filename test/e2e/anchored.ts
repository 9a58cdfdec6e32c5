import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type JsonRpcProvider, Wallet } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { connectAny } from '../../provisioner/chain/connect.ts'
import { read } from '../../provisioner/chain/read.ts'
import { homePaths } from '../../provisioner/home/home.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { readJournal } from '../../provisioner/journal/read-journal.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { answer } from './cli.ts'
import { as } from './rehearsals.ts'

export interface Did {
  readonly did: string
  readonly why?: string
  readonly sequence: number
  readonly digest?: string
}

/** The members of four-members.yaml, in the order of their entry: the order of their turns. */
export const FOUR = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
export const CADENCE = 3600

/** Each member's next step, one after the other. */
export async function each(root: string, members: readonly string[]): Promise<Did[]> {
  const done: Did[] = []
  for (const member of members) done.push(await answer<Did>(['checkpoint'], as(root, member)))
  return done
}

/** Agreed and signed by all who are named, each by a process of its own; every kind of step once around. */
export async function agreeAndSign(root: string, members: readonly string[]): Promise<Did[]> {
  return [...(await each(root, members)), ...(await each(root, members))]
}

/** The chains of a rehearsal, as the test itself reads them. */
export async function chainsAt({ rpc, publicRpc }: { rpc: readonly string[]; publicRpc: string }) {
  const [chain, publicChain] = await Promise.all([connectAny(rpc[0] ?? ''), connectAny(publicRpc)])
  return {
    chain,
    publicChain,
    close() {
      chain.destroy()
      publicChain.destroy()
    },
  }
}

/** A member that keeps no rule: its agent's or officer's key in the hands of the test. */
export async function rogue(
  root: string,
  member: string,
  chain: JsonRpcProvider,
  role: 'agent' | 'officer' = 'agent',
): Promise<Wallet> {
  const passphrase = (await readFile(join(root, 'passphrases', member), 'utf8')).trim()
  const keys = await openKeystores((await openHome(join(root, 'homes', member))).keystores, passphrase)
  return new Wallet(keys.get(role)?.reveal() ?? '', chain)
}

export async function propose(wallet: Wallet, checkpoint: Record<string, unknown>): Promise<void> {
  const data = interfaceOf('CheckpointBoard').encodeFunctionData('propose', [checkpoint, []])
  const sent = await wallet.sendTransaction({ to: predeploys.CheckpointBoard, data, gasPrice: 0, type: 0 })
  await sent.wait()
}

/** Calls a contract of genesis as any account of a development chain: a decision of governance, without its days of votes. */
export async function callAs(
  chain: JsonRpcProvider,
  from: string,
  contract: PredeployName,
  name: string,
  given: readonly unknown[],
): Promise<void> {
  await chain.send('hardhat_impersonateAccount', [from])
  const data = interfaceOf(contract).encodeFunctionData(name, given)
  const sent = await chain.send('eth_sendTransaction', [{ from, to: predeploys[contract], data, gasPrice: '0x0' }])
  const receipt = await chain.waitForTransaction(sent)
  if (receipt?.status !== 1) throw new Error(`${contract}.${name} was reverted`)
}

/** Moves the consortium chain's clock to a moment, and to no later one. */
export async function moveTo(chain: JsonRpcProvider, moment: number): Promise<void> {
  await chain.send('evm_setNextBlockTimestamp', [moment])
  await chain.send('evm_mine', [])
}

/**
 * Moves the clock twenty minutes into the next window: there it is every member's turn to propose, whatever the hour at which
 * the test is run, and the window does not end while it runs.
 */
export async function intoNextWindow(chain: JsonRpcProvider): Promise<void> {
  const now = (await chain.getBlock('latest'))?.timestamp ?? 0
  await moveTo(chain, (Math.floor(now / CADENCE) + 1) * CADENCE + CADENCE / 3)
}

/** When the window after the last decided one begins, by the chain's clock. */
export async function nextWindow(chain: JsonRpcProvider): Promise<number> {
  const { window } = await read(chain, 'CheckpointBoard', 'head')
  return (Number(window) + 1) * CADENCE
}

export async function journalOf(root: string, member: string) {
  return (await readJournal(homePaths.journal(join(root, 'homes', member)))).lines
}
