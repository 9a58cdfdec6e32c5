import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { JsonRpcProvider } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { read } from '../../provisioner/chain/read.ts'

/** A network seen through whichever of its nodes answers, while they are made anew one by one. */
export class Rolling {
  readonly rpcs: readonly string[]
  readonly #chainId: number

  constructor(rpcs: readonly string[], chainId: number) {
    this.rpcs = rpcs
    this.#chainId = chainId
  }

  async ask<T>(question: (provider: JsonRpcProvider) => Promise<T>): Promise<T> {
    for (const rpc of this.rpcs) {
      const provider = new JsonRpcProvider(rpc, this.#chainId, { staticNetwork: true, cacheTimeout: -1 })
      try {
        return await question(provider)
      } catch {
        continue
      } finally {
        provider.destroy()
      }
    }
    throw new Error('no node answers')
  }

  head() {
    return this.ask(async (provider) => (await provider.getBlock('latest')) ?? Promise.reject(new Error('no head')))
  }

  async peersOf(index: number): Promise<number> {
    return Number(await this.#say(index, 'net_peerCount'))
  }

  /** The release that a node says it is. */
  async versionOf(index: number): Promise<string> {
    return /^besu\/v([\d.]+)/i.exec(await this.#say(index, 'web3_clientVersion'))?.[1] ?? ''
  }

  async #say(index: number, method: string): Promise<string> {
    const provider = new JsonRpcProvider(this.rpcs[index], this.#chainId, { staticNetwork: true })
    try {
      return String(await provider.send(method, []))
    } finally {
      provider.destroy()
    }
  }

  /** Times of all blocks between two, in order. */
  timesOf(from: number, to: number): Promise<number[]> {
    const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
    return this.ask((provider) =>
      Promise.all(numbers.map(async (number) => (await provider.getBlock(number))?.timestamp ?? Number.NaN)),
    )
  }

  /** Names of events of the maintenance lease, with their nodes, in order. */
  async leases(from: number): Promise<string[]> {
    const nodes = interfaceOf('NodeRegistry')
    const logs = await this.ask((provider) => provider.getLogs({ address: predeploys.NodeRegistry, fromBlock: from }))
    return logs.flatMap((log) => {
      const event = nodes.parseLog(log)
      return event?.name.startsWith('Lease') === true ? [`${event.name} ${event.args['node']}`] : []
    })
  }

  lease() {
    return this.ask((provider) => read(provider, 'NodeRegistry', 'lease'))
  }
}

export const gaps = (times: readonly number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0))

/** Every lease was given back before the next one was taken; renewals count as one. @returns those given back. */
export function takenInTurn(events: readonly string[]): string[] {
  const turns = events.filter((event, i) => event !== events[i - 1])
  turns.forEach((event, i) => {
    const [name, node] = event.split(' ')
    expect(name).toBe(i % 2 === 0 ? 'LeaseTaken' : 'LeaseReturned')
    if (i % 2 === 1) expect(node).toBe(turns[i - 1]?.split(' ')[1])
  })
  return turns.filter((event) => event.startsWith('LeaseReturned'))
}

/** What was started for a node of this home, by the arguments of its process: Besu's script becomes Java. */
export async function programsOf(home: string, node: string): Promise<string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!line.includes(join(home, 'nodes', node, 'files', 'besu.toml'))) continue
    const folder = /-Dbesu\.home=([^\0]+)/.exec(line)?.[1]
    if (folder !== undefined) found.push(join(folder, 'bin', 'besu'))
  }
  return found
}
