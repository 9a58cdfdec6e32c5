import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { genesisText } from '../../../network/amendments/amended-genesis.ts'
import type { Amendment } from '../../../network/amendments/amendment.ts'
import { configToml } from '../../../network/besu/manifest.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { entryScript } from '../../../network/render/entry-script.ts'
import { containerHands } from '../../../provisioner/agent/container-hands.ts'
import type { Hold } from '../../../provisioner/agent/hold.ts'
import { listedUpkeep } from '../../../provisioner/agent/listed-upkeep.ts'
import type { NodeUpkeep } from '../../../provisioner/agent/upkeep.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import { restartBegins } from '../../../provisioner/agent/restarting.ts'
import { keptAmendments } from '../../../provisioner/home/kept-amendments.ts'
import type { Journal } from '../../../provisioner/journal/journal.ts'
import { exampleLock, exampleNodes } from '../../behaviours/example-manifests.ts'
import { newFolder } from '../home/folders.ts'

const times = { decidedAt: 1_800_000_000, cancelledAt: null }
const first: Amendment = { kind: 'block-period', seconds: 4, beginsAt: 1_900_000_000, ...times }
const unknown: Amendment = { kind: 'fork', fork: 'amsterdam', beginsAt: 1_900_000_200, ...times }
const standIn = fileURLToPath(new URL('../../stand-ins/besu-stand-in.ts', import.meta.url))
const journal = { append: async () => undefined } as unknown as Journal
const free: Hold = { with: (work) => work({ journal } as AtWork), noting: (work) => work(journal) }

const lock: Lock = await exampleLock()
const { genesis } = lock.founding

/** A node as its container has it: the entry script as first process, which runs a stand-in for Besu, on files of a folder. */
async function container() {
  const [node] = await exampleNodes(lock)
  if (node === undefined) throw new Error('the example has nodes')
  const { manifest, key } = node
  const folder = await newFolder()
  const at = (...path: string[]) => join(folder, ...path)
  for (const name of ['home', 'files/seeds', 'data', 'flags']) mkdirSync(at(name), { recursive: true })
  for (const [name, text] of Object.entries(manifest.files)) writeFileSync(at('files', name), text)
  for (const [name, text] of Object.entries(manifest.seeds)) writeFileSync(at('files/seeds', name), text)
  writeFileSync(at('node.key'), key)
  writeFileSync(at('entry.sh'), entryScript)
  const places = { data: at('data'), files: at('files'), key: at('node.key'), listen: '127.0.0.1' }
  writeFileSync(at('files', 'besu.toml'), configToml(manifest, places))
  const besu = [process.execPath, '--no-warnings', standIn, '--config-file', at('files', 'besu.toml')]
  const given = [at('node.key'), at('flags', 'restart'), at('files', 'seeds'), at('data'), '5']
  const child = spawn('sh', [at('entry.sh'), ...given, ...besu], { stdio: 'ignore' })
  const rpc = `http://127.0.0.1:${manifest.ports.rpc}`
  const starts = () => readFileSync(at('data', 'starts'), 'utf8').trim().split('\n').length
  return { manifest, at, child, rpc, starts }
}

const until = async (so: () => boolean) => {
  const deadline = performance.now() + 20_000
  while (!so()) {
    if (performance.now() > deadline) throw new Error('never so')
    await setTimeout(50)
  }
}

describe('a node in a container whose files its agent may write', () => {
  let place: Awaited<ReturnType<typeof container>>
  let child: ChildProcess
  const upkeep = (): NodeUpkeep => {
    const hands = containerHands({
      ...{ home: place.at('home'), node: place.manifest.node, rpc: place.rpc },
      ...{ files: place.at('files'), flag: place.at('flags', 'restart') },
      guard: () => undefined,
      signal: new AbortController().signal,
    })
    return listedUpkeep({ home: place.at('home'), lock, hold: free, hands: new Map([[place.manifest.node, hands]]) })
  }
  const made = async (amendments: readonly Amendment[], fresh = true) =>
    (await upkeep().made(amendments, fresh)).get(place.manifest.node)

  beforeEach(async () => {
    place = await container()
    child = place.child
    await until(() => {
      try {
        return place.starts() === 1
      } catch {
        return false
      }
    })
  }, 30_000)
  afterEach(async () => {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  })

  it('starts again from what was decided, once', async () => {
    expect(await made([])).toBe('current')
    expect(await made([first])).toBe('behind')
    await upkeep().remake(place.manifest.node, [first])
    await until(() => place.starts() === 2)
    expect(readFileSync(place.at('files', 'genesis.json'), 'utf8')).toBe(genesisText(genesis, [first]))
    expect([await made([first]), await made([first], false), await made([])]).toEqual(['current', 'current', 'behind'])
    expect(await keptAmendments(place.at('home'))).toEqual([first])
  }, 60_000)

  it('is behind until it was seen to go: an agent killed in between makes it anew once more, in its turn', async () => {
    writeFileSync(place.at('files', 'genesis.json'), genesisText(genesis, [first]))
    expect(await made([first])).toBe('current')
    await restartBegins(place.at('home'), place.manifest.node)
    expect(await made([first])).toBe('behind')
    expect(await upkeep().unfinished({ down: new Set(), silent: new Set([place.manifest.node]) })).toEqual([])
    await upkeep().remake(place.manifest.node, [first])
    await until(() => place.starts() === 2)
    expect(await made([first])).toBe('current')
  }, 60_000)

  it('is left alone where others wrote its files, or its release knows less', async () => {
    expect(await made([first, unknown])).toBe('unfit')
    writeFileSync(place.at('files', 'genesis.json'), '{}\n')
    expect(await made([first])).toBe('other')
    expect(place.starts()).toBe(1)
  }, 60_000)
})
