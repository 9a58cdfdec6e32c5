import { concat, id } from 'ethers'
import { CommitmentRegistry } from '../../../contracts/generated/CommitmentRegistry.ts'
import type { Checkpoint } from '../../../network/checkpoint/checkpoint.ts'
import { checkpointDigest } from '../../../network/checkpoint/checkpoint-hash.ts'
import { breakdown } from './breakdown.ts'
import { keysOf } from './card.ts'
import type { Chain } from './chain.ts'
import { CADENCE, following } from './checkpoint.ts'
import type { Apart, Measured } from './page.ts'
import { BOARD, board, COMMITMENTS, interfaceOf, TIMELOCK } from './stand.ts'

const commitments = interfaceOf(CommitmentRegistry)
const agent = (number: number) => keysOf(number, 1).agent.address
const COMMIT = 'commit a batch, of any size'

/** What members do on the consortium chain, through the proxies. Signed by the digests of network/checkpoint. */
export async function measureBoard(chain: Chain): Promise<{ rows: Measured[]; commit: Apart }> {
  await chain.gasOf({ from: TIMELOCK, to: BOARD, data: board.encodeFunctionData('openFirstEpoch', []) })
  const first = await decide(chain, undefined)
  await chain.pass(2 * CADENCE)
  const { rows } = await decide(chain, first.checkpoint)
  const commit = (text: string) => commitments.encodeFunctionData('commit', [id(text)])
  const whose = { from: agent(0), to: COMMITMENTS }
  await chain.gasOf({ ...whose, data: commit('a batch') })
  const data = commit('another batch')
  const gas = await chain.gasOf({ ...whose, data })
  const apart = breakdown(await chain.steps(), { to: COMMITMENTS, data, gas })
  return { rows: [...rows, { what: COMMIT, gas }], commit: { name: COMMIT, ...apart } }
}

/** One checkpoint, from the proposal to the fourth signature of six. */
async function decide(chain: Chain, last: Checkpoint | undefined) {
  const { timestamp, number } = (await chain.ask('eth_getBlockByNumber', ['latest', false])) as Record<string, string>
  const checkpoint = following(last, { blockNumber: Number(number), blockTime: Number(timestamp) })
  const digest = checkpointDigest(checkpoint)
  const send = (from: number, name: string, args: readonly unknown[]) =>
    chain.gasOf({ from: agent(from), to: BOARD, data: board.encodeFunctionData(name, args) })
  const seals = Array.from({ length: 4 }, (_, n) => concat([id(`r${n}`), id(`s${n}`), '0x01']))
  await chain.pass(CADENCE)
  const propose = await send(0, 'propose', [checkpoint, seals])
  const agreements: number[] = []
  for (const from of [1, 2, 3]) agreements.push(await send(from, 'agree', [checkpoint.sequence, digest]))
  const signatures: number[] = []
  for (const from of [0, 1, 2, 3]) {
    const { r, yParityAndS } = keysOf(from, 1).checkpoint.signingKey.sign(digest)
    signatures.push(await send(from, 'sign', [checkpoint.sequence, digest, r, yParityAndS]))
  }
  const rows = [
    { what: 'propose a checkpoint, 4 seals', gas: propose },
    { what: 'agree to a checkpoint', gas: agreements[0] ?? 0 },
    { what: 'agree, the last, which decides', gas: agreements[2] ?? 0 },
    { what: 'sign a checkpoint', gas: signatures[1] ?? 0 },
    { what: 'sign, the last, which completes', gas: signatures[3] ?? 0 },
  ]
  return { checkpoint, rows }
}
