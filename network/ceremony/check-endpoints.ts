import type { Problem } from '../problem.ts'
import { signerOf, typedDigest } from '../typed-data.ts'
import { type Endpoints, endpointsTypedData } from './endpoints.ts'

/** Whether an endpoint record is signed, and, where the member's agent is known, signed by it. */
export function checkEndpoints(record: Endpoints, file: string, agent?: string): Problem[] {
  const signer = signerOf(typedDigest(endpointsTypedData(record)), record.signature)
  if (signer !== undefined && (agent === undefined || signer === agent)) return []
  return [
    {
      code: 'ENDPOINTS_FORGED',
      file,
      path: 'signature',
      found: signer === undefined ? 'no signature over this record' : `a signature by ${signer}`,
      expected: `a signature by ${agent ?? `an agent of ${record.member}`}`,
      whose: record.member,
    },
  ]
}
