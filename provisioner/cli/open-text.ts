import { z } from 'zod'
import { anyHex, hash32 } from '../../network/fields.ts'
import { shortId } from '../../network/governance/proposal.ts'
import { reasonCommitment, VOTE_REASON } from '../../network/governance/vote-reason.ts'
import { fromHex, type Hex } from '../../network/hex.ts'
import { commitment, SALT_BYTES } from '../../network/privacy/commitment.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { ProposalOnChain } from '../chain/proposals.ts'
import { TEXT_SCHEMA } from '../chain/put-to-vote.ts'
import type { Reasoned } from '../chain/reasons.ts'
import { readDocument } from '../founding/read.ts'

const common = {
  networkId: hash32,
  id: z.string(),
  salt: anyHex.refine((salt) => salt.length === 2 + 2 * SALT_BYTES, `a salt of ${SALT_BYTES} bytes`),
  text: z.string(),
}

const textFile = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal(TEXT_SCHEMA), description: hash32, ...common }),
  z.strictObject({ format: z.literal(VOTE_REASON), member: z.string(), reason: hash32, ...common }),
])

/** Why something was proposed, or why a member voted as it did. */
export type Opened =
  | { readonly text: string }
  | { readonly reason: Omit<Reasoned, 'reason'> & { readonly text: string } }

interface Opening {
  readonly networkId: Hex
  readonly proposal: ProposalOnChain
  reasons(): Promise<readonly Reasoned[]>
}

/** What a file says of a proposal or of a vote on it, if a commitment on chain stands for that. @throws QuorateError TEXT_OTHER */
export async function openText(file: string, { networkId, proposal, reasons }: Opening): Promise<Opened> {
  const found = await readDocument(textFile, file)
  const { text } = found
  const salt = fromHex(found.salt)
  if (found.format === TEXT_SCHEMA) {
    const committed = commitment(salt, { networkId, schema: TEXT_SCHEMA }, text)
    if (committed === proposal.description) return { text }
  } else {
    const { member } = found
    const committed = reasonCommitment(salt, { networkId, id: proposal.id.toString(), member, text })
    const cast = (await reasons()).find((one) => one.member === member && one.reason === committed)
    if (cast !== undefined) return { reason: { member, vote: cast.vote, text } }
  }
  throw new QuorateError(
    'TEXT_OTHER',
    `${file} holds neither the text of proposal ${shortId(proposal.id)} nor a vote’s reason.`,
    {
      facts: { file, proposal: shortId(proposal.id), format: found.format },
      remedy: 'Ask the proposer, or the voter, for the file that its home keeps under proposals.',
    },
  )
}
