import { resolve } from 'node:path'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import type { MemberOptions } from '../../../network/consortium/member-options/member-options.ts'
import { doctorCodes } from '../../../network/doctor/codes.ts'
import { firewallMatrix, type Matrix } from '../../../network/firewall/matrix.ts'
import { matrixText } from '../../../network/firewall/matrix-text.ts'
import { type NodesFrom, nodesFrom, nodesFromText, presentNodes } from '../../../network/firewall/present-nodes.ts'
import { trialText } from '../../../network/firewall/trial-text.ts'
import { knownRecords } from '../../doctor/contracts.ts'
import { decidedHere } from '../../doctor/decided-here.ts'
import { described } from '../../doctor/described.ts'
import { tryWays } from '../../doctor/try-ways.ts'
import type { Environment } from '../../environment.ts'
import { presentCards } from '../../founding/present-cards.ts'
import { readRecords } from '../../founding/records.ts'
import { tokenNodes } from '../../home/home-record.ts'
import { openHome } from '../../home/open-home.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'
import { lockOf, optionsOf } from '../lock-and-options.ts'

interface Asking {
  readonly options: MemberOptions
  readonly env: Environment
}

/** Who must reach whom, by TCP; with `--test`, whether it does, for every way that begins at this machine. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const { member, matrix, from } = await asked(input, env)
  if (!input.flag('test')) {
    const text = [...matrixText(member, matrix), nodesFromText(from)]
    return { json: { member, nodesFrom: from, ...matrix }, text, good: true }
  }
  env.progress(`${member}: trying ${matrix.ways.filter(({ starts }) => starts).length} ways`)
  const tried = await tryWays(matrix.ways)
  const good = tried.every(({ well }) => well)
  const { remedy } = doctorCodes.RPC_EXPOSED
  return {
    json: { member, nodesFrom: from, ways: tried, unplaced: matrix.unplaced },
    text: [...trialText(tried, matrix.unplaced, remedy), nodesFromText(from)],
    good,
  }
}

interface Asked {
  readonly member: string
  readonly matrix: Matrix
  /** By whose word the nodes in it are who they are. */
  readonly from: NodesFrom
}

async function asked(input: Input, env: Environment): Promise<Asked> {
  const home = await openHome(env.home)
  const { member } = home.record
  const lock = await lockOf(input, env, home.dir)
  const known = await described(home.dir, {
    lock,
    member,
    tokens: tokenNodes(home.record),
    target: 'process',
    ...(input.text('options') === undefined ? {} : { options: (await optionsOf(input, env, home)).options }),
    records: await given(input, env, { home: home.dir, lock }),
  })
  const decided = await decidedHere({ home: home.dir, member, lock, described: known, env })
  const registry = decided?.registry
  const { options } = known
  const matrix = firewallMatrix({
    member,
    nodes: presentNodes(known.nodes, { member, registry, records: knownRecords(known.records.values(), decided) }),
    options,
    network: lock.founding.consortium.name,
    apiServer: await apiServerOf(member, lock, { options, env }),
  })
  return { member, matrix, from: nodesFrom(registry) }
}

async function given(
  input: Input,
  env: Environment,
  { home, lock }: { home: string; lock: Lock },
): Promise<Endpoints[]> {
  const files = input.list('endpoints').map((path) => resolve(env.cwd, path))
  return readRecords(files, await presentCards(home, lock))
}

async function apiServerOf(member: string, { founding }: Lock, { options, env }: Asking): Promise<string | undefined> {
  const { target, kubernetes } = options
  if (target !== 'kubernetes') return undefined
  const [{ apiServer }, { clusterOf }] = await Promise.all([
    import('../../targets/kubernetes/api-server.ts'),
    import('../../targets/kubernetes/open.ts'),
  ])
  const owner = { network: founding.consortium.name, networkId: founding.networkId, member }
  return apiServer(clusterOf({ owner, options: kubernetes, variables: env.variables }))
}
