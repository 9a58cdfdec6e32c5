import { genesisBlock } from '../genesis/genesis-block.ts'
import type { GenesisFile } from '../genesis/genesis-file.ts'
import type { Problem } from '../problem.ts'
import { cardHash } from './card.ts'
import { checkFounders } from './check-founders.ts'
import type { Founding } from './founding.ts'
import { foundingId, networkId } from './identity.ts'
import { checkApprovals, type Lock } from './lock.ts'

/**
 * All that is wrong with a lock by itself. The hashes are computed again from what it holds; the contracts are not run
 * again, since a later kit may carry later ones: that every founder did so is what the approvals say.
 */
export async function checkLock(lock: Lock, file: string): Promise<Problem[]> {
  const { founding } = lock
  const cards = founding.cards.map((card) => ({ file, card }))
  return [
    ...checkFounders(founding.consortium, cards, founding.rehearsal),
    ...(await checkIdentity(founding, file)),
    ...checkApprovals(
      founding,
      lock.approvals.map((approval) => ({ file, approval })),
    ),
  ]
}

/** Whether a founding's ids and hashes follow from the description, the cards and the genesis it holds. */
export async function checkIdentity(founding: Founding, file: string): Promise<Problem[]> {
  const { consortium, cards, genesis } = founding
  const block = await genesisBlock(genesis as unknown as GenesisFile)
  const derived = {
    chainId: consortium.chainId,
    foundingId: foundingId(consortium, cards.map(cardHash)),
    stateRoot: block.stateRoot,
    genesisHash: block.hash,
    networkId: networkId(consortium.chainId, block.hash),
  }
  const fields = Object.keys(derived) as (keyof typeof derived)[]
  return fields
    .filter((field) => derived[field] !== founding[field])
    .map((field) => ({
      code: 'FOUNDING_DIFFERS',
      file,
      path: field,
      found: String(founding[field]),
      expected: String(derived[field]),
    }))
}
