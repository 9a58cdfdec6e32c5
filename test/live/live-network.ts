import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { answer, type Options, quorate } from '../e2e/cli.ts'
import { healthAt } from './agent-process.ts'
import { containerOf } from './containers.ts'
import { secondsUntil } from './seconds.ts'

interface Node {
  readonly name: string
  readonly running: boolean
  readonly height: number | null
  readonly peers: number | null
}

/** What `quorate status --json` says, as far as these tests ask. */
export interface Status {
  readonly consensus: {
    readonly kind: string
    readonly height: number
    readonly validators: readonly string[]
    readonly quorum: number
    readonly tolerates: number
  }
  readonly members: readonly { readonly name: string; readonly status: string; readonly nodes: readonly Node[] }[]
  readonly checkpoint: { readonly sequence: number } | null
  readonly anchors: readonly { readonly sequence: number; readonly state: string }[]
}

/** A rehearsal, on the process target where no other is named, played by the built command line; every member has one node, MEMBER-1. */
export class LiveNetwork {
  readonly folder: string
  readonly #spec: string
  readonly #target: readonly string[]

  private constructor(folder: string, spec: string, target: readonly string[]) {
    this.folder = folder
    this.#spec = spec
    this.#target = target
  }

  /** @param target what is typed for where nodes run. */
  static async in(spec: string, target: readonly string[] = ['process']): Promise<LiveNetwork> {
    return new LiveNetwork(await mkdtemp(join(tmpdir(), 'quorate-live-')), spec, target)
  }

  get #contained(): boolean {
    return this.#target[0] === 'docker'
  }

  get root(): string {
    return join(this.folder, 'rehearsal')
  }

  home(member: string): string {
    return join(this.root, 'homes', member)
  }

  nodeFolder(member: string): string {
    return join(this.home(member), 'nodes', `${member}-1`)
  }

  as(member: string): Options {
    return { home: this.home(member), passphrase: join(this.root, 'passphrases', member), cwd: this.folder }
  }

  rehearsing(): string[] {
    return ['rehearse', '--spec', this.#spec, '--target', ...this.#target, '--detach', '--home', this.root]
  }

  rehearse(): Promise<Status & { readonly rpc: readonly string[] }> {
    return answer(this.rehearsing())
  }

  status(): Promise<Status> {
    return answer(['status', '--home', this.root])
  }

  async height(): Promise<number> {
    return (await this.status()).consensus.height
  }

  async nodes(): Promise<Node[]> {
    return (await this.status()).members.flatMap(({ nodes }) => nodes)
  }

  async node(member: string): Promise<Node | undefined> {
    return (await this.nodes()).find(({ name }) => name === `${member}-1`)
  }

  async grows(by = 3): Promise<void> {
    const before = await this.height()
    await secondsUntil(`${by} blocks more`, async () => (await this.height()) >= before + by)
  }

  async atHead(member: string): Promise<boolean> {
    return ((await this.node(member))?.height ?? 0) >= (await this.height()) - 2
  }

  apply(member: string, ...more: string[]): Promise<unknown> {
    return answer(['apply', ...more], this.as(member))
  }

  /** The Java process of a member's node. */
  pidOf(member: string): number {
    const config = join(this.nodeFolder(member), 'files', 'besu.toml')
    const [pid = ''] = execFileSync('pgrep', ['-f', config], { encoding: 'utf8' }).trim().split('\n')
    return Number(pid)
  }

  /** As a power cut would: nothing starts it again by itself. */
  async kill(...members: readonly string[]): Promise<void> {
    if (this.#contained) await Promise.all(members.map(async (member) => (await containerOf(this.root, member)).kill()))
    else for (const member of members) process.kill(this.pidOf(member), 'SIGKILL')
  }

  /** Of the nodes of these members; other ones once a node was started again. */
  async lives(members: readonly string[]): Promise<string[]> {
    if (!this.#contained) return members.map((member) => String(this.pidOf(member)))
    const inspected = members.map(async (member) => (await containerOf(this.root, member)).inspect())
    return (await Promise.all(inspected)).map(({ Id, State }) => `${Id} ${State.StartedAt}`)
  }

  /** The process of a member's agent, where the rehearsal started it. */
  agentOf(member: string): number {
    return (JSON.parse(readFileSync(join(this.root, 'agents', `${member}.json`), 'utf8')) as { pid: number }).pid
  }

  /** All that it has said. */
  agentLog(member: string): string {
    return readFileSync(join(this.root, 'agents', `${member}.log`), 'utf8')
  }

  /** What it finds now: a code and a subject each. */
  async agentFinds(member: string): Promise<readonly string[]> {
    const ports = [...this.agentLog(member).matchAll(/metrics on http:\/\/127\.0\.0\.1:(\d+)/g)]
    return (await healthAt(Number(ports.at(-1)?.[1]))).findings
  }

  rpcOf(member: string): Promise<string> {
    const file = join(this.home(member), 'connection.json')
    return readFile(file, 'utf8').then((text) => (JSON.parse(text) as { rpc: string }).rpc)
  }

  /** The same before anything answers: where its options say. */
  async plannedRpc(member: string): Promise<string> {
    const text = await readFile(join(this.root, 'options', `${member}.yaml`), 'utf8')
    return `http://127.0.0.1:${(load(text) as { rpc: { port: number } }).rpc.port}`
  }

  /** Proposed by the first, voted for by all of them; agents queue and execute it. */
  async decide(members: readonly string[], ...what: string[]): Promise<void> {
    const short = await this.voteFor(members, ...what)
    await secondsUntil(`${what[0]} executed by agents`, () => this.executed(members[0] ?? '', short))
  }

  /** @returns the proposal's short id, once the last of them has voted. */
  async voteFor(members: readonly string[], ...what: string[]): Promise<string> {
    const [first = ''] = members
    const { short } = await answer<{ short: string }>(['propose', ...what], this.as(first))
    await Promise.all(members.map((member) => answer(['vote', short, 'for', '--wait'], this.as(member))))
    return short
  }

  async executed(member: string, short: string): Promise<boolean> {
    const { proposals } = await answer<{ proposals: { id: string; state: string }[] }>(['proposals'], this.as(member))
    return proposals.find(({ id }) => id === short)?.state === 'executed'
  }

  /** Stops everything, and takes it away: from an engine the nodes' data as well, which are not in its folder. */
  async end(): Promise<void> {
    const erase = this.#contained ? ['--erase'] : []
    if (existsSync(this.root)) await quorate(['down', ...erase, '--home', this.root])
    await rm(this.folder, { recursive: true, force: true })
  }
}
