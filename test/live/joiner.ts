import type { ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dump, load } from 'js-yaml'
import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { sharedAddress } from '../../network/render/shared-address.ts'
import { answer, endOf, type Options, start } from '../e2e/cli.ts'
import type { LiveNetwork } from './live-network.ts'

/** The others, as far as it has to do with them. */
type Around = Pick<LiveNetwork, 'folder' | 'as'>

interface Given {
  readonly from: string
  readonly place: string
  readonly options: object & Pick<MemberOptions, 'rpc'>
}

/** A member that nobody has let in yet, on this machine, by the three commands that it types. */
export class Joiner {
  readonly name: string
  /** What the others vote on. */
  readonly card: string
  readonly rpc: string
  readonly as: Options
  #agent: ChildProcess | undefined

  /**
   * As the others run theirs.
   * @param from who gives it the directory, and whose nodes run as its own will.
   * @param port of its JSON-RPC; other ports are counted from it.
   */
  static async of(network: LiveNetwork, name: string, { from, port }: { from: string; port: number }): Promise<Joiner> {
    const like = load(await readFile(join(network.root, 'options', `${from}.yaml`), 'utf8')) as MemberOptions
    const subnet = like.docker.sharedSubnet
    const place =
      subnet === undefined
        ? `127.0.0.1:${port + 22_000}`
        : `${sharedAddress(subnet, (await network.nodes()).length)}:30303`
    const options = { ...like, rpc: { port }, metricsPort: port + 1000 }
    return Joiner.at(network, name, { from, place, options })
  }

  /**
   * @param place ADDRESS:PORT where others reach its node.
   * @param options its member.yaml.
   */
  static async at(around: Around, name: string, { from, place, options }: Given): Promise<Joiner> {
    const directory = join(around.folder, `directory-${name}.json`)
    await answer(['directory', '--out', directory], around.as(from))
    const joiner = new Joiner(around, name, options.rpc.port)
    await writeFile(joiner.as.passphrase ?? '', `four words for ${name}\n`, { mode: 0o600 })
    await answer(['init', name, '--from', directory, '--chamber', 'hospitals', '--rehearsal'], joiner.as)
    await answer(['card', '--set', `${name}-1=${place}`, '--out', joiner.card], joiner.as)
    const file = join(around.folder, `${name}.yaml`)
    await writeFile(file, dump(options), { mode: 0o600 })
    joiner.#agent = start(['apply', '--options', file, '--agent', '--json'], joiner.as)
    joiner.#agent.stdout?.resume()
    joiner.#agent.stderr?.resume()
    return joiner
  }

  private constructor(around: Around, name: string, port: number) {
    this.name = name
    this.card = join(around.folder, `${name}.json`)
    this.rpc = `http://127.0.0.1:${port}`
    this.as = around.as(name)
  }

  /** Of `apply --agent`, which goes on as its agent. */
  get agent(): number {
    return this.#agent?.pid ?? 0
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
