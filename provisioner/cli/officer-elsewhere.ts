import { getAddress, isAddress } from 'ethers'
import { type CardBody, cardBody, cardHash, cardTypedData } from '../../network/ceremony/card.ts'
import type { Hex } from '../../network/hex.ts'
import { typedPayload } from '../../network/typed-data.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { documentText } from '../founding/publish.ts'
import { readDocument } from '../founding/read.ts'
import { replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { type Input, usage } from './input.ts'
import { readProof } from './read-proof.ts'

/** The officer's proof, where the officer is an account whose key is not in this home: a hardware wallet, a multi-signer contract. */
export interface OfficerElsewhere {
  readonly body: CardBody
  readonly proof: Hex
}

/**
 * The card's body with another account as its officer, and that account's proof. What is to be signed is kept, so that the proof
 * is of the very card that is made from it.
 * @throws QuorateError OFFICER_PROOF_AWAITED before there is a proof: the file it names is what has to be signed.
 */
export async function officerElsewhere(
  home: Home,
  input: Input,
  { env, fresh }: { readonly env: Environment; readonly fresh: () => CardBody },
): Promise<OfficerElsewhere | undefined> {
  const officer = input.text('officer')
  if (officer === undefined) return undefined
  if (!isAddress(officer)) throw usage('--officer takes the address of an account: 0x and 40 hex digits.')
  const draft = homePaths.cardDraft(home.dir)
  const file = input.text('officerProof')
  if (file === undefined) {
    const body = { ...fresh(), officer: getAddress(officer) as Hex }
    await replace(draft, documentText(body), { mode: 0o644 })
    throw await toSign(home, body)
  }
  if (!(await exists(draft))) throw usage('Run it first without --officer-proof: that writes what is to be signed.')
  const body = await readDocument(cardBody, draft)
  if (body.officer !== getAddress(officer))
    throw usage(`What was to be signed is a card of the officer ${body.officer}.`)
  return { body, proof: await readProof(env.cwd, file) }
}

/** In the form that eth_signTypedData_v4 takes, beside the draft. */
async function toSign(home: Home, body: CardBody): Promise<QuorateError> {
  const data = cardTypedData(body)
  const file = homePaths.cardToSign(home.dir)
  await replace(file, documentText(typedPayload(data)), { mode: 0o644 })
  return new QuorateError('OFFICER_PROOF_AWAITED', `The officer ${body.officer} has to sign the card first.`, {
    facts: { toSign: file, digest: cardHash(body), officer: body.officer },
    remedy: `Have it sign ${file} (eth_signTypedData_v4, or its ERC-1271 wallet), then add --officer-proof FILE.`,
  })
}
