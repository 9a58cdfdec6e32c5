import { canonicalJson } from '../../network/canonical.ts'
import { found } from '../../network/ceremony/found.ts'
import type { Founding } from '../../network/ceremony/founding.ts'
import { contractsDigest } from '../../network/genesis/contracts-digest.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { QuorateError } from '../../network/quorate-error.ts'

/**
 * Derives a founding again from the description and the cards that it embeds, and compares all of it.
 * @throws QuorateError CONTRACTS_DIFFER, FOUNDING_DIFFERS; InputProblems where what it embeds is unsound.
 */
export async function deriveAgain(founding: Founding, file: string): Promise<void> {
  if (founding.contracts !== contractsDigest()) {
    throw new QuorateError('CONTRACTS_DIFFER', 'The founding was made by a kit with other contracts than this one.', {
      facts: { found: founding.contracts, expected: contractsDigest() },
      remedy: 'Use the same release of quorate as the other founders.',
    })
  }
  const cards = founding.cards.map((card) => ({ file, card }))
  const derived = await found(founding.consortium, cards, founding.rehearsal)
  if (!derived.ok) throw new InputProblems(derived.problems)
  if (canonicalJson(derived.founding) === canonicalJson(founding)) return
  throw new QuorateError('FOUNDING_DIFFERS', 'The founding does not follow from the description and cards it embeds.', {
    facts: { found: founding.networkId, expected: derived.founding.networkId },
    remedy: 'Sign nothing. Tell the others: whoever made this file changed it, or runs a changed kit.',
  })
}
