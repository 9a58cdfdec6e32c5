import type { Unlock } from '../../network/consortium/member-options/member-options.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import type { KeyRole } from '../signers/key-role.ts'
import { openKeystores } from '../signers/keystore.ts'
import { KeystoreSigner } from '../signers/keystore-signer.ts'
import type { Signer } from '../signers/signer.ts'
import { type Home, homeDamaged, homePaths } from './home.ts'
import { homePassphrase } from './home-passphrase.ts'
import { readUnlock } from './read-unlock.ts'

/** A member's keys, ready to sign. */
export interface Signers {
  of(role: KeyRole): Signer
  /** The private key of one of the member's nodes, which Besu itself has to read: 0x and 64 hex digits. */
  nodeKey(node: string): Hex
}

/**
 * Asks for the passphrase where it has to, and opens the home's keys with one scrypt. A key that member.yaml says is elsewhere is
 * used there and nowhere else, even where its keystore still lies in the home.
 * @param chosen what a member.yaml says that the home is about to keep.
 */
export async function unlock(home: Home, env: Environment, chosen?: Unlock): Promise<Signers> {
  const options = chosen ?? (await readUnlock(home.dir))
  const remote: readonly string[] = options?.by === 'web3signer' ? options.roles : []
  const local = home.keystores.filter(({ role }) => !remote.includes(role))
  const keys = await openKeystores(local, await homePassphrase(home.dir, env, options))
  const keyOf = (role: KeyRole) => {
    const key = keys.get(role)
    if (home.record.keys.some((one) => one.role === role && 'keptBy' in one)) throw keyElsewhere(role)
    if (key === undefined) throw homeDamaged(homePaths.record(home.dir), `it names no ${role} key`)
    return key
  }
  const signer = (role: KeyRole) => new KeystoreSigner(keyOf(role))
  const elsewhere = options?.by === 'web3signer' ? await remoteSigners(home, options, signer('checkpoint')) : new Map()
  return {
    of: (role) => elsewhere.get(role) ?? signer(role),
    nodeKey: (node) => keyOf(`node/${node}`).reveal(),
  }
}

function keyElsewhere(role: KeyRole): QuorateError {
  return new QuorateError('KEY_ELSEWHERE', `The ${role} key is in an HSM, and does not leave it.`, {
    facts: { role },
    remedy: 'See docs/hsm.md: the token signs a card’s digest, and Besu signs through its plugin.',
  })
}

type Remote = Extract<Unlock, { by: 'web3signer' }>

/** Secrets that would follow from the agent's key follow from one that the home has. */
async function remoteSigners(home: Home, options: Remote, secret: KeystoreSigner): Promise<Map<string, Signer>> {
  const [{ web3SignerClient }, { Web3Signer }] = await Promise.all([
    import('../signers/web3signer-client.ts'),
    import('../signers/web3signer.ts'),
  ])
  const client = await web3SignerClient(options, home.dir)
  const there = home.record.keys.filter(({ role }) => (options.roles as readonly string[]).includes(role))
  return new Map(
    there.map(({ role, address, publicKey }): [string, Signer] => {
      const derive: Signer['derive'] = (purpose, given) => secret.derive(`${purpose} for ${role}`, given)
      return [role, new Web3Signer(client, { address, publicKey, derive })]
    }),
  )
}
