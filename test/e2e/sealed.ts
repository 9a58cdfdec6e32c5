import { encodeRlp, JsonRpcProvider, SigningKey, Wallet, zeroPadBytes } from 'ethers'
import { asMember, type AtWork } from '../../provisioner/chain/as-member.ts'
import { withLogs } from '../../provisioner/checkpoint/logs.ts'
import { type Part, takePart } from '../../provisioner/checkpoint/take-part.ts'
import type { Environment } from '../../provisioner/environment.ts'
import { as } from './rehearsals.ts'

const VALIDATORS = [1, 2, 3, 4].map(() => new SigningKey(Wallet.createRandom().privateKey))

/** A development chain as a member's own Besu node would show it: each block sealed at round 0 by all validators. */
class Sealing extends JsonRpcProvider {
  override async send(method: string, params: unknown[]): Promise<unknown> {
    const answer = await super.send(method, params)
    if (!/^eth_getBlockBy/.test(method) || answer === null) return answer
    return { ...answer, extraData: sealedBy(VALIDATORS, answer.hash) }
  }
}

function sealedBy(validators: readonly SigningKey[], hash: string): string {
  const addresses = validators.map((key) => new Wallet(key).address)
  const seals = validators.map((key) => key.sign(hash).serialized)
  return encodeRlp([zeroPadBytes('0x', 32), addresses, [], '0x', seals])
}

/** A member's next step on a network whose validators seal blocks. `change` makes another of what it works with. */
export async function sealedPart(
  root: string,
  member: string,
  change: (at: AtWork) => Partial<AtWork> = () => ({}),
): Promise<Part> {
  const { home = '', passphrase = '' } = as(root, member)
  const env: Environment = {
    home,
    cwd: root,
    variables: { QUORATE_PASSPHRASE_FILE: passphrase },
    now: () => Math.floor(Date.now() / 1000),
    elapsed: () => performance.now() / 1000,
    progress() {},
    line() {},
    signal: new AbortController().signal,
    self: [],
  }
  return asMember(env, async (at) => {
    const provider = new Sealing(at.location.rpc, undefined, { batchMaxCount: 1, cacheTimeout: -1 })
    const location = { ...at.location, target: 'process' } as const
    try {
      return await withLogs(at.home, (logs) => takePart({ ...at, provider, location, ...change(at) }, logs))
    } finally {
      provider.destroy()
    }
  })
}
