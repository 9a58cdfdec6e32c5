import { canonicalJson } from '../canonical.ts'
import { consortiumProblems } from '../consortium/consortium-problems.ts'
import { predeploys } from '../genesis/addresses.ts'
import { genesisBlock } from '../genesis/genesis-block.ts'
import { genesisFile } from '../genesis/genesis-file.ts'
import type { Problem } from '../problem.ts'
import { cardHash, validatorsOf } from './card.ts'
import { checkFounders } from './check-founders.ts'
import type { Founding } from './founding.ts'
import { foundingId, networkId } from './identity.ts'
import { checkApprovals, type Lock } from './lock.ts'

/** All that is wrong with a lock by itself: with its founding, and with what the founders say of that. */
export async function checkLock(lock: Lock, file: string): Promise<Problem[]> {
  const approvals = lock.approvals.map((approval) => ({ file, approval }))
  return [...(await checkIdentity(lock.founding, file)), ...checkApprovals(lock.founding, approvals)]
}

/**
 * All that is wrong with a founding by itself. Ids and hashes are computed again from the description, the cards and
 * the state it holds. The contracts are not run again, since a later kit may carry later ones: that every founder ran
 * them, and got this very state, is what the approvals say.
 */
export async function checkIdentity(founding: Founding, file: string): Promise<Problem[]> {
  const cards = founding.cards.map((card) => ({ file, card }))
  return [
    ...consortiumProblems(founding.consortium, file).map((problem) => ({
      ...problem,
      path: `consortium.${problem.path ?? ''}`,
    })),
    ...checkFounders(founding.consortium, cards, founding.rehearsal),
    ...(await derivation(founding, file)),
  ]
}

async function derivation(founding: Founding, file: string): Promise<Problem[]> {
  const { consortium, cards } = founding
  // Header and settings as the description and the cards ask for them, over the state that the file holds.
  const { alloc: _, ...genesis } = genesisFile(consortium, validatorsOf(cards), [])
  const block = await genesisBlock({ ...genesis, alloc: founding.genesis.alloc })
  const derived = {
    chainId: consortium.chainId,
    foundingId: foundingId(consortium, cards.map(cardHash)),
    stateRoot: block.stateRoot,
    genesisHash: block.hash,
    networkId: networkId(consortium.chainId, block.hash),
  }
  return [
    ...differences(founding, derived, { file, prefix: '' }),
    ...differences(founding.genesis, genesis, { file, prefix: 'genesis.' }),
    ...idInState(founding, file),
  ]
}

/** One problem for each field that is not as derived. */
function differences(found: object, derived: object, at: { file: string; prefix: string }): Problem[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : canonicalJson(value ?? null))
  return Object.entries(derived)
    .map(([field, value]) => ({ field, found: text(found[field as never]), expected: text(value) }))
    .filter((pair) => pair.found !== pair.expected)
    .map((pair) => ({ code: 'FOUNDING_DIFFERS', file: at.file, path: at.prefix + pair.field, ...brief(pair) }))
}

function brief({ found, expected }: { found: string; expected: string }) {
  return { found: found.slice(0, 600), expected: expected.slice(0, 600) }
}

/**
 * Ties the description and the cards to the genesis: its state holds the founding id, which no word there can equal by
 * chance. Without this, another description and the keys of an impostor could be put beside a network's own genesis.
 */
function idInState({ foundingId, genesis }: Founding, file: string): Problem[] {
  const slots = Object.values(genesis.alloc[predeploys.MemberRegistry]?.storage ?? {})
  if (slots.includes(foundingId)) return []
  return [
    {
      code: 'FOUNDING_DIFFERS',
      file,
      path: 'genesis.alloc',
      found: 'a state that does not hold this founding id',
      expected: `the founding id ${foundingId} in the member registry`,
    },
  ]
}
