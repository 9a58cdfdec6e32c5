import { isError, type JsonRpcProvider } from 'ethers'
import type { Lock } from '../../network/ceremony/lock.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { connect, connectAny } from './connect.ts'
import type { Location } from './location.ts'

/** A public chain that answers. */
export interface PublicChain {
  /** As the consortium calls it. */
  readonly name: string
  readonly chainId: number
  readonly provider: JsonRpcProvider
}

/** What came of some work on one public chain. */
export type OnChain<T> =
  | { readonly chain: string; readonly done: T }
  | { readonly chain: string; readonly failed: QuorateError }

/**
 * Does the same work on every public chain that a home knows, all at once: one that is dead, slow or refuses delays no
 * other, and its failure is an outcome beside theirs.
 * @param timeout milliseconds that one call may take.
 * @throws QuorateError PUBLIC_CHAIN_ABSENT
 */
export async function onPublicChains<T>(
  location: Location,
  work: (chain: PublicChain) => Promise<T>,
  timeout?: number,
): Promise<OnChain<T>[]> {
  const names = Object.keys(location.publicChains)
  if (names.length === 0) throw noPublicChain()
  return Promise.all(names.map((chain) => outcomeOf(location, { chain, work, timeout })))
}

async function outcomeOf<T>(
  location: Location,
  { chain, work, timeout }: { chain: string; work: (chain: PublicChain) => Promise<T>; timeout: number | undefined },
): Promise<OnChain<T>> {
  let open: PublicChain | undefined
  try {
    open = await openPublicChain(location, chain, timeout)
    return { chain, done: await work(open) }
  } catch (error) {
    return { chain, failed: chainFailure(chain, error) }
  } finally {
    open?.provider.destroy()
  }
}

// ethers tells every error of a call as a revert, also a limit on requests; the views that are read here revert on nothing.
const OF_THE_CHAIN = [
  'CALL_EXCEPTION',
  'TIMEOUT',
  'SERVER_ERROR',
  'NETWORK_ERROR',
  'UNKNOWN_ERROR',
  'BAD_DATA',
] as const

/** A node that stops answering halfway, or answers nonsense, is that chain's failure; anything else is a bug of ours. */
export function chainFailure(chain: string, error: unknown): QuorateError {
  if (error instanceof QuorateError) return error
  if (!OF_THE_CHAIN.some((code) => isError(error, code))) throw error
  const { shortMessage, message } = error as { shortMessage?: string; message: string }
  return new QuorateError('PUBLIC_CHAIN_FAILED', `The node of the public chain ${chain} failed in the midst of work.`, {
    facts: { chain, reason: shortMessage ?? message },
    remedy: 'Run the command again: what was sent is known. Give several addresses of this chain, as spares.',
    cause: error,
  })
}

/**
 * The first of a chain's addresses that answers, and is that chain.
 * @throws QuorateError PUBLIC_CHAIN_UNKNOWN; RPC_UNREACHABLE, CHAIN_OTHER: of the last address.
 */
export async function openPublicChain(
  { lock, publicChains }: Pick<Location, 'lock' | 'publicChains'>,
  name: string,
  timeout?: number,
): Promise<PublicChain> {
  const chainId = chainIdOf(lock, name)
  let last: unknown = noPublicChain()
  for (const rpc of publicChains[name] ?? []) {
    try {
      const provider =
        chainId === undefined ? await connectAny(rpc, { timeout }) : await connect(rpc, chainId, { timeout })
      return { name, provider, chainId: Number((await provider.getNetwork()).chainId) }
    } catch (error) {
      last = error
    }
  }
  throw last
}

/**
 * Name of the chain that `notBefore` is taken from: of those the consortium anchors to, the one with the lowest chain id,
 * so that all members name the same.
 */
export function referenceChain({ founding }: Lock): string {
  const [first] = founding.consortium.checkpoints.publicChains.toSorted((a, b) => a.chainId - b.chainId)
  return first?.name ?? ''
}

/**
 * In a rehearsal a development chain stands in for each, whatever its id. A network's own members pay on no other chain
 * than those they agreed on.
 */
function chainIdOf({ founding }: Lock, name: string): number | undefined {
  if (founding.rehearsal) return undefined
  const chains = founding.consortium.checkpoints.publicChains
  const chain = chains.find((one) => one.name === name)
  if (chain !== undefined) return chain.chainId
  throw new QuorateError('PUBLIC_CHAIN_UNKNOWN', `This consortium anchors to no chain called ${name}.`, {
    facts: { chain: name, chains: chains.map((one) => one.name) },
    remedy: 'Name it in member.yaml as the description of the consortium does, and run quorate apply again.',
  })
}

function noPublicChain(): QuorateError {
  return new QuorateError('PUBLIC_CHAIN_ABSENT', 'This home knows no address of a public chain.', {
    facts: {},
    remedy: 'Name one: quorate apply --public-rpc NAME=URL, NAME as in the description of the consortium.',
  })
}
