/**
 * Measures whole transactions on a development chain and writes docs/gas.md. `--check` writes nothing and fails when the
 * page says anything else. Run by `node`; hardhat must not be loaded inside a jest test.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { id } from 'ethers'
import { measureAnchor } from './anchor.ts'
import { measureBoard } from './board.ts'
import { measureDevices } from './devices.ts'
import { measureEmergency } from './emergency.ts'
import { keysOf, signedCard } from './card.ts'
import { type Chain, startChain } from './chain.ts'
import { breakdown } from './breakdown.ts'
import { type Apart, type Measured, page } from './page.ts'
import {
  BOARD,
  board,
  chambers,
  domain,
  GOVERNOR,
  governor,
  MEMBERS,
  members,
  NODES,
  nodes,
  standNetwork,
} from './stand.ts'

const officer = (number: number) => keysOf(number, 1).officer.address
const agent = (number: number) => keysOf(number, 1).agent.address

function proposal(target: string, action: string, text: string) {
  const args = [[target], [0n], [action]]
  return {
    propose: governor.encodeFunctionData('propose', [...args, id(text)]),
    queue: governor.encodeFunctionData('queue', [...args, id(id(text))]),
    execute: governor.encodeFunctionData('execute', [...args, id(id(text))]),
  }
}

/** The decision that docs/gas.md takes apart. */
const APART = 'admit, 1 node'
const apart: Apart[] = []
/** And those that cost more than prototypes did, each named as its row. */
const singles: Apart[] = []
const MISSED = ['propose (a parameter)', 'execute (admit, 1 node)']

async function decide(chain: Chain, what: string, target: string, action: string): Promise<Measured[]> {
  const made = proposal(target, action, what)
  const proposer = officer(0)
  const send = async (name: string, from: string, data: string) => {
    const gas = await chain.gasOf({ from, to: GOVERNOR, data })
    const takeApart = async () => breakdown(await chain.steps(), { to: GOVERNOR, data, gas })
    if (what === APART && apart.every((one) => one.name !== name)) apart.push({ name, ...(await takeApart()) })
    const row = `${name} (${what})`
    if (MISSED.includes(row)) singles.push({ name: row, ...(await takeApart()) })
    return gas
  }
  const proposalId = await chain.ask('eth_call', [{ from: proposer, to: GOVERNOR, data: made.propose }])
  const propose = await send('propose', proposer, made.propose)
  await chain.pass(61)
  const votes: number[] = []
  for (const number of chambers.keys()) {
    const data = governor.encodeFunctionData('castVote', [proposalId, 1])
    votes.push(await send('vote', officer(number), data))
  }
  await chain.pass(4000)
  const queue = await send('queue', proposer, made.queue)
  await chain.pass(120)
  const execute = await send('execute', proposer, made.execute)
  return [
    { what: `propose (${what})`, gas: propose },
    { what: `vote, the first (${what})`, gas: votes[0] ?? 0 },
    { what: `vote, the next (${what})`, gas: votes[1] ?? 0 },
    { what: `queue (${what})`, gas: queue },
    { what: `execute (${what})`, gas: execute },
  ]
}

async function measure(): Promise<Measured[]> {
  const chain = await startChain(domain.chainId)
  await standNetwork(chain)
  const { rows: checkpoints, commit } = await measureBoard(chain)
  singles.push(commit)
  const admit = (number: number, count: number) =>
    members.encodeFunctionData('admit', [...signedCard(keysOf(number, count), 'hospitals', domain)])
  const rows = [
    ...(await decide(chain, 'a parameter', BOARD, board.encodeFunctionData('setThreshold', [5]))),
    ...(await decide(chain, APART, MEMBERS, admit(6, 1))),
    ...(await decide(chain, 'admit, 2 nodes', MEMBERS, admit(7, 2))),
    ...(await decide(chain, 'suspend', MEMBERS, members.encodeFunctionData('suspend', [keysOf(7, 2).id]))),
  ]
  const single = async (what: string, from: string, to: string, data: string) =>
    rows.push({ what, gas: await chain.gasOf({ from, to, data }) })
  await single('delegate', officer(0), MEMBERS, members.encodeFunctionData('delegate', [keysOf(1, 1).id]))
  const until = members.encodeFunctionData('delegateUntil', [keysOf(1, 1).id, 5_000_000_000])
  await single('delegate until a time', officer(2), MEMBERS, until)
  const node = keysOf(6, 1).nodes[0]?.address
  const first = keysOf(0, 1).nodes[0]?.address
  await single('take a maintenance lease', agent(0), NODES, nodes.encodeFunctionData('takeLease', [first, 600]))
  await single('give it back', agent(0), NODES, nodes.encodeFunctionData('returnLease', [first]))
  await single('mark a node synced', agent(6), NODES, nodes.encodeFunctionData('markSynced', [node]))
  await single('activate a validator', agent(0), NODES, nodes.encodeFunctionData('activate', [node]))
  await single('confirm a change', agent(0), NODES, nodes.encodeFunctionData('confirmChange', [node]))
  rows.push(...(await measureDevices(chain)))
  rows.push(...(await measureEmergency(chain)))
  const onPublicChain = await startChain(1)
  const anchors = [...(await measureAnchor(onPublicChain, 5)), ...(await measureAnchor(onPublicChain, 25))]
  return [...rows, ...checkpoints, ...anchors]
}

const file = fileURLToPath(new URL('../../../docs/gas.md', import.meta.url))
const text = page(await measure(), apart, singles)
if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write(`docs/gas.md is not what is measured: node test/contracts/gas/measure.ts\n${text}`)
  process.exitCode = 1
}
process.exit()
