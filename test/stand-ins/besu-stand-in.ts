// A stand-in for Besu, for tests of what starts and stops nodes: it reads its configuration as Besu does, refuses what
// Besu refuses, takes the ports and answers some JSON-RPC. It shows block 0 by its hash, makes no blocks,
// knows no peers and checks no signature.
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { SigningKey } from 'ethers'
import type { GenesisFile } from '../../network/genesis/genesis-file.ts'
import { genesisBlock } from '../../network/genesis/genesis-block.ts'
import { readToml, type TomlValue } from './toml.ts'

const ZERO = `0x${'0'.repeat(64)}`
/** Block 0, of which nothing but the hash is true. */
const EMPTY_BLOCK = {
  ...{ number: '0x0', parentHash: ZERO, timestamp: '0x1', nonce: '0x0000000000000000', difficulty: '0x1' },
  ...{ gasLimit: '0x1', gasUsed: '0x0', miner: `0x${'0'.repeat(40)}`, extraData: '0x', transactions: [] },
}

const args = process.argv.slice(2)
if (args.includes('--version')) {
  process.stdout.write('besu/v26.8.0/stand-in/node\n')
  process.exit(0)
}

const options = readToml(readFileSync(args[args.indexOf('--config-file') + 1] ?? '', 'utf8'))
refuseUnknown(options)
const text = (name: string): string => String(options.get(name) ?? '')
const list = (name: string): string[] => (options.get(name) as string[] | undefined) ?? []

const genesis = JSON.parse(readFileSync(text('genesis-file'), 'utf8')) as GenesisFile
const id = text('security-module') === '' ? publicKeyOfFile() : publicKeyInToken()
const lists = readToml(readFileSync(text('permissions-nodes-config-file'), 'utf8'))
const allowed = lists.get('nodes-allowlist') as string[]
const statics = JSON.parse(readFileSync(text('static-nodes-file'), 'utf8')) as string[]
const unlisted = statics.filter((enode) => !allowed.includes(enode))
if (unlisted.length > 0) fail(`Specified node(s) not in nodes-allowlist ${unlisted}`)
const { hash } = await genesisBlock(genesis)
keep()
const answers: Record<string, unknown> = {
  eth_getBlockByNumber: { ...EMPTY_BLOCK, hash },
  eth_blockNumber: '0x0',
  eth_syncing: false,
  net_peerCount: '0x0',
  eth_chainId: `0x${genesis.config.chainId.toString(16)}`,
  net_version: String(genesis.config.chainId),
  web3_clientVersion: 'besu/v26.8.0/stand-in/node',
  qbft_getValidatorsByBlockNumber: [],
  qbft_getSignerMetrics: [],
  qbft_getPendingVotes: {},
  admin_nodeInfo: { id },
  admin_peers: [],
  perm_getNodesAllowlist: allowed,
  perm_getAccountsAllowlist: lists.get('accounts-allowlist'),
}

interface Asked {
  readonly id: number
  readonly method: string
}

/** What a contract answers, where a test has put it beside the data. */
const told = join(text('data-path'), 'eth_call')

function answer({ id, method }: Asked): object {
  const result = method === 'eth_call' && existsSync(told) ? readFileSync(told, 'utf8') : answers[method]
  const error = { code: -32601, message: 'Method not found' }
  return { jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) }
}

const rpc: RequestListener = (request, response) => {
  if (request.url === '/liveness') return void response.end('{"status":"UP"}')
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    const asked = JSON.parse(body) as Asked | Asked[]
    const all = Array.isArray(asked) ? asked : [asked]
    const open = all.every(({ method }) => list('rpc-http-api-methods-no-auth').includes(method))
    if (!open && request.headers.authorization === undefined) {
      response.statusCode = 401
      response.end('Unauthorized')
      return
    }
    response.end(JSON.stringify(Array.isArray(asked) ? all.map(answer) : answer(asked)))
  })
}

createServer().listen(Number(options.get('p2p-port')), text('p2p-interface'))
createHttp((_, response) => response.end('besu_blockchain_height 0\n')).listen(
  Number(options.get('metrics-port')),
  text('metrics-host'),
)
createHttp(rpc).listen(Number(options.get('rpc-http-port')), text('rpc-http-host'))
process.stdout.write(`stand-in for Besu, node ${process.pid}, level ${text('logging')}\n`)
process.on('SIGTERM', () => {
  appendFileSync(join(text('data-path'), 'stops'), `${process.pid}\n`)
  process.exit(143)
})

/** Starts, and block 0 of the chain that the data are of; a full disk and another chain's data are refused in Besu's words. */
function keep(): void {
  const first = join(text('data-path'), 'block-0')
  try {
    appendFileSync(join(text('data-path'), 'starts'), `${process.pid}\n`)
    if (existsSync(first) && readFileSync(first, 'utf8') !== hash) {
      fail(`Supplied genesis block does not match chain data stored in ${text('data-path')}.`)
    }
    writeFileSync(first, hash)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    fail('org.rocksdb.RocksDBException: IO error: No space left on device')
  }
}

function publicKeyOfFile(): string {
  const key = readFileSync(text('node-private-key-file'), 'utf8').trim()
  if (!/^0x[0-9a-f]{64}$/.test(key)) fail('the key is no key')
  return new SigningKey(key).publicKey.slice(4)
}

/** As a plugin for PKCS#11 would: by library and slot of the configuration, PIN and alias. Only the public key is read. */
function publicKeyInToken(): string {
  const plugin = `plugin-${text('security-module')}`
  const config = readFileSync(text(`${plugin}-config-path`), 'utf8')
  const of = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S+)$`, 'm').exec(config)?.[1] ?? ''
  const PIN = readFileSync(text(`${plugin}-password-path`), 'utf8').trim()
  const slot = ['--module', of('library'), '--slot', of('slot'), '--login', '--pin', 'env:PIN']
  const object = ['--read-object', '--type', 'pubkey', '--label', text(`${plugin}-key-alias`)]
  const found = spawnSync('pkcs11-tool', [...slot, ...object], { env: { ...process.env, PIN } })
  if (found.status !== 0) fail(`Security Module not usable: ${found.stderr}`)
  return found.stdout.subarray(-64).toString('hex')
}

function refuseUnknown(all: ReadonlyMap<string, TomlValue>): void {
  const file = new URL('../vectors/besu/besu-options.json', import.meta.url)
  const { root } = JSON.parse(readFileSync(file, 'utf8')) as { root: { options: { name: string; type: string }[] } }
  const types = new Map(root.options.map(({ name, type }) => [name.replace(/^-+/, ''), type]))
  for (const [name, value] of all) {
    if (all.has('security-module') && name.startsWith('plugin-')) continue
    const type = types.get(name)
    if (type === undefined) fail(`Unknown option in TOML configuration file: ${name}`)
    if (/^boolean$/i.test(type ?? '') && typeof value !== 'boolean') fail(`${name} is no boolean`)
    if (/^(List|Set|Map)</.test(type ?? '') && !Array.isArray(value)) fail(`${name} is no array`)
  }
}

function fail(why: string): void {
  process.stderr.write(`${why}\n`)
  process.exit(1)
}
