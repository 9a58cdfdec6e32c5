import { examinationText } from '../../../network/doctor/examination-text.ts'
import { type Examination, examine } from '../../../network/doctor/examine.ts'
import type { Facts } from '../../../network/doctor/facts.ts'
import { nodesFrom } from '../../../network/firewall/present-nodes.ts'
import { whereNodesRun } from '../../chain/where-nodes-run.ts'
import { collectFacts } from '../../doctor/collect.ts'
import type { Environment } from '../../environment.ts'
import { tokenNodes } from '../../home/home-record.ts'
import { openHome } from '../../home/open-home.ts'
import type { Answer } from '../command.ts'
import { agentTokens } from '../agent-tokens.ts'
import { type Input, usage } from '../input.ts'

/** What is wrong with this member's nodes and its network, with cause and remedy. Changes nothing. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const home = await openHome(env.home)
  const location = await whereNodesRun(home.dir)
  if (location.target === 'embedded') throw usage('On the embedded target no node runs, and nothing of it can be ill.')
  const { member } = home.record
  const list = input.text('nodes') ?? env.variables['QUORATE_AGENT_NODES']
  env.progress(`${member}: asking nodes, peers and this machine`)
  // Where nobody gives the passphrase, nothing is asked that takes it.
  const opens = input.flag('unlock') || env.variables['QUORATE_PASSPHRASE_FILE']
  const token = opens ? await agentTokens(home, location.lock.founding.networkId, env) : undefined
  const facts = await collectFacts({
    home: home.dir,
    member,
    tokens: tokenNodes(home.record),
    location,
    list,
    token,
    env,
  })
  const examination = examine(facts)
  const good = !examination.findings.some(({ level }) => level === 'error')
  return { json: document(facts, examination), text: examinationText(facts, examination), good }
}

function document({ member, now, nodes, registry }: Facts, { findings, notAsked }: Examination) {
  return {
    member,
    at: now,
    nodes: nodes.map(({ node, duty, state, open, silence }) => ({
      name: node,
      duty,
      state,
      answers: open !== undefined,
      reason: silence?.reason ?? null,
      height: open?.head?.number ?? null,
      headAgeSeconds: open?.head === undefined ? null : Math.max(0, now - open.head.time),
      peers: open?.peers ?? null,
    })),
    nodesFrom: nodesFrom(registry),
    findings,
    notAsked,
  }
}
