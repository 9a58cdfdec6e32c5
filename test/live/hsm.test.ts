import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { JsonRpcProvider } from 'ethers'
import { nodeAddress } from '../../network/ceremony/card.ts'
import { tokenPublicKey } from '../../network/ceremony/token-key.ts'
import { answer, quorate, refusal } from '../e2e/cli.ts'
import { approveAll, type Founders, NAMES, strangers } from '../e2e/members.ts'
import { noToken, PIN, type SoftToken, softToken } from '../fixtures/soft-token.ts'
import { freePorts } from '../behaviours/example-manifests.ts'
import { secondsUntil } from './seconds.ts'

const besu = process.env['BESU_HOME']
const java = ['javac', 'jar'].every((program) => spawnSync(program, ['--version']).status === 0)
const skip =
  besu === undefined
    ? 'BESU_HOME names no Besu'
    : (noToken ?? (java ? undefined : 'no Java here that compiles a plugin (javac, jar)'))
const live = skip === undefined ? describe : describe.skip
if (skip !== undefined) process.stdout.write(`test/live/hsm: skipped, since ${skip}\n`)

const [NORTH] = NAMES
const node = `${NORTH}-1`
const MINUTES = 60_000
const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))

let founders: Founders
let token: SoftToken
let rpc: readonly number[] = []
const provider = () =>
  new JsonRpcProvider(`http://127.0.0.1:${rpc[0]}`, 620_604, { staticNetwork: true, cacheTimeout: -1 })

/** The plugin of test/live/hsm-plugin, in a folder as Besu looks for one. */
function plugin(folder: string): string {
  const [classes, plugins] = [join(folder, 'classes'), join(folder, 'plugins')]
  mkdirSync(join(classes, 'META-INF', 'services'), { recursive: true })
  mkdirSync(plugins)
  const source = fileURLToPath(new URL('hsm-plugin/TokenPlugin.java', import.meta.url))
  execFileSync('javac', ['-cp', join(besu ?? '', 'lib', '*'), '-d', classes, source])
  const service = join(classes, 'META-INF', 'services', 'org.hyperledger.besu.plugin.BesuPlugin')
  writeFileSync(service, 'quorate.test.TokenPlugin\n')
  execFileSync('jar', ['--create', '--file', join(plugins, 'token.jar'), '-C', classes, '.'])
  return plugins
}

async function giveOptions(member: string, index: number, hsm: object): Promise<string> {
  const file = join(founders.folder, `${member}.yaml`)
  const ports = {
    rpc: { port: rpc[index] },
    metricsPort: 9700 + 100 * index,
    p2pPort: (rpc[index] ?? 0) > 20_000 ? 12_000 : 40_000,
  }
  const resources = { memoryMiB: 768, cpus: 1, diskGiB: 1 }
  const options = { format: 'quorate/member/1', target: 'process', ...ports, resources, hsm }
  await writeFile(file, JSON.stringify(options), { mode: 0o600 })
  return file
}

beforeAll(async () => {
  if (skip !== undefined) return
  founders = await strangers(spec)
  await mkdir(join(founders.folder, 'token'))
  token = softToken(join(founders.folder, 'token'))
  await writeFile(join(founders.folder, 'pkcs11.cfg'), token.config)
  await writeFile(join(founders.folder, 'pin'), `${PIN}\n`, { mode: 0o600 })
  for (const member of NAMES) {
    const hsm = member === NORTH ? ['--hsm', `${node}=${token.publicKeyFile}`] : []
    await answer(['init', member, '--spec', spec, '--rehearsal', ...hsm], founders.as(member))
  }
  const { error } = await refusal(['card'], founders.as(NORTH))
  const proof = ['--node-proof', `${node}=${token.sign(String(error.facts['digestFile']))}`]
  for (const member of NAMES)
    await answer(['card', ...(member === NORTH ? proof : []), '--out', founders.card(member)], founders.as(member))
  const approvals = await approveAll(founders, '--rehearsal')
  await answer([
    'seal',
    join(founders.folder, 'founding.json'),
    ...approvals,
    '--out',
    join(founders.folder, 'lock.json'),
  ])
  await mkdir(join(founders.folder, 'endpoints'))
  const ports = await freePorts(8)
  rpc = ports.slice(4)
  for (const [i, member] of NAMES.entries()) {
    const record = ['--out', join(founders.folder, 'endpoints', `${member}.json`)]
    await answer(['endpoints', '--set', `${member}-1=127.0.0.1:${ports[i]}`, ...record], founders.as(member))
  }
}, 10 * MINUTES)

live('a validator on a real Besu whose key is in SoftHSM, by a plugin of the test’s own', () => {
  // Within this block: what runs after the whole file removes the homes first.
  afterAll(async () => {
    for (const member of NAMES)
      if (existsSync(founders.as(member).home ?? '')) await answer(['down'], founders.as(member))
  }, 4 * MINUTES)

  it(
    'meets the others, and proposes and seals blocks',
    async () => {
      const own = {
        ...{ module: 'pkcs11-hsm', config: join(founders.folder, 'pkcs11.cfg'), alias: token.label },
        ...{ pin: join(founders.folder, 'pin'), plugins: plugin(founders.folder), environment: token.environment },
      }
      for (const [i, member] of NAMES.entries()) {
        const options = await giveOptions(member, i, member === NORTH ? { [node]: own } : {})
        const given = ['--options', options, '--lock', 'lock.json', '--endpoints', 'endpoints']
        await answer(['apply', ...given], founders.as(member))
      }
      const at = provider()
      const peers = async () => {
        for (const member of NAMES) await quorate(['agent', '--once'], founders.as(member))
        return Number(await at.send('net_peerCount', [])) === 3
      }
      await secondsUntil('it is connected to three', peers, 5)
      const address = nodeAddress(tokenPublicKey(readFileSync(token.publicKeyFile)) ?? '0x')
      const proposed = async () => {
        const head = (await at.getBlock('latest'))?.number ?? 0
        const last = Array.from({ length: Math.min(head, 12) }, (_, i) => head - i)
        const blocks = await Promise.all(last.map((number) => at.getBlock(number)))
        return blocks.some((block) => block?.miner.toLowerCase() === address)
      }
      await secondsUntil('a block by the key in the token', proposed, 6)
      at.destroy()
      const toml = readFileSync(join(founders.as(NORTH).home ?? '', 'nodes', node, 'files', 'besu.toml'), 'utf8')
      expect(toml).not.toContain('node-private-key-file')
    },
    20 * MINUTES,
  )
})
