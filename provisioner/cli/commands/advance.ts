import { isoOf } from '../../../network/fields.ts'
import { connect } from '../../chain/connect.ts'
import { locate } from '../../chain/location.ts'
import { chainTime } from '../../chain/wait-until.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { secondsIn } from '../duration.ts'
import { type Input, usage } from '../input.ts'

/** Moves the clock of a development chain forward, so that a rehearsal need not wait for days. No real chain can do it. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const seconds = secondsIn(input.argument(0))
  const { rpc, lock, target } = await locate(env.home)
  if (target !== 'embedded') throw usage(`Only a development chain has a clock to move; this network is on ${target}.`)
  const provider = await connect(rpc, lock.founding.chainId)
  try {
    await provider.send('evm_increaseTime', [seconds])
    await provider.send('evm_mine', [])
    const now = await chainTime(provider)
    return {
      json: { advancedSeconds: seconds, chainTime: isoOf(now) },
      text: [`The chain’s clock says ${isoOf(now)}.`],
      good: true,
    }
  } finally {
    provider.destroy()
  }
}
