import { resolve } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import type { DecisionRule } from '../../../network/consortium/consortium.ts'
import { isoOf } from '../../../network/fields.ts'
import { awaited, type Waiting } from '../../../network/governance/awaited.ts'
import { type Decoded, decodeCall } from '../../../network/governance/decode.ts'
import { shortId, wholeId } from '../../../network/governance/proposal.ts'
import { subjectOf } from '../../../network/governance/subject.ts'
import { inWords, titleOf } from '../../../network/governance/words.ts'
import { readAffairs } from '../../chain/affairs.ts'
import { connectOwn } from '../../chain/connect-own.ts'
import { readAsked } from '../../chain/kept.ts'
import { type Location, locate } from '../../chain/location.ts'
import { readChambers, readMembers } from '../../chain/members.ts'
import {
  findProposal,
  type ProposalOnChain,
  readHolders,
  readRuleOf,
  readTallies,
  type Tally,
} from '../../chain/proposals.ts'
import { readReasons } from '../../chain/reasons.ts'
import { simulate } from '../../chain/simulate.ts'
import { chainTime } from '../../chain/wait-until.ts'
import type { Environment } from '../../environment.ts'
import { awaitedLine } from '../../status/status-text.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'
import { type Opened, openText } from '../open-text.ts'

/** One proposal: what it will do, in words and as decoded calls, what it needs, and how the vote stands. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const location = await locate(env.home)
  const provider = await connectOwn(location, env.home, env)
  try {
    const proposal = await findProposal(provider, input.argument(0))
    const words = input.text('text')
    const { networkId } = location.lock.founding
    const reasons = () => readReasons(provider, proposal)
    const opened =
      words === undefined ? undefined : await openText(resolve(env.cwd, words), { networkId, proposal, reasons })
    const { withUpgrades } = await import('../show-upgrades.ts')
    const upgrade = input.text('upgrade')
    const file = upgrade === undefined ? undefined : resolve(env.cwd, upgrade)
    const shown = await withUpgrades(await answer(provider, proposal, opened), { provider, proposal, file })
    return input.flag('simulate') ? await withSimulation(shown, { provider, location, proposal }) : shown
  } finally {
    provider.destroy()
  }
}

async function answer(
  provider: JsonRpcProvider,
  proposal: ProposalOnChain,
  opened: Opened | undefined,
): Promise<Answer> {
  const chambers = await readChambers(provider)
  const members = await readMembers(provider)
  const rule = await readRuleOf(provider, proposal.id)
  const holders = await readHolders(provider, proposal)
  const tallies = await readTallies(provider, proposal.id, chambers.length)
  const calls = proposal.actions.map((action) => ({ words: inWords(action, members) ?? null, ...decodeCall(action) }))
  const votes = chambers.map((chamber, i) => ({ chamber, ...tallies[i], rule: rule.chambers[i] }))
  const { id, state, decisionClass, snapshot, deadline, eta } = proposal
  const asked = await readAsked(provider, id, chambers)
  const awaits = await awaitedBy(provider, proposal)
  const times = { snapshot: isoOf(snapshot), deadline: isoOf(deadline), eta: eta === 0 ? null : isoOf(eta) }
  const json = {
    id: id.toString(),
    short: shortId(id),
    state,
    class: decisionClass,
    ...times,
    calls,
    votes,
    holders,
    awaits,
    text: null,
    reason: null,
    ...opened,
  }
  return {
    json: { ...json, chambersNeeded: rule.chambersNeeded, chambersAsked: asked },
    text: [
      `${shortId(id)}  ${state}  ${decisionClass}`,
      `  id ${wholeId(id)}`,
      ...proposal.actions.map((action) => `  will ${titleOf([action], members)}`),
      ...openedLines(opened),
      `  voting ${times.snapshot} to ${times.deadline}${times.eta === null ? '' : `; may be executed from ${times.eta}`}`,
      `  needs ${needs(rule.chambersNeeded, asked, chambers)}`,
      ...chambers.map((name, i) => voteLine(name, tallies[i], rule.chambers[i])),
      ...holders.map(({ member, votes: held }) => `    ${member} holds ${held === 0 ? 'no vote' : `${held} votes`}`),
      ...awaits.map(awaitedLine),
      ...calls.flatMap(({ contract, call, arguments: given }) => [`  ${contract}.${call}`, ...fieldLines(given, 4)]),
    ],
    good: true,
  }
}

function needs(count: number, asked: readonly string[], chambers: readonly string[]): string {
  const among = asked.length === 0 ? '' : `, ${asked.join()} among them: keys of its member are replaced`
  return asked.length > 1
    ? 'every chamber: it changes how keys are replaced'
    : `${count} of ${chambers.length} chambers${among}`
}

function openedLines(opened: Opened | undefined): string[] {
  if (opened === undefined) return []
  if ('text' in opened) return [`  says: ${opened.text}`]
  const { member, vote, text } = opened.reason
  return [`  ${member} voted ${vote}: ${text}`]
}

interface Simulating {
  readonly provider: JsonRpcProvider
  readonly location: Location
  readonly proposal: ProposalOnChain
}

/** As of the earliest moment at which it could be carried out: a card may have expired by then. */
async function withSimulation(shown: Answer, { provider, location, proposal }: Simulating): Promise<Answer> {
  const { timelockSeconds, votingDelaySeconds } = await readRuleOf(provider, proposal.id)
  const earliest = proposal.eta === 0 ? proposal.deadline + timelockSeconds : proposal.eta
  const at = Math.max(earliest, await chainTime(provider))
  const { chainId } = location.lock.founding
  const proposedAt = proposal.snapshot - votingDelaySeconds
  const { overtakenCall } = await import('../../upgrades/refuse-overtaken.ts')
  const overtaken = await overtakenCall(provider, proposal)
  const { refused, changes } =
    overtaken === undefined
      ? await simulate(provider, proposal.actions, { chainId, at, proposedAt })
      : { refused: overtaken, changes: [] }
  const lines =
    refused === null
      ? changes.map(({ path, before, after }) => `    ${path}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`)
      : [`    nothing: call ${refused.call} is refused, ${refused.reason}`]
  return {
    json: { ...(shown.json as object), simulation: { at: isoOf(at), refused, changes } },
    text: [...shown.text, `  carried out at ${isoOf(at)} it would change`, ...lines],
    good: shown.good && refused === null,
  }
}

