import { allowListDiffs } from '../agent/allow-lists.ts'
import { parseEnode } from '../besu/enode.ts'
import { nodeAddress } from '../ceremony/card.ts'
import { quorumOf } from '../consortium/quorum.ts'
import { answersOf, type ExaminedNode, type Facts, type OwnAnswers } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { listed, nodeNames } from './names.ts'

/** Allow lists against what was decided, and static nodes that could never be let go. */
export function lists(facts: Facts): DoctorFinding[] {
  return facts.nodes.flatMap((node) => {
    const own = answersOf(node)
    return [
      ...(own === undefined ? [] : [...drift(node, own, facts), ...lockout(node, own, facts)]),
      ...fixed(node, facts),
    ]
  })
}

function drift({ node }: ExaminedNode, { facts: own }: OwnAnswers, facts: Facts): DoctorFinding[] {
  const { registry } = facts
  // Lists follow a chain that goes on: a node that is behind knows old decisions.
  if (registry === undefined || facts.now - own.head.time > facts.network.headAgeSeconds) return []
  const { nodes, accounts } = allowListDiffs(own, registry, facts)
  const name = nodeNames(facts)
  const who = (url: string) => {
    const enode = parseEnode(url)
    return enode === undefined ? url : `${name(nodeAddress(enode.publicKey))} at ${enode.host}:${enode.port}`
  }
  const parts = [
    ...some('lacks nodes: ', nodes.add.map(who)),
    ...some('lets in too many nodes: ', nodes.remove.map(who)),
    ...some('lacks accounts: ', accounts.add),
    ...some('lets in too many accounts: ', accounts.remove),
  ]
  return parts.length === 0 ? [] : [finding('ALLOWLIST_DRIFT', node, { says: `${node} ${parts.join('; ')}.` })]
}

function some(says: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`${says}${listed(entries)}`]
}

/** Counted by key alone: at which address a validator is let in, the drift tells. */
function lockout({ node, address }: ExaminedNode, { facts: own }: OwnAnswers, facts: Facts): DoctorFinding[] {
  const allowed = new Set(
    own.allowedNodes.flatMap((url) => {
      const enode = parseEnode(url)
      return enode === undefined ? [] : [nodeAddress(enode.publicKey)]
    }),
  )
  const absent = own.validators.filter((validator) => validator !== address && !allowed.has(validator))
  const quorum = quorumOf(own.validators.length)
  const left = own.validators.length - absent.length
  if (absent.length === 0 || left >= quorum) return []
  const says = `${node} lets in ${left} of ${own.validators.length} validators, and ${quorum} make a block. Missing: ${listed(absent.map(nodeNames(facts)))}.`
  return [finding('ALLOWLIST_LOCKOUT', node, { says })]
}

function fixed({ node, address, staticNodes }: ExaminedNode, facts: Facts): DoctorFinding[] {
  const own = new Set([address, ...facts.nodes.map((one) => one.address)])
  const name = nodeNames(facts)
  const foreign = (staticNodes ?? []).flatMap((url) => {
    const enode = parseEnode(url)
    const other = enode === undefined ? undefined : nodeAddress(enode.publicKey)
    return other === undefined || own.has(other) ? [] : [name(other)]
  })
  if (foreign.length === 0) return []
  return [finding('STATIC_NODE_FOREIGN', node, { says: `The static nodes of ${node} hold ${listed(foreign)}.` })]
}
