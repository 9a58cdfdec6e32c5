import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { manifestsOf } from '../../network/besu/manifests-of.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Card } from '../../network/ceremony/card.ts'
import { type Endpoints, type EndpointsBody, endpointsTypedData } from '../../network/ceremony/endpoints.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import type { Consortium, DecisionRule } from '../../network/consortium/consortium.ts'
import type { DecisionClass } from '../../network/consortium/decision-class.ts'
import type { Hex } from '../../network/hex.ts'
import { typedDigest } from '../../network/typed-data.ts'
import { Agent } from '../../provisioner/agent/agent.ts'
import { type Hold, sharedHold } from '../../provisioner/agent/hold.ts'
import { Eyes } from '../../provisioner/agent/look.ts'
import { AgentMetrics } from '../../provisioner/agent/metrics.ts'
import { nodesOfTarget } from '../../provisioner/agent/nodes-of-target.ts'
import { jwtKeyOf } from '../../provisioner/besu-rpc/jwt.ts'
import type { AtWork } from '../../provisioner/chain/as-member.ts'
import { send } from '../../provisioner/chain/send.ts'
import { settle } from '../../provisioner/chain/settle.ts'
import { signerFor } from '../../provisioner/chain/signer-for.ts'
import { openJournal } from '../../provisioner/journal/journal.ts'
import type { KeyRole } from '../../provisioner/signers/key-role.ts'
import { KeystoreSigner } from '../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../provisioner/signers/private-key.ts'
import { processTarget } from '../../provisioner/targets/process/process-target.ts'
import type { Target } from '../../provisioner/targets/target.ts'
import { example, founded } from '../fixtures/consortia.ts'
import { keyOf, sealed, signedBy } from '../fixtures/founders.ts'

/** The example of four members with quick blocks and quick decisions. */
export async function quickLock(): Promise<Lock> {
  const four = example('four-members')
  const quick = (rule: DecisionRule): DecisionRule => ({
    ...rule,
    votingDelaySeconds: 1,
    votingPeriodSeconds: 30,
    timelockSeconds: 1,
  })
  const decisions = Object.fromEntries(
    Object.entries(four.decisions).map(([name, rule]) => [name, quick(rule)]),
  ) as Record<DecisionClass, DecisionRule>
  const chain: Consortium['chain'] = { ...four.chain, blockPeriodSeconds: 1, requestTimeoutSeconds: 2, fork: 'cancun' }
  return sealed(await founded({ ...four, chain, decisions }))
}

/** One member of a live network: its nodes as processes, its agent in this one. */
export interface LiveMember {
  readonly name: string
  readonly dir: string
  readonly card: Card
  readonly manifest: NodeManifest
  readonly target: Target
  readonly agent: Agent
  readonly eyes: Eyes
  readonly hold: Hold
  readonly metrics: AgentMetrics
  /** What its agent did, in words, and the code of every finding once. */
  readonly said: string[]
  start(): Promise<void>
  stop(): Promise<void>
  /** Lets the agent pass once a second until `end` is called. */
  run(): { end(): Promise<void> }
}

export interface Place {
  readonly card: Card
  readonly record: Endpoints
  readonly rpcPort: number
}

/** An endpoint record that the member's agent has signed, for one node on loopback. */
export function recordFor(
  lock: Lock,
  card: Card,
  { port = 30_303, host = '127.0.0.1', serial = 1 }: { port?: number; host?: string; serial?: number } = {},
): Endpoints {
  const body: EndpointsBody = {
    format: 'quorate/endpoints/1',
    member: card.member,
    chainId: lock.founding.chainId,
    consortium: lock.founding.foundingId,
    serial,
    issuedAt: '2026-09-02T00:00:00Z',
    nodes: card.nodes.map(({ name }) => ({ name, host, port })),
  }
  return { ...body, signature: signedBy(keyOf(`${card.member}/the agent`), typedDigest(endpointsTypedData(body))) }
}

