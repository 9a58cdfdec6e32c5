import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from '../../../network/hex.ts'
import { openHome } from '../../../provisioner/home/open-home.ts'
import { openKeystores } from '../../../provisioner/signers/keystore.ts'
import { besuEnvironment } from '../../../provisioner/targets/process/besu-binary.ts'
import type { LiveNetwork } from '../../../test/live/live-network.ts'
import { heightAt, secondsUntil } from './chain.ts'

/** Heap and processors, as a rehearsal gives them to its nodes. */
const JAVA = '-Xmx384m -XX:ActiveProcessorCount=1'

/** Four configurations at hand, to be started once. */
export interface ByHand {
  /** The network must be stopped: it has the same ports. @returns seconds from the first start to the first block. */
  firstBlock(): Promise<number>
}

/**
 * What somebody does who has genesis, keys and four finished configurations at hand: starts Besu four times. The very
 * files of a network that stands; the only change is that each node has the others as static nodes, since nobody else
 * tells it of them.
 */
export async function byHand(network: LiveNetwork, members: readonly string[]): Promise<ByHand> {
  const [folder, keys] = [await mkdtemp(join(network.folder, 'by-hand-')), await mkdtemp('/dev/shm/quorate-bench-')]
  const places = await Promise.all(members.map((member) => prepare(network, member, { folder, keys })))
  const everybody = places.map(({ enode }) => enode)
  for (const { files, enode } of places) {
    writeFileSync(join(files, 'static-nodes.json'), JSON.stringify(everybody.filter((one) => one !== enode)))
  }
  return {
    async firstBlock() {
      const children: ChildProcess[] = []
      try {
        for (const { files } of places) {
          const besu = join(process.env['BESU_HOME'] ?? '', 'bin', 'besu')
          const env = besuEnvironment(process.env, JAVA)
          children.push(spawn(besu, ['--config-file', join(files, 'besu.toml')], { env, stdio: 'ignore' }))
        }
        const rpcs = places.map(({ rpc }) => rpc)
        return await secondsUntil(async () => (await heightAt(rpcs)) >= 1, 300)
      } finally {
        await Promise.all(children.map(stopped))
        for (const made of [folder, keys]) await rm(made, { recursive: true, force: true })
      }
    },
  }
}

async function prepare(network: LiveNetwork, member: string, { folder, keys }: { folder: string; keys: string }) {
  const place = join(folder, member)
  const [files, data] = [join(place, 'files'), join(place, 'data')]
  const own = network.nodeFolder(member)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  cpSync(join(own, 'files'), files, { recursive: true })
  for (const seed of seedsIn(join(own, 'data'))) cpSync(join(own, 'data', seed), join(data, seed))
  const key = join(keys, member)
  writeFileSync(key, await nodeKey(network, member), { mode: 0o600 })
  const toml = readFileSync(join(files, 'besu.toml'), 'utf8')
    .replaceAll(join(own, 'files'), files)
    .replaceAll(join(own, 'data'), data)
    .replace(/^node-private-key-file=.*$/m, `node-private-key-file="${key}"`)
  writeFileSync(join(files, 'besu.toml'), toml)
  const port = /^rpc-http-port=(\d+)/m.exec(toml)?.[1]
  const [lists = ''] = seedsIn(data).map((seed) => readFileSync(join(data, seed), 'utf8'))
  const p2p = /^p2p-port=(\d+)/m.exec(toml)?.[1]
  const enode = [...lists.matchAll(/"(enode:[^"]+)"/g)]
    .map(([, one = '']) => one)
    .find((one) => one.endsWith(`:${p2p}`))
  if (enode === undefined) throw new Error(`${member} is not on its own list`)
  return { files, enode, rpc: `http://127.0.0.1:${port}` }
}

/** Lists that a node starts with; what it made itself is left behind, so that it begins at block 0. */
function seedsIn(data: string): string[] {
  return readdirSync(data).filter((name) => /^permissions-[0-9a-f]+\.toml$/.test(name))
}

async function nodeKey(network: LiveNetwork, member: string): Promise<Hex> {
  const passphrase = readFileSync(network.as(member).passphrase ?? '', 'utf8').trim()
  const keys = await openKeystores((await openHome(network.home(member))).keystores, passphrase)
  const key = keys.get(`node/${member}-1`)
  if (key === undefined) throw new Error(`${member} has no node key`)
  return key.reveal()
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve())
    if (!child.kill('SIGTERM')) resolve()
  })
}