/** What the proposal waits for, and, once it is carried out, what the member waits for that it is about. */
async function awaitedBy(provider: JsonRpcProvider, proposal: ProposalOnChain): Promise<Waiting[]> {
  const members = await readMembers(provider)
  const about = new Set(proposal.actions.flatMap((action) => subjectOf(action, members) ?? []))
  const all = awaited(await readAffairs(provider, { members, proposals: [proposal] }))
  return all.filter(({ subject, member }) => subject === shortId(proposal.id) || (member !== null && about.has(member)))
}

function voteLine(name: string, tally: Tally | undefined, rule: DecisionRule['chambers'][number] | undefined): string {
  const votes = `${tally?.for ?? 0} for, ${tally?.against ?? 0} against, ${tally?.abstain ?? 0} abstain of ${tally?.size ?? 0}`
  const needs = `quorum ${(rule?.quorumBasisPoints ?? 0) / 100} %, more than ${(rule?.majorityBasisPoints ?? 0) / 100} % for`
  return `    ${name.padEnd(16)} ${votes} (${needs}${rule?.veto === true ? ', veto' : ''})`
}

function fieldLines(fields: { readonly [name: string]: Decoded }, indent: number): string[] {
  const pad = ' '.repeat(indent)
  return Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value !== 'object') return [`${pad}${name.padEnd(12)} ${value}`]
    const inner = Array.isArray(value) ? Object.fromEntries(value.map((item, i) => [`[${i}]`, item])) : value
    return [`${pad}${name}`, ...fieldLines(inner as { readonly [name: string]: Decoded }, indent + 2)]
  })
}
