import { z } from 'zod'
import type { Hex } from '../hex.ts'
import type { Problem } from '../problem.ts'
import { signerOf, typedDigest } from '../typed-data.ts'
import { type Approval, approvalSchema, approvalTypedData } from './approval.ts'
import { type Founding, foundingSchema } from './founding.ts'
import { agreementDigest } from './identity.ts'

/** What everybody agreed on, with every founder's signature. From here on the network is named by its network id. */
export const lockSchema = z.strictObject({
  format: z.literal('quorate/lock/1'),
  founding: foundingSchema,
  /** One of each founder, in the order of their names. */
  approvals: z.array(approvalSchema),
})

export type Lock = z.output<typeof lockSchema>

/** An approval and the file it came in. */
export interface ApprovalFile {
  readonly file: string
  readonly approval: Approval
}

/** Why these approvals do not seal this founding; empty where every founder signed it exactly once. */
export function checkApprovals(founding: Founding, approvals: readonly ApprovalFile[]): Problem[] {
  const agreement = agreementDigest(founding)
  return [
    ...approvals.flatMap((entry) => checkApproval(founding, agreement, entry)),
    ...founding.cards.flatMap(({ member }) => missingOrDouble(member, approvals)),
  ]
}

/** @param approvals ones that `checkApprovals` finds nothing wrong with. The same set in any order gives the same lock. */
export function lockOf(founding: Founding, approvals: readonly Approval[]): Lock {
  const sorted = [...approvals].sort((a, b) => (a.member < b.member ? -1 : 1))
  return { format: 'quorate/lock/1', founding, approvals: sorted }
}

function checkApproval(founding: Founding, agreement: Hex, { file, approval }: ApprovalFile): Problem[] {
  const whose = approval.member
  const card = founding.cards.find(({ member }) => member === whose)
  if (card === undefined) {
    const founders = founding.cards.map(({ member }) => member).join(', ')
    return [{ code: 'APPROVAL_FOREIGN', file, path: 'member', found: whose, expected: `a founder: ${founders}`, whose }]
  }
  const stale = (['foundingId', 'networkId', 'genesisHash'] as const).find(
    (field) => approval[field] !== founding[field],
  )
  if (stale !== undefined) {
    return [{ code: 'APPROVAL_STALE', file, path: stale, found: approval[stale], expected: founding[stale], whose }]
  }
  if (signerOf(typedDigest(approvalTypedData(whose, founding, agreement)), approval.signature) === card.officer)
    return []
  const expected = `a signature by ${whose}'s officer ${card.officer}`
  return [{ code: 'APPROVAL_FORGED', file, path: 'signature', found: 'a signature by another key', expected, whose }]
}

function missingOrDouble(member: string, approvals: readonly ApprovalFile[]): Problem[] {
  const files = approvals.filter(({ approval }) => approval.member === member).map(({ file }) => file)
  if (files.length === 1) return []
  const [code, found] = files.length === 0 ? ['APPROVAL_MISSING', 'none'] : ['APPROVAL_DUPLICATE', files.join(', ')]
  return [{ code, path: member, found, expected: 'one approval of this member', whose: member }]
}
