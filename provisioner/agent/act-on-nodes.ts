import type { NodeAction } from '../../network/agent/action.ts'
import type { Decision } from '../../network/agent/decide.ts'
import { parseEnode } from '../../network/besu/enode.ts'
import type { Failures } from './failures.ts'
import { inWords } from './in-words.ts'
import type { AgentMetrics } from './metrics.ts'
import type { Sight } from './sight.ts'

export interface NodeActing {
  readonly eyes: Pick<Sight, 'node'>
  readonly metrics: Pick<AgentMetrics, 'acted'>
  readonly failures: Failures
  elapsed(): number
  progress(line: string): void
}

export interface NodeActs {
  readonly did: readonly string[]
  /** Nodes of whose lists something could not be set. */
  readonly refused: ReadonlySet<string>
}

/** Does what was decided for own nodes. What one of them refuses is tried again later and later, and holds up nothing else. */
export async function actOnNodes(
  decision: Pick<Decision, 'nodeActions' | 'memory'>,
  at: NodeActing,
): Promise<NodeActs> {
  const { eyes, metrics, failures, elapsed, progress } = at
  const did: string[] = []
  const refused = new Set<string>()
  forget(decision, failures)
  for (const action of decision.nodeActions) {
    const key = nodeActionKey(action)
    if (!failures.mayTry(key, elapsed())) {
      if (isOfList(action)) refused.add(action.node)
      continue
    }
    try {
      await eyes.node(action.node)?.act(action)
      failures.over(key)
      metrics.acted(action.kind, 'done')
      did.push(key)
      if (action.kind !== 'add-peer') progress(inWords(action))
    } catch (error) {
      metrics.acted(action.kind, 'failed')
      failures.failed(key, error, elapsed())
      if (isOfList(action)) refused.add(action.node)
    }
  }
  return { did, refused }
}

const OURS = /^((dis)?allow-(nodes|accounts)|(add|remove)-peer|meet-again|(discard-)?vote) on /

function isOfList({ kind }: NodeAction): boolean {
  return /^(dis)?allow-/.test(kind)
}

/** What is wanted no longer. A peer that was dialled a moment ago is still wanted. */
function forget({ nodeActions, memory }: Pick<Decision, 'nodeActions' | 'memory'>, failures: Failures): void {
  const dialled = [...memory.tries.keys()].map((tried): NodeAction => {
    const [node = '', enode = ''] = tried.split(' ')
    return { node, kind: 'add-peer', enode }
  })
  const wanted = new Set([...nodeActions, ...dialled].map(nodeActionKey))
  failures.keepOnly((key) => !OURS.test(key) || wanted.has(key))
}

/** Peers each have a key of their own: any member may announce a place that Besu refuses. */
function nodeActionKey(action: NodeAction): string {
  const key = `${action.kind} on ${action.node}`
  if ('enode' in action) return `${key}: ${placeOf(action.enode)}`
  return 'enodes' in action ? `${key}: ${action.enodes.map(placeOf).join(', ')}` : key
}

function placeOf(url: string): string {
  const enode = parseEnode(url)
  return enode === undefined ? url : `${enode.publicKey.slice(2, 10)}… at ${enode.host}:${enode.port}`
}
