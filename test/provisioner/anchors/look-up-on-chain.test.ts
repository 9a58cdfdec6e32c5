import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { JsonRpcProvider } from 'ethers'
import {
  type AnchorStatement,
  anchorAddress,
  anchorDeployment,
  DETERMINISTIC_DEPLOYER,
} from '../../../network/checkpoint/anchor-address.ts'
import { unpack } from '../../../network/checkpoint/base64.ts'
import type { Checkpoint } from '../../../network/checkpoint/checkpoint.ts'
import type { Evidence } from '../../../network/checkpoint/evidence.ts'
import type { Verification } from '../../../network/checkpoint/verdict.ts'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { type Hex, toHex } from '../../../network/hex.ts'
import { anchorAbi } from '../../../provisioner/anchors/anchor.ts'
import { type Looking, lookUpAnchors } from '../../../provisioner/anchors/look-up.ts'
import { evidenceOf, fileOf, worldOf } from '../../fixtures/evidence.ts'
import { seededHash } from '../../fixtures/evidence-keys.ts'
import { newFolder } from '../home/folders.ts'

const CHAIN = 31_337
const world = worldOf({ name: 'looked-up', members: 5, threshold: 3, validators: 4 })
const statement: AnchorStatement = { networkId: world.networkId, signers: world.trust.founders, cadenceSeconds: 900 }
const contract = anchorAddress(statement)
// The runtime code of the deployer that stands at one address on nearly every public chain.
const DEPLOYER =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'

let chain: ChildProcess
let rpc = ''
let provider: JsonRpcProvider
const servers: Server[] = []
const submitted: Hex[] = []

