import { canonicalConsortium } from '../consortium/canonical-consortium.ts'
import { type Consortium, consortiumSchema } from '../consortium/consortium.ts'
import { consortiumProblems } from '../consortium/consortium-problems.ts'
import { contractsDigest } from '../genesis/contracts-digest.ts'
import { foundingSteps } from '../genesis/founding-steps.ts'
import { genesisBlock } from '../genesis/genesis-block.ts'
import { genesisFile } from '../genesis/genesis-file.ts'
import { predeploy } from '../genesis/predeploy.ts'
import type { Problem } from '../problem.ts'
import { cardHash, validatorsOf } from './card.ts'
import { type CardFile, checkFounders } from './check-founders.ts'
import type { Founding } from './founding.ts'
import { foundingId, networkId, specDigest } from './identity.ts'

export type Found =
  | { readonly ok: true; readonly founding: Founding }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * The whole network from its description and its founders' cards: state, genesis, block hash, ids.
 * Pure: the same description and cards, in any order, give the same founding, byte for byte.
 */
export async function found(description: Consortium, files: readonly CardFile[], rehearsal: boolean): Promise<Found> {
  const problems = [
    ...consortiumProblems(description, 'the description'),
    ...checkFounders(description, files, rehearsal),
  ]
  if (problems.length > 0) return { ok: false, problems }
  // Through the schema, so that the fields stand in its order whoever made the object.
  const consortium = canonicalConsortium(consortiumSchema.parse(description))
  const cards = files.map(({ card }) => card).sort((a, b) => (a.member < b.member ? -1 : 1))
  const id = foundingId(consortium, cards.map(cardHash))
  const steps = foundingSteps(consortium, cards, { foundingId: id, specDigest: specDigest(consortium) })
  const state = await predeploy(steps, { chainId: consortium.chainId, timestamp: consortium.foundedAt })
  const genesis = genesisFile(consortium, validatorsOf(cards), state)
  const { stateRoot, hash } = await genesisBlock(genesis)
  const founding = {
    format: 'quorate/founding/1',
    consortium,
    cards,
    rehearsal,
    contracts: contractsDigest(),
    chainId: consortium.chainId,
    foundingId: id,
    networkId: networkId(consortium.chainId, hash),
    genesisHash: hash,
    stateRoot,
    genesis,
  } as const
  return { ok: true, founding: founding as unknown as Founding }
}
