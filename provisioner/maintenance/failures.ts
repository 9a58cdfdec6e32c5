import { QuorateError } from '../../network/quorate-error.ts'

export function quorumWouldBreak(
  node: string,
  says: string,
  facts: { readonly validators: number; readonly live: number },
): QuorateError {
  return new QuorateError('QUORUM_WOULD_BREAK', `${node} stays up: ${says}`, {
    facts: { node, ...facts },
    remedy: 'Bring the nodes that are down back (quorate doctor says which), and run the command again.',
  })
}

export function leaseNotFree(node: string, why: string, seconds: number): QuorateError {
  return new QuorateError('LEASE_NOT_FREE', `The turn of ${node} did not come within ${seconds / 3600} hours.`, {
    facts: { node, why },
    remedy:
      'See who has the maintenance lease (quorate doctor), ask that member, and run the command again. Members who pass it on among themselves keep all others from it, and from changes of validators: suspend one (quorate emergency suspend), which ends its lease and bars it from the next.',
  })
}

export function leaseNeeded(node: string, remedy: string): QuorateError {
  return new QuorateError('LEASE_NEEDED', `The chain makes blocks and counts on ${node}: it stays up.`, {
    facts: { node },
    remedy,
  })
}

export function nodeSilent(node: string, says: string): QuorateError {
  return new QuorateError('NODE_SILENT', `${node} runs and does not answer; it stays as it is. ${says}`, {
    facts: { node, reason: says },
    remedy:
      'See its log. If it makes no blocks (others tell), `quorate apply --without-lease` replaces it; then run this again. If it does, mend the way to it first.',
  })
}

export function nodeNotBack(node: string, seconds: number): QuorateError {
  return new QuorateError('NODE_NOT_BACK', `${node} runs and was not at the head within ${seconds / 60} minutes.`, {
    facts: { node },
    remedy: 'See quorate doctor. The lease lapses by itself; run the same command again to go on.',
  })
}

export function agentNotRolling(node: string, why: string, seconds: number): QuorateError {
  return new QuorateError('AGENT_NOT_ROLLING', `The agent did not make ${node} anew within ${seconds / 3600} hours.`, {
    facts: { node, why },
    remedy:
      'See what its agent says (kubectl logs deployment/MEMBER-agent) and who has the maintenance lease (quorate doctor). What it is to be made from stands in the release; run the command again to wait on.',
  })
}
