import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answer, endOf, type Options, start } from '../e2e/cli.ts'
import type { LiveNetwork } from './live-network.ts'

/** A member that nobody has let in yet, on this machine as a process, by the three commands that it types. */
export class Joiner {
  readonly name: string
  /** What the others vote on. */
  readonly card: string
  readonly rpc: string
  readonly as: Options
  #agent: ChildProcess | undefined

  /** @param port of its JSON-RPC; other ports are counted from it. */
  static async of(network: LiveNetwork, name: string, { from, port }: { from: string; port: number }): Promise<Joiner> {
    const directory = join(network.folder, `directory-${name}.json`)
    await answer(['directory', '--out', directory], network.as(from))
    const joiner = new Joiner(network, name, port)
    await writeFile(joiner.as.passphrase ?? '', `four words for ${name}\n`, { mode: 0o600 })
    await answer(['init', name, '--from', directory, '--chamber', 'hospitals', '--rehearsal'], joiner.as)
    await answer(['card', '--set', `${name}-1=127.0.0.1:${port + 22_000}`, '--out', joiner.card], joiner.as)
    const options = join(network.folder, `${name}.yaml`)
    const lines = [
      'format: quorate/member/1',
      'target: process',
      `rpc: { port: ${port} }`,
      `metricsPort: ${port + 1000}`,
    ]
    const resources = 'resources: { memoryMiB: 768, cpus: 1, diskGiB: 5 }'
    await writeFile(options, `${[...lines, resources].join('\n')}\n`, { mode: 0o600 })
    joiner.#agent = start(['apply', '--options', options, '--agent', '--json'], joiner.as)
    joiner.#agent.stdout?.resume()
    joiner.#agent.stderr?.resume()
    return joiner
  }

  private constructor(network: LiveNetwork, name: string, port: number) {
    this.name = name
    this.card = join(network.folder, `${name}.json`)
    this.rpc = `http://127.0.0.1:${port}`
    this.as = network.as(name)
  }

  /** Its agent ends, and its node with it. */
  async end(): Promise<void> {
    if (this.#agent === undefined) return
    this.#agent.kill('SIGTERM')
    await endOf(this.#agent)
    this.#agent = undefined
    await answer(['down'], this.as)
  }
}
