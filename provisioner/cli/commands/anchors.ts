import { readAnchored } from '../../anchors/anchor.ts'
import { connectAny } from '../../chain/connect.ts'
import { locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Every checkpoint of this network on its public chain, and whether that chain calls it final. */
export async function run(_: Input, env: Environment): Promise<Answer> {
  const { lock, publicRpc } = await locate(env.home)
  if (publicRpc === undefined) throw usage('This home names no public chain: quorate apply --public-rpc URL.')
  const provider = await connectAny(publicRpc)
  try {
    const anchors = await readAnchored(provider, lock)
    const lines = anchors.map(
      ({ sequence, state, chainId, transaction }) =>
        `  ${sequence}  ${state.padEnd(10)} chain ${chainId}  ${transaction}`,
    )
    return { json: { anchors }, text: lines.length === 0 ? ['No checkpoint is anchored yet.'] : lines, good: true }
  } finally {
    provider.destroy()
  }
}
