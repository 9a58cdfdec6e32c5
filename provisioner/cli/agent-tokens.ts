import type { Hex } from '../../network/hex.ts'
import type { Tokens } from '../besu-rpc/jwt.ts'
import type { Environment } from '../environment.ts'
import type { Home } from '../home/home.ts'

/** Seconds that a token lives: one is made for each request. */
const LIFE = 30

/** Opens the home: what a node tells its own member alone takes its agent's tokens. */
export async function agentTokens(home: Home, networkId: Hex, env: Environment): Promise<Tokens> {
  // Loaded late: whoever asks for no token needs none of it.
  const [{ unlock }, { jwtKeyOf }] = await Promise.all([import('../home/unlock.ts'), import('../besu-rpc/jwt.ts')])
  const key = jwtKeyOf((await unlock(home, env)).of('agent'), networkId)
  return (permissions) => key.token(permissions, { now: env.now(), seconds: LIFE })
}