beforeAll(async () => {
  const file = join(await newFolder(), 'chain.json')
  writeFileSync(file, JSON.stringify({ chainId: CHAIN, alloc: { [DETERMINISTIC_DEPLOYER]: { code: DEPLOYER } } }))
  const fixture = fileURLToPath(new URL('../maintenance/fixtures/development-chain.ts', import.meta.url))
  chain = spawn(process.execPath, ['--no-warnings', fixture, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(chain.stdout ?? chain, 'data')) as [Buffer]
  rpc = line.toString().trim()
  provider = new JsonRpcProvider(rpc, undefined, { pollingInterval: 50 })
  await send(DETERMINISTIC_DEPLOYER, anchorDeployment(statement))
  for (const checkpoint of world.logs.checkpoints.slice(0, 6)) submitted.push(await submit(contract, checkpoint))
}, 60_000)

afterAll(async () => {
  provider?.destroy()
  for (const server of servers) server.close()
  const gone = once(chain, 'exit')
  chain.kill('SIGKILL')
  await gone
})

async function send(to: string, data: string): Promise<Hex> {
  const signer = await provider.getSigner(0)
  const hash = await signer.sendUncheckedTransaction({ to, data, gasLimit: 10_000_000 })
  await provider.waitForTransaction(hash)
  return hash as Hex
}

function submit(to: Hex, checkpoint: Checkpoint): Promise<Hex> {
  const { signatures, signers } = world.signers.signed(checkpoint, 1)
  const pairs = unpack(signatures, 64).map((one) => ({ r: toHex(one.subarray(0, 32)), vs: toHex(one.subarray(32)) }))
  return send(to, anchorAbi.encodeFunctionData('submit', [checkpoint, pairs, signers.set]))
}

/** The fifth checkpoint's evidence, as whoever made it wants it. */
const evidence = (changed: Partial<Evidence> = {}): Evidence => ({
  ...evidenceOf(world, { sequence: 5 }),
  anchors: [named(submitted[4] ?? '0x')],
  ...changed,
})
const named = (transaction: Hex, of: Hex = contract) => ({ chainId: CHAIN, contract: of, transaction, blockNumber: 1 })

/** The first checkpoint of another history, and evidence of it: M members that collude sign it with their own keys. */
function another(): Evidence {
  const honest = evidenceOf(world, { sequence: 1, fact: 'signer', record: null })
  const checkpoint = { ...honest.checkpoint, notBefore: seededHash('another') }
  return { ...honest, ...world.signers.signed(checkpoint, 1), anchors: [] }
}

async function look(of: Evidence, rpcs = [rpc], more: Partial<Looking> = {}): Promise<Verification> {
  const document = fileOf(of)
  return lookUpAnchors(verifyEvidence(document, world.trust), document, { contract, rpcs, ...more })
}

interface Asked {
  readonly id: number
  readonly method: string
  readonly params: readonly { readonly fromBlock?: string; readonly toBlock?: string }[]
}

/** The chain, but for what its node does not answer; and how often each method was asked. */
async function between(
  failing: (asked: Asked) => boolean = () => false,
): Promise<{ rpc: string; asked: Map<string, number> }> {
  const asked = new Map<string, number>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const one = JSON.parse(body) as Asked
    const { id, method } = one
    asked.set(method, (asked.get(method) ?? 0) + 1)
    const headers = { 'content-type': 'application/json' }
    const error = { jsonrpc: '2.0', id, error: { code: -32005, message: 'daily request count exceeded' } }
    const answered = async () => (await fetch(rpc, { method: 'POST', headers, body })).text()
    response.writeHead(200, headers).end(failing(one) ? JSON.stringify(error) : await answered())
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return { rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe('a checkpoint looked up on its public chain', () => {
  it('is finalised where the network’s anchor holds it, named in the file or not', async () => {
    expect(await look(evidence())).toMatchObject({ good: true, verdict: { anchor: 'finalised' } })
    expect(await look(evidence({ anchors: [] }))).toMatchObject({ good: true, verdict: { anchor: 'finalised' } })
  })

  it('is diverged though M members anchored it in a contract of their own, of another cadence', async () => {
    const theirs = { ...statement, cadenceSeconds: 901 }
    await send(DETERMINISTIC_DEPLOYER, anchorDeployment(theirs))
    const forged = another()
    const transaction = await submit(anchorAddress(theirs), forged.checkpoint)
    const shown = { ...forged, anchors: [named(transaction, anchorAddress(theirs))] }
    expect(verifyEvidence(fileOf(shown), world.trust).good).toBe(true)
    expect(await look(shown)).toMatchObject({ good: false, verdict: { anchor: 'diverged' } })
  })

  it('is diverged where the anchor holds another of its sequence, whatever the file keeps silent about', async () => {
    for (const anchors of [[], [{ ...named(submitted[0] ?? '0x'), chainId: 1 }]]) {
      const shown = { ...another(), anchors }
      expect(verifyEvidence(fileOf(shown), world.trust).good).toBe(true)
      expect(await look(shown)).toMatchObject({ good: false, verdict: { anchor: 'diverged' } })
    }
  })

  it('is not good where nothing of it stands on any chain that was asked', async () => {
    const late = { ...evidenceOf(world, { sequence: 7 }), anchors: [] }
    expect(verifyEvidence(fileOf(late), world.trust).good).toBe(true)
    const { good, verdict, findings } = await look(late)
    expect([good, verdict.anchor]).toEqual([false, 'none'])
    expect(findings.map(({ code }) => code)).toContain('EVIDENCE_ANCHOR_NONE')
  })

  it('is found though a transaction that was overtaken is named, or one that is on no chain', async () => {
    const overtaken = await submit(contract, evidence().checkpoint)
    expect((await provider.getTransactionReceipt(overtaken))?.status).toBe(0)
    for (const transaction of [overtaken, seededHash('gone')])
      expect(await look(evidence({ anchors: [named(transaction)] }))).toMatchObject({
        good: true,
        verdict: { anchor: 'finalised' },
      })
  })

  it('is found from its own moment on, and not from the newest back: however many have come since', async () => {
    const { rpc: counted, asked } = await between()
    const first = { ...evidenceOf(world, { sequence: 1, fact: 'signer', record: null }), anchors: [] }
    expect(await look(first, [counted])).toMatchObject({ good: true, verdict: { anchor: 'finalised' } })
    expect(asked.get('eth_getLogs')).toBe(1)
  })

  it('is found by a node that gives the logs of few blocks at once', async () => {
    const wide = ({ params: [range] }: Asked) => Number(range?.toBlock) - Number(range?.fromBlock) > 1
    const { rpc: sparing, asked } = await between((one) => one.method === 'eth_getLogs' && wide(one))
    expect(await look(evidence({ anchors: [] }), [sparing])).toMatchObject({ verdict: { anchor: 'finalised' } })
    expect(asked.get('eth_getLogs')).toBeGreaterThan(1)
  })

  it('is found, though its moment is one that the public chain has not reached', async () => {
    const late = { ...statement, cadenceSeconds: 902 }
    await send(DETERMINISTIC_DEPLOYER, anchorDeployment(late))
    const { checkpoint: honest } = evidenceOf(world, { sequence: 1, fact: 'signer', record: null })
    const checkpoint = { ...honest, blockTime: 2 ** 39 }
    await submit(anchorAddress(late), checkpoint)
    const shown = { ...another(), ...world.signers.signed(checkpoint, 1) }
    expect((await look(shown, [rpc], { contract: anchorAddress(late) })).verdict.anchor).toBe('finalised')
  })

  it('is unknown, and not diverged, where a node does not answer', async () => {
    for (const method of ['eth_call', 'eth_getTransactionReceipt', 'eth_getLogs']) {
      const looking = look(evidence({ anchors: [named(seededHash('gone'))] }), [
        (await between((asked) => asked.method === method)).rpc,
      ])
      await expect(looking).rejects.toMatchObject({ code: 'PUBLIC_CHAIN_FAILED' })
    }
  })

  it('is not looked up on a chain that the network does not anchor to: M members could have written anything there', async () => {
    const looking = look(evidence(), [rpc], { chainIds: [10] })
    await expect(looking).rejects.toMatchObject({ code: 'PUBLIC_CHAIN_UNKNOWN' })
    expect((await look(evidence(), [rpc], { chainIds: [10, CHAIN] })).verdict.anchor).toBe('finalised')
  })
})
