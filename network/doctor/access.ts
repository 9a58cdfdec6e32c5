import type { ExaminedNode, Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { printable } from './printable.ts'

/** Who may ask the nodes what: too few, or too many. */
export function access({ nodes, exposed }: Facts): DoctorFinding[] {
  return [
    ...nodes.flatMap((node) => [...host(node), ...token(node), ...unprotected(node)]),
    ...(exposed ?? []).map(({ what, address, port }) =>
      finding('RPC_EXPOSED', what, { says: `${what} answers at ${address}:${port}, which is not loopback.` }),
    ),
  ]
}

function host({ node, open }: ExaminedNode): DoctorFinding[] {
  const asked = open?.hostStatus
  if (asked?.status !== 403) return []
  return [
    finding('HOST_NOT_ALLOWED', node, { says: `${node} answers 403, Host not authorized, when called ${asked.host}.` }),
  ]
}

function token({ node, own }: ExaminedNode): DoctorFinding[] {
  if (own === undefined || !('refused' in own)) return []
  return [finding('TOKEN_REFUSED', node, { says: `${node} refuses its member’s token: ${printable(own.refused)}.` })]
}

function unprotected({ node, open }: ExaminedNode): DoctorFinding[] {
  const methods = open?.unprotected ?? []
  if (methods.length === 0) return []
  return [finding('ADMIN_UNPROTECTED', node, { says: `${node} answers ${methods.join(', ')} without a token.` })]
}
