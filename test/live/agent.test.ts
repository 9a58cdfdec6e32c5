import { readFileSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Transaction } from 'ethers'
import { nodeAddress } from '../../network/ceremony/card.ts'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { admitAction } from '../../network/governance/action.ts'
import type { Hex } from '../../network/hex.ts'
import { organisationId } from '../../network/slug.ts'
import { read } from '../../provisioner/chain/read.ts'
import type { JournalLine } from '../../provisioner/journal/journal-line.ts'
import { freePorts } from '../behaviours/example-manifests.ts'
import { newFolder } from '../provisioner/home/folders.ts'
import { announce, carryOut, factsOf, joinersCard, propose, until } from './agent-decisions.ts'
import { type LiveMember, liveMember, type Place, quickLock, recordFor } from './agent-network.ts'

const besu = process.env['BESU_HOME']
if (besu === undefined) process.stderr.write('skipped: agents on a real Besu; BESU_HOME names none\n')
const onBesu = besu === undefined ? describe.skip : describe
const MINUTE = 60_000
/** Blocks that may come while this suite itself looks: it does so four times a second, at one-second blocks. */
const LOOK = 1

/** Four validators at one-second blocks, an agent each; a fifth joins and leaves; two fail for longer than rounds bear. */
onBesu('agents on a real Besu', () => {
  let members: LiveMember[] = []
  let joiner: LiveMember
  let places: Place[] = []
  let address: Hex
  const runs: { end(): Promise<void> }[] = []
  const measured: Record<string, number> = {}
  const first = () => members[0] as LiveMember
  /** The head when every node's list of nodes has the joiner, or none has it any more. */
  async function headWhenListed(listed: boolean): Promise<number> {
    const key = joiner.card.nodes[0]?.publicKey.slice(2) ?? '-'
    let head = 0
    await until(240, async () => {
      const all = await Promise.all(members.map(factsOf))
      head = Math.max(...all.map((facts) => facts.head.number))
      return all.every(({ allowedNodes }) => allowedNodes.some((enode) => enode.includes(key)) === listed)
    })
    return head
  }
  /** What a member has signed of one kind, as its journal has it. */
  function signedIn({ dir }: LiveMember, kind: string): Transaction[] {
    const lines = readFileSync(join(dir, 'journal.ndjson'), 'utf8').trim().split('\n')
    return lines
      .map((line) => JSON.parse(line) as JournalLine)
      .flatMap(({ event, what, raw }) =>
        event === 'transaction.signed' && String(what).startsWith(kind) ? [Transaction.from(String(raw))] : [],
      )
  }
  function untilConfirmed(): Promise<number> {
    const change = async () => read(first().eyes.provider(), 'NodeRegistry', 'changeInFlight')
    return until(60, async () => BigInt((await change()).node) === 0n)
  }
  /** The block that registered the joiner's node. */
  async function registeredIn(): Promise<number> {
    const topics = interfaceOf('NodeRegistry').encodeFilterTopics('NodeRegistered', [null, address])
    const logs = await first().eyes.provider().getLogs({ address: predeploys.NodeRegistry, topics, fromBlock: 0 })
    expect(logs).toHaveLength(1)
    return logs[0]?.blockNumber ?? 0
  }
  /** The last block, counted back from `head`, of which the joiner was a validator. */
  async function validatedUntil(head: number): Promise<number> {
    const tag = `0x${head.toString(16)}`
    const validators: Hex[] = await first().eyes.provider().send('qbft_getValidatorsByBlockNumber', [tag])
    return validators.includes(address) ? head : validatedUntil(head - 1)
  }

  beforeAll(async () => {
    const lock = await quickLock()
    const root = await newFolder()
    const cards = [...lock.founding.cards, joinersCard(lock, Math.floor(Date.now() / 1000))]
    const ports = await freePorts(cards.length * 3)
    places = cards.map((card, i) => {
      return { card, rpcPort: ports[i * 3 + 1] ?? 0, record: recordFor(lock, card, { port: ports[i * 3] ?? 0 }) }
    })
    const four = places.slice(0, 4)
    members = await Promise.all(four.map((own) => liveMember(root, lock, { own, places: four })))
    joiner = await liveMember(root, lock, { own: places[4] as Place, places })
    address = nodeAddress(joiner.card.nodes[0]?.publicKey ?? '0x')
    await first().start()
    // What the Besu of this machine is was asked once.
    const seen = (member: LiveMember) => join(root, member.name, 'besu.json')
    await Promise.all([...members.slice(1), joiner].map((member) => copyFile(seen(first()), seen(member))))
    await Promise.all(members.map((member) => member.start()))
    runs.push(...members.map((member) => member.run()))
  }, 10 * MINUTE)

  afterAll(async () => {
    await Promise.all(runs.map((run) => run.end()))
    await Promise.all([...members, joiner].map((member) => member.target.remove(member.manifest.node)))
    for (const { name, said, eyes } of [...members, joiner]) {
      process.stderr.write(`${name}: ${said.join('; ')}\n`)
      eyes.close()
    }
    process.stderr.write(`measured, in seconds but where blocks are named: ${JSON.stringify(measured)}\n`)
  }, 2 * MINUTE)

  it(
    'connect four nodes that know nobody but by their lists, and blocks come',
    async () => {
      measured['agents to block 5'] = await until(120, async () => (await factsOf(first())).head.number >= 5)
      await until(60, async () => (await Promise.all(members.map(factsOf))).every(({ peers }) => peers.length === 3))
    },
    4 * MINUTE,
  )

  it(
    'let a fifth member in by decision alone: nobody edits anything, nothing is restarted',
    async () => {
      await announce(members[1] as LiveMember, (places[4] as Place).record)
      await joiner.start()
      runs.push(joiner.run())
      const listed = headWhenListed(true)
      await propose(members, admitAction(joiner.card), 1)
      measured['blocks from registered to on every list'] = (await listed) - (await registeredIn())
      expect(measured['blocks from registered to on every list']).toBeLessThanOrEqual(2 + LOOK)
      measured['last vote to validating'] = await until(180, async () =>
        (await factsOf(first())).validators.includes(address),
      )
      measured['validating to confirmed'] = await untilConfirmed()
      await until(60, async () =>
        (await Promise.all(members.map(factsOf))).every(({ votes }) => Object.keys(votes).length === 0),
      )
    },
    7 * MINUTE,
  )

  const validates = async () => (await factsOf(first())).validators.includes(address)
  function decided(call: 'suspend' | 'reinstate', salt: number) {
    const calldata = interfaceOf('MemberRegistry').encodeFunctionData(call, [organisationId(joiner.name)]) as Hex
    return propose(members, { target: predeploys.MemberRegistry, calldata }, salt)
  }

  it(
    'take its validator out while it is suspended, and put the same one back once it is reinstated',
    async () => {
      await decided('suspend', 3)
      measured['last vote on suspending to voted out'] = await until(180, async () => !(await validates()))
      await untilConfirmed()
      const seen = await Promise.all(members.map(factsOf))
      expect(seen.map(({ peers }) => peers.some((peer) => peer.address === address))).toEqual(members.map(() => true))
      expect((await factsOf(first())).allowedAccounts).not.toContain(joiner.card.officer.toLowerCase())
      await decided('reinstate', 4)
      measured['last vote on reinstating to validating'] = await until(180, validates)
      await untilConfirmed()
    },
    10 * MINUTE,
  )

  it(
    'hear what it said too soon after a decision, while no other list had its account again',
    async () => {
      await decided('suspend', 5)
      await until(180, async () => !(await validates()))
      await untilConfirmed()
      const proposal = await decided('reinstate', 6)
      const before = signedIn(joiner, 'mark-synced').length
      const saidNow = () => signedIn(joiner, 'mark-synced').slice(before)
      const others = runs.splice(0, members.length)
      await Promise.all(others.map((run) => run.end()))
      try {
        await carryOut(first(), proposal)
        await until(30, async () => saidNow().length > 0)
        // Its own node has it, and all others refused it.
        await new Promise((resolve) => setTimeout(resolve, 3000))
        const provider = first().eyes.provider()
        const receipts = saidNow().map(({ hash }) => provider.getTransactionReceipt(hash ?? ''))
        expect(await Promise.all(receipts)).toEqual(receipts.map(() => null))
        const lists = await Promise.all(members.map(async (member) => (await factsOf(member)).allowedAccounts))
        expect(lists.flat()).not.toContain(joiner.card.agent.toLowerCase())
      } finally {
        runs.unshift(...members.map((member) => member.run()))
      }
      measured['lists that lag, set right to validating'] = await until(90, validates)
      expect(saidNow().length).toBeGreaterThan(1)
      expect(new Set(saidNow().map(({ nonce }) => nonce)).size).toBe(1)
      await untilConfirmed()
    },
    10 * MINUTE,
  )

  it(
    'let it go again: voted out, then off every list and disconnected, with no restart',
    async () => {
      const calldata = interfaceOf('NodeRegistry').encodeFunctionData('retire', [address]) as Hex
      const since = await Promise.all(members.map(async ({ target }) => (await target.observe())[0]?.since))
      const gone = headWhenListed(false)
      await propose(members, { target: predeploys.NodeRegistry, calldata }, 2)
      measured['last vote to voted out'] = await until(
        180,
        async () => (await factsOf(first())).validators.length === 4,
      )
      measured['voted out to gone'] = await until(60, async () => {
        const all = await Promise.all(members.map(factsOf))
        return all.every(({ peers }) => !peers.some((peer) => peer.address === address))
      })
      const off = await gone
      measured['blocks from voted out to off every list'] = off - (await validatedUntil(off))
      expect(measured['blocks from voted out to off every list']).toBeLessThanOrEqual(2 + LOOK)
      expect(await Promise.all(members.map(async ({ target }) => (await target.observe())[0]?.since))).toEqual(since)
    },
    7 * MINUTE,
  )

  it(
    'put back what somebody else changed on a list, and say so',
    async () => {
      const stranger = `0x${'ee'.repeat(20)}`
      const { node, head } = await factsOf(first())
      await first()
        .eyes.node(node)
        ?.act({ node, kind: 'allow-accounts', accounts: [stranger] })
      measured['list put back'] = await until(
        20,
        async () => !(await factsOf(first())).allowedAccounts.includes(stranger),
      )
      expect((await factsOf(first())).head.number - head.number).toBeLessThanOrEqual(2 + LOOK)
      await until(10, async () => first().said.some((line) => line.includes('disallow-accounts')))
      expect(first().said).toContain('ALLOWLIST_DRIFT')
    },
    MINUTE,
  )

  it(
    'heal a stall: two of four down for 85 s and back, and no person does anything',
    async () => {
      const [, , third, fourth] = members
      await Promise.all([third?.stop(), fourth?.stop()])
      const { head } = await factsOf(first())
      await new Promise((resolve) => setTimeout(resolve, 85_000))
      await Promise.all([third?.start(), fourth?.start()])
      measured['both back to next block'] = await until(
        240,
        async () => (await factsOf(first())).head.number > head.number + 1,
      )
      // Those who stayed, and those who came back where they saw them go: each once.
      const restarts = members.map(({ said }) => said.filter((line) => line.includes('restart of')).length)
      expect(restarts.slice(0, 2)).toEqual([1, 1])
      expect(Math.max(...restarts)).toBe(1)
    },
    8 * MINUTE,
  )
})