export async function liveMember(
  root: string,
  lock: Lock,
  given: { readonly own: Place; readonly places: readonly Place[] },
): Promise<LiveMember> {
  const { card, record } = given.own
  const dir = join(root, card.member)
  await mkdir(dir, { recursive: true })
  const manifest = manifestFor(lock, given)
  const target = processTarget({ dir, besu: {}, env: { variables: process.env } })
  const key = () => keyOf(`${card.member}/${manifest.node}`).privateKey as Hex
  const said: string[] = []
  const quiet = { key, progress: () => {}, signal: new AbortController().signal, standOnce: async () => undefined }
  const own = nodesOfTarget({ ...quiet, home: dir, target, nodes: [manifest.node], manifests: async () => [manifest] })
  const now = () => Date.now() / 1000
  const whole = () => Math.floor(now())
  const eyes = new Eyes(own, jwtKeyOf(signerOf(card.member, 'agent'), lock.founding.networkId), {
    chainId: lock.founding.chainId,
    genesisHash: lock.founding.genesisHash,
    now: whole,
  })
  const hold = liveHold(dir, lock, { member: card.member, eyes })
  const metrics = new AgentMetrics()
  const records = async () => given.places.map((place) => (place.card.member === card.member ? record : place.record))
  const progress = (line: string) => void said.push(`${new Date().toISOString().slice(11, 19)} ${line}`)
  const elapsed = () => performance.now() / 1000
  const { signal } = quiet
  const agent = new Agent({
    member: card.member,
    lock,
    own,
    eyes,
    hold,
    metrics,
    records,
    now,
    elapsed,
    progress,
    signal,
  })
  return {
    name: card.member,
    dir,
    card,
    manifest,
    target,
    agent,
    eyes,
    hold,
    metrics,
    said,
    start: () => target.ensure(manifest, quiet),
    stop: () => target.remove(manifest.node),
    run: () => running(agent, said),
  }
}

export function signerOf(member: string, role: KeyRole): KeystoreSigner {
  const label = { officer: 'the officer', agent: 'the agent', checkpoint: 'the checkpoint key' }[role as 'officer']
  return new KeystoreSigner(new PrivateKey(keyOf(`${member}/${label}`).privateKey as Hex))
}

function manifestFor(lock: Lock, { own, places }: { own: Place; places: readonly Place[] }): NodeManifest {
  const { card, rpcPort } = own
  const made = manifestsOf({
    lock,
    member: card.member,
    endpoints: places.map(({ record }) => record),
    accounts: places.flatMap((place) => [place.card.officer, place.card.agent]),
    cards: places.map((place) => place.card),
    jwtPublicKey: jwtKeyOf(signerOf(card.member, 'agent'), lock.founding.networkId).publicKeyPem,
    options: {
      target: 'process',
      rpc: { port: rpcPort },
      metricsPort: rpcPort + 1,
      resources: { memoryMiB: 768, cpus: 1, diskGiB: 5 },
    },
  })
  if (!made.ok) throw new Error(JSON.stringify(made.problems))
  const [manifest] = made.manifests
  if (manifest === undefined) throw new Error('a member without a node')
  return manifest
}

/** As `holdOf`, with a journal alone in the place of a home. */
function liveHold(dir: string, lock: Lock, { member, eyes }: { member: string; eyes: Eyes }): Hold {
  return sharedHold(async (opened) => {
    const journal = await openJournal(join(dir, 'journal.ndjson'), () => Date.now())
    try {
      const settled = async (): Promise<AtWork> => {
        const own = { provider: eyes.provider(), chainId: lock.founding.chainId, journal }
        const chain = { ...own, signerFor: signerFor({ of: (role) => signerOf(member, role) }, ['agent']) }
        await settle(chain)
        return {
          home: { dir, record: { member } as AtWork['home']['record'], keystores: [] },
          location: { target: 'process', rpc: '', publicChains: {}, lock },
          provider: chain.provider,
          reference: async () => undefined,
          journal,
          done: [],
          signer: (role) => signerOf(member, role),
          send: (call) => send(chain, signerOf(member, call.as ?? 'officer'), call),
        }
      }
      let at: Promise<AtWork> | undefined
      await opened({ journal, at: () => (at ??= settled()) })
    } finally {
      await journal.close()
    }
  })
}

function running(agent: Agent, said: string[]) {
  let ended = false
  let work: Promise<void> | undefined
  const looping = (async () => {
    while (!ended) {
      const pass = await agent.pass().catch((error: Error) => void said.push(`pass failed: ${error.message}`))
      work = pass?.work
      said.push(...(pass?.findings ?? []).map(({ code }) => code).filter((code) => !said.includes(code)))
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
    await work
  })()
  return {
    end: async () => {
      ended = true
      await looping
    },
  }
}
