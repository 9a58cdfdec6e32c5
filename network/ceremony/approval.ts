import { z } from 'zod'
import { hash32, memberName, signature65 } from '../fields.ts'
import { organisationId } from '../slug.ts'
import type { TypedData } from '../typed-data.ts'
import type { Founding } from './founding.ts'
import { agreementDigest } from './identity.ts'

/** One member's word that it derived this very network itself. Signed by its officer. */
export const approvalSchema = z.strictObject({
  format: z.literal('quorate/approval/1'),
  member: memberName,
  foundingId: hash32,
  networkId: hash32,
  genesisHash: hash32,
  signature: signature65,
})

export type Approval = z.output<typeof approvalSchema>

/** What the officer signs: the ids that people compare, and, as `agreement`, all that the founding says. */
export function approvalTypedData(
  member: string,
  founding: Founding,
  agreement = agreementDigest(founding),
): TypedData {
  return {
    domain: { name: 'quorate', version: '1', chainId: founding.chainId, salt: founding.foundingId },
    types: {
      Approval: [
        { name: 'organisation', type: 'address' },
        { name: 'networkId', type: 'bytes32' },
        { name: 'genesisHash', type: 'bytes32' },
        { name: 'agreement', type: 'bytes32' },
      ],
    },
    message: {
      organisation: organisationId(member),
      networkId: founding.networkId,
      genesisHash: founding.genesisHash,
      agreement,
    },
  }
}
