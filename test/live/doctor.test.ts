import type { ChildProcess } from 'node:child_process'
import { rmSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import type { NodeAction } from '../../network/agent/action.ts'
import type { DoctorCode } from '../../network/doctor/codes.ts'
import { agentPermissions, besuNode } from '../../provisioner/besu-rpc/besu-node.ts'
import { ask } from '../../provisioner/besu-rpc/json-rpc.ts'
import { jwtKeyOf } from '../../provisioner/besu-rpc/jwt.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { unlock } from '../../provisioner/home/unlock.ts'
import { freePorts } from '../behaviours/example-manifests.ts'
import { answer, quorate, refusal, start } from '../e2e/cli.ts'
import { onSmallDisk } from '../e2e/small-disk.ts'
import { gaugeAt, healthAt } from './agent-process.ts'
import { clockOff, faketime } from './faketime.ts'
import { LiveNetwork } from './live-network.ts'
import { secondsUntil } from './seconds.ts'
import { type Wrong, wrappedBesu } from './wrapped-besu.ts'

const besu = process.env['BESU_HOME']
const live = besu === undefined ? describe.skip : describe
if (besu === undefined) process.stdout.write('test/live/doctor: skipped, since BESU_HOME names no Besu\n')
const skewed = faketime === undefined ? it.skip : it
if (faketime === undefined)
  process.stdout.write('test/live/doctor: clocks skipped, since libfaketime is not installed\n')
const asRoot = process.getuid?.() === 0 ? it : it.skip
if (process.getuid?.() !== 0)
  process.stdout.write('test/live/doctor: a full disk skipped, since only root mounts one\n')

const older = process.env['QUORATE_TEST_BESU_BEFORE']
const withOlder = older === undefined ? it.skip : it
if (older === undefined)
  process.stdout.write('test/live/doctor: an older Besu skipped, since QUORATE_TEST_BESU_BEFORE names none\n')

const [NORTH, SOUTH, ALPHA, BETA] = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const MINUTES = 60_000
const STRANGER = `0x${'5f'.repeat(20)}` as const

let network: LiveNetwork
const agents: ChildProcess[] = []

beforeAll(async () => {
  if (besu === undefined) return
  network = await LiveNetwork.in(fileURLToPath(new URL('four-live.yaml', import.meta.url)))
  await network.rehearse()
  await secondsUntil('block 5', async () => (await network.height()) >= 5)
}, 10 * MINUTES)

afterEach(() => {
  for (const agent of agents.splice(0)) agent.kill('SIGKILL')
})

afterAll(() => network?.end(), 3 * MINUTES)

/** Codes that a member's doctor finds; without the passphrase where `token` is false. */
async function codes(
  member: string,
  { token = true, env = {} }: { token?: boolean; env?: Record<string, string> } = {},
) {
  const { home = '', passphrase = '' } = network.as(member)
  const options = { home, ...(token ? { passphrase } : {}), env }
  const { json } = await quorate(['doctor', '--json'], options)
  const { findings } = json as { findings: { code: DoctorCode; says: string; remedy: string }[] }
  for (const { code, says, remedy } of findings) expect([code, says !== '', remedy !== '']).toEqual([code, true, true])
  return findings.map(({ code }) => code)
}

/** As `quorate status --unlock` tells it of a member's first node. */
async function listDrift(member: string): Promise<unknown> {
  const args = ['status', '--unlock']
  const { members } = await answer<{ members: { name: string; nodes: { allowlistDrift: unknown }[] }[] }>(
    args,
    network.as(member),
  )
  return members.find(({ name }) => name === member)?.nodes[0]?.allowlistDrift
}

/** Takes a member's node down and starts it again with something wrong; its apply may be refused for it. */
async function restarted(member: string, wrong: Wrong) {
  await answer(['down'], network.as(member))
  const env = await wrappedBesu(network.folder, network.home(member), wrong)
  return quorate(['apply', '--json'], { ...network.as(member), env })
}

async function mended(member: string): Promise<void> {
  await answer(['down'], network.as(member))
  await network.apply(member)
  await secondsUntil(`${member} at the head again`, () => network.atHead(member))
}

/** The founders' genesis, changed where its block 0 does not show it. */
function genesisWith(name: string, change: object): string {
  const { founding } = JSON.parse(readFileSync(join(network.root, 'lock.json'), 'utf8'))
  const { config } = founding.genesis
  const file = join(network.folder, name)
  writeFileSync(
    file,
    JSON.stringify({ ...founding.genesis, config: { ...config, qbft: { ...config.qbft, ...change } } }),
  )
  return file
}

async function handOn(member: string) {
  const environment = { variables: { QUORATE_PASSPHRASE_FILE: join(network.root, 'passphrases', member) } }
  const signers = await unlock(await openHome(network.home(member)), environment as never)
  const lock = JSON.parse(readFileSync(join(network.root, 'lock.json'), 'utf8'))
  const key = jwtKeyOf(signers.of('agent'), lock.founding.networkId)
  const now = () => Math.floor(Date.now() / 1000)
  const token = (permissions: readonly string[]) => key.token(permissions, { now: now(), seconds: 60 })
  const rpc = await network.rpcOf(member)
  const node = besuNode(`${member}-1`, rpc, () => token(agentPermissions))
  return {
    facts: node.facts,
    send: (raw: string) =>
      ask(rpc, { method: 'eth_sendRawTransaction', params: [raw] }, token(['eth:sendRawTransaction'])),
    act: (action: Omit<NodeAction, 'node'>) => node.act({ node: node.node, ...action } as NodeAction),
  }
}

const stopAgent = (member: string) => process.kill(network.agentOf(member), 'SIGKILL')

live('the doctor, beside a real Besu', () => {
  it(
    'finds nothing wrong where nothing is',
    async () => {
      for (const member of [NORTH, BETA]) {
        const told = () => quorate(['doctor', '--json'], network.as(member))
        // Nodes that dial one another at once drop one of two connections, and for a moment both.
        const connected = async () => JSON.stringify((await told()).json).includes('"peers":3')
        await secondsUntil(`${member} is connected to all others`, connected)
        const { code, json } = await told()
        expect([member, code, json]).toMatchObject([member, 0, { nodes: [{ answers: true }] }])
      }
    },
    6 * MINUTES,
  )

  skewed(
    'sees that its own clock is behind, by a little or too much',
    async () => {
      expect(await codes(NORTH, { token: false, env: clockOff(-3) })).toContain('CLOCK_SKEW')
      expect(await codes(NORTH, { token: false, env: clockOff(-9) })).toContain('CLOCK_SKEW_SEVERE')
      expect(await codes(NORTH, { env: clockOff(-120) })).toContain('TOKEN_REFUSED')
    },
    3 * MINUTES,
  )

  skewed(
    'has an agent that sees it as well, and says so to Prometheus',
    async () => {
      stopAgent(SOUTH)
      const [port = 0] = await freePorts(1)
      const { env, ...options } = { ...network.as(SOUTH), env: clockOff(-9) }
      agents.push(start(['agent', '--json', '--port', String(port)], { ...options, env }))
      await secondsUntil('the agent found the clock skewed', async () =>
        (await healthAt(port)).findings.includes('CLOCK_SKEW_SEVERE clock'),
      )
      expect(await gaugeAt(port, 'clock_skew_seconds')).toBeGreaterThan(5)
      await network.rehearse()
    },
    3 * MINUTES,
  )

  skewed(
    'sees a Besu whose clock is ahead by its log, and the chain goes on without that one',
    async () => {
      await restarted(BETA, { env: clockOff(30) })
      await secondsUntil('a block from the future refused', async () =>
        (await codes(NORTH)).includes('CLOCK_SKEW_SEVERE'),
      )
      await network.grows(3)
      await mended(BETA)
    },
    6 * MINUTES,
  )

  it(
    'sees one that is down: its own member, and the others',
    async () => {
      await answer(['down'], network.as(BETA))
      expect(await codes(BETA)).toContain('NODE_DOWN')
      await secondsUntil('the others miss it', async () => (await codes(NORTH)).includes('PEER_REFUSED'))
      expect(await codes(NORTH, { token: false })).toContain('PEERS_FEW')
      const env = await wrappedBesu(network.folder, network.home(BETA), { before: ['sleep 8'] })
      const applying = quorate(['apply', '--json'], { ...network.as(BETA), env })
      await secondsUntil('starting', async () => (await codes(BETA)).includes('RPC_REFUSED'), 1)
      expect((await applying).code).toBe(0)
    },
    5 * MINUTES,
  )

  it(
    'sees one that hangs',
    async () => {
      const pid = network.pidOf(BETA)
      process.kill(pid, 'SIGSTOP')
      const found = await codes(BETA).finally(() => process.kill(pid, 'SIGCONT'))
      expect(found).toContain('RPC_SILENT')
    },
    2 * MINUTES,
  )

  it(
    'sees one that drops callers, since somebody keeps all its connections',
    async () => {
      const { hostname, port } = new URL(await network.rpcOf(BETA))
      // One that has asked nothing yet does not count.
      const asks = 'GET /liveness HTTP/1.1\r\nHost: localhost\r\n\r\n'
      const sockets = Array.from({ length: 100 }, () => connect(Number(port), hostname).on('error', () => undefined))
      for (const socket of sockets) socket.write(asks)
      const found = async () => (await codes(BETA)).includes('CONNECTIONS_FULL')
      await secondsUntil('callers dropped', found, 2).finally(() => {
        for (const socket of sockets) socket.destroy()
      })
      await secondsUntil('it answers again', async () => !(await codes(BETA)).includes('RPC_SILENT'))
    },
    3 * MINUTES,
  )

  it(
    'sees a chain that stands still for want of a quorum',
    async () => {
      await secondsUntil('all of them at the head', async () => (await network.atHead(ALPHA)) && network.atHead(BETA))
      await network.kill(ALPHA, BETA)
      await secondsUntil('halted', async () => (await codes(NORTH)).includes('CHAIN_NO_QUORUM'), 2)
      await Promise.all([network.apply(ALPHA), network.apply(BETA)])
      const still = await network.height()
      await secondsUntil('healed', async () => (await network.height()) > still + 2)
    },
    6 * MINUTES,
  )

  it(
    'sees votes and lists that somebody else has set, which the agent takes back',
    async () => {
      stopAgent(BETA)
      const { facts, act } = await handOn(BETA)
      const before = await facts()
      const [other = STRANGER] = before.validators.filter((one) => one !== before.address)
      await act({ kind: 'vote', validator: STRANGER, join: true, why: '' } as never)
      await act({ kind: 'vote', validator: other, join: false, why: '' } as never)
      await act({ kind: 'allow-accounts', accounts: [STRANGER] } as never)
      expect(await codes(BETA)).toEqual(expect.arrayContaining(['VOTE_UNSYNCED', 'VOTES_OPEN', 'ALLOWLIST_DRIFT']))
      const own = before.allowedNodes.filter((enode) => !enode.includes(before.publicKey.slice(2)))
      await act({ kind: 'disallow-nodes', enodes: own.slice(0, 2) } as never)
      expect(await codes(BETA)).toContain('ALLOWLIST_LOCKOUT')
      expect(await listDrift(BETA)).toEqual({ lacks: expect.arrayContaining(own.slice(0, 2)), surplus: [STRANGER] })
      await network.rehearse()
      await secondsUntil('put right by the agent', async () => {
        const { votes, allowedNodes, allowedAccounts } = await facts()
        return Object.keys(votes).length === 0 && allowedNodes.length === 4 && !allowedAccounts.includes(STRANGER)
      })
      expect(await listDrift(BETA)).toEqual({ lacks: [], surplus: [] })
    },
    5 * MINUTES,
  )

  it(
    'sees what is open, closed, priced wrongly, or too large, and a NAT that is not there',
    async () => {
      const wrong = ['--rpc-http-authentication-enabled=false', '--host-allowlist=localhost,127.0.0.1']
      const { port } = new URL(await network.rpcOf(BETA))
      await restarted(BETA, {
        args: [...wrong, '--min-gas-price=1000', '--rpc-http-host=0.0.0.0', '--nat-method=DOCKER'],
        env: { [`HOST_PORT_${port}`]: 'none', BESU_OPTS: '-Xms800m -Xmx800m -XX:+AlwaysPreTouch' },
      })
      const open = ['ADMIN_UNPROTECTED', 'HOST_NOT_ALLOWED', 'GAS_NOT_FREE', 'RPC_EXPOSED']
      const found = [...open, 'MEMORY_HIGH', 'NAT_FAILED']
      expect(await codes(BETA)).toEqual(expect.arrayContaining(found))
      const file = join(network.nodeFolder(BETA), 'files', 'static-nodes.json')
      const north = await (await handOn(NORTH)).facts()
      const foreign = north.allowedNodes.find((enode) => enode.includes(north.publicKey.slice(2)))
      writeFileSync(file, JSON.stringify([foreign]))
      expect(await codes(BETA)).toContain('STATIC_NODE_FOREIGN')
      // As its remedy says: nobody takes it down before.
      await network.apply(BETA)
      await secondsUntil('all of it mended', async () => (await codes(BETA)).length === 0)
    },
    6 * MINUTES,
  )

  it(
    'sees, in Besu’s own words, why one did not start: a port, a database',
    async () => {
      const { rpc } = { rpc: new URL(await network.rpcOf(BETA)).port }
      // Both end with the process that becomes Besu: its pid is the shell's own.
      const listen = `require('net').createServer().listen(${rpc},'127.0.0.1');setInterval(()=>{try{process.kill($$,0)}catch{process.exit()}},200)`
      const lock = join(network.nodeFolder(BETA), 'data', 'database', 'LOCK')
      const hold = `import fcntl,os,time;f=open('${lock}','a');fcntl.lockf(f,fcntl.LOCK_EX)
while os.path.exists('/proc/$$'): time.sleep(0.2)`
      const cases: readonly (readonly [DoctorCode, Wrong])[] = [
        ['PORT_TAKEN', { before: [`'${process.execPath}' -e "${listen}" & other=$!`, 'sleep 1'] }],
        ['DATABASE_BUSY', { before: [`python3 -c "${hold}" & other=$!`, 'sleep 1'] }],
      ]
      for (const [code, wrong] of cases) {
        const { json } = await restarted(BETA, wrong)
        expect([code, json]).toMatchObject([code, { error: { code: 'NODE_NOT_STARTED', facts: { cause: code } } }])
        expect(await codes(BETA)).toEqual(expect.arrayContaining(['NODE_DOWN', code]))
      }
      await mended(BETA)
    },
    10 * MINUTES,
  )

  it(
    'sees the chain of another genesis, and Besu refuses to go on with it',
    async () => {
      const data = join(network.nodeFolder(BETA), 'data')
      const other = join(network.folder, 'other.json')
      const { founding } = JSON.parse(readFileSync(join(network.root, 'lock.json'), 'utf8'))
      writeFileSync(other, JSON.stringify({ ...founding.genesis, timestamp: '0x1' }))
      const args = [`--genesis-file=${other}`, `--data-path=${data}-other`]
      await restarted(BETA, { args })
      expect(await codes(BETA)).toContain('NODE_GENESIS_OTHER')
      const again = await restarted(BETA, { args: [`--data-path=${data}-other`] })
      expect(again.json).toMatchObject({ error: { facts: { cause: 'NODE_GENESIS_OTHER' } } })
      await mended(BETA)
    },
    8 * MINUTES,
  )

  asRoot(
    'sees a full disk',
    async () => {
      await answer(['down'], network.as(BETA))
      await onSmallDisk(join(network.nodeFolder(BETA), 'data'), '128k', async () => {
        const { error } = await refusal(['apply'], network.as(BETA))
        expect(error).toMatchObject({ code: 'NODE_NOT_STARTED', facts: { cause: 'DISK_EXHAUSTED' } })
        expect(await codes(BETA)).toContain('DISK_EXHAUSTED')
      })
      await mended(BETA)
    },
    6 * MINUTES,
  )

  it(
    'sees that one refuses the blocks of the others, since it comes to another state',
    async () => {
      await restarted(BETA, { args: [`--genesis-file=${genesisWith('rewarding.json', { blockreward: '0x1' })}`] })
      await secondsUntil('blocks refused', async () => {
        const found = await codes(BETA)
        return found.includes('STATE_ROOT_MISMATCH') && found.includes('BLOCK_REFUSED')
      })
      await network.grows()
      await mended(BETA)
    },
    6 * MINUTES,
  )

  withOlder(
    'sees that one runs another release, and that it never goes back on the same data',
    async () => {
      const back = { besu: older ?? '' }
      const { json } = await restarted(BETA, back)
      expect(json).toMatchObject({ error: { code: 'NODE_NOT_STARTED', facts: { cause: 'DATA_NEWER' } } })
      expect(await codes(BETA)).toEqual(expect.arrayContaining(['NODE_DOWN', 'DATA_NEWER']))
      await restarted(BETA, { ...back, args: [`--data-path=${join(network.nodeFolder(BETA), 'data')}-older`] })
      await secondsUntil('the others see its release', async () => (await codes(NORTH)).includes('VERSIONS_DIFFER'))
      await mended(BETA)
    },
    8 * MINUTES,
  )

  it(
    'sees transactions of one without a balance that wait while blocks are empty',
    async () => {
      stopAgent(BETA)
      await restarted(BETA, { args: ['--min-priority-fee=1000', '--tx-pool-no-local-priority=true'] })
      await secondsUntil('at the head again', () => network.atHead(BETA))
      const sender = Wallet.createRandom()
      // At this node alone: what the others refuse, only this one could mine.
      const { act, send } = await handOn(BETA)
      await act({ kind: 'allow-accounts', accounts: [sender.address.toLowerCase()] } as never)
      const fees = { gasLimit: 21_000, maxFeePerGas: 0, maxPriorityFeePerGas: 0 }
      const raw = await sender.signTransaction({ to: sender.address, chainId: 620_604, nonce: 0, type: 2, ...fees })
      await send(raw)
      await secondsUntil('it waits', async () => (await codes(BETA)).includes('POOL_NOT_MINED'))
      await mended(BETA)
      await network.rehearse()
    },
    6 * MINUTES,
  )

  it(
    'sees that one tells an address that only its own machine has',
    async () => {
      stopAgent(BETA)
      const { nodes } = await answer<{ nodes: { port: number }[] }>(['endpoints'], network.as(BETA))
      const set = (host: string) =>
        answer(['endpoints', '--set', `${BETA}-1=${host}:${nodes[0]?.port}`], network.as(BETA))
      await set('203.0.113.7')
      expect(await codes(BETA)).toContain('ENODE_LOOPBACK')
      await set('127.0.0.1')
      expect(await codes(BETA)).not.toContain('ENODE_LOOPBACK')
      await network.rehearse()
    },
    3 * MINUTES,
  )

  it(
    'sees that one leaves out logs, since its cache of them is damaged',
    async () => {
      const cache = join(network.nodeFolder(BETA), 'data', 'caches', 'logBloom-0.cache')
      const found = async () => {
        // Before each look, since Besu writes down rightly what new blocks have: now no block of 100,000 has any log.
        writeFileSync(cache, '')
        truncateSync(cache, 256 * 100_000)
        return (await codes(BETA)).includes('LOGS_INCOMPLETE')
      }
      await secondsUntil('a block whose logs it leaves out', found).finally(() => rmSync(cache))
    },
    5 * MINUTES,
  )

  it(
    'has agents of which one leads, and the other does when that one is killed',
    async () => {
      const [port = 0] = await freePorts(1)
      agents.push(start(['agent', '--json', '--port', String(port)], network.as(SOUTH)))
      await secondsUntil('a second agent waits', async () => (await gaugeAt(port, 'agent_leader')) === 0)
      stopAgent(SOUTH)
      expect(
        await secondsUntil('the second leads', async () => (await gaugeAt(port, 'agent_leader')) === 1),
      ).toBeLessThan(10)
    },
    2 * MINUTES,
  )

  it(
    'sees that so few validate that the loss of one halts the chain',
    async () => {
      await network.rehearse()
      for (const member of [NORTH, SOUTH, ALPHA, BETA]) stopAgent(member)
      const nodes = await Promise.all([NORTH, SOUTH, ALPHA, BETA].map(handOn))
      const addresses = await Promise.all(nodes.map(async ({ facts }) => (await facts()).address))
      for (const left of [3, 2]) {
        const vote = { kind: 'vote', validator: addresses[left], join: false, why: '' }
        for (const { act } of nodes.slice(0, left)) await act(vote as never)
        const validators = async () => (await nodes[0]?.facts())?.validators.length
        await secondsUntil(`${left} validate`, async () => (await validators()) === left)
      }
      expect(await codes(NORTH)).toContain('VALIDATOR_ALONE')
    },
    5 * MINUTES,
  )
})
