import type { JsonRpcProvider } from 'ethers'
import { deviceId } from '../../../network/device/device-id.ts'
import { isoOf } from '../../../network/fields.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import type { Hex } from '../../../network/hex.ts'
import { asMember } from '../../chain/as-member.ts'
import { eventIn } from '../../chain/event-in.ts'
import { type FleetOnChain, readFleets } from '../../chain/fleets.ts'
import { readMembers } from '../../chain/members.ts'
import { read } from '../../chain/read.ts'
import { readLogs } from '../../chain/read-logs.ts'
import { chainTime } from '../../chain/wait-until.ts'
import { withChain } from '../../chain/with-chain.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { fleetNumber } from '../registered-number.ts'

const registry = interfaceOf('DeviceRegistry')

/** Fleets of devices: each belongs to one member, and its devices are valid while that member is active. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [what, fleet, ...more] = input.rest(0)
  if (fleet === undefined && what === 'open') return open(env)
  if (fleet === undefined && what === 'list') return list(env)
  if (fleet !== undefined && more.length === 0) {
    if (what === 'show') return show(fleetNumber(fleet), env)
    if (what === 'take') return take(fleetNumber(fleet), input, env)
  }
  throw usage('Give what to do: `fleet open`, `fleet take FLEET`, `fleet show FLEET` or `fleet list`.')
}

async function open(env: Environment): Promise<Answer> {
  return asMember(env, async (at) => {
    const data = registry.encodeFunctionData('openFleet', [])
    const { hash, blockNumber: block } = await at.send({ contract: 'DeviceRegistry', data, what: 'opening a fleet' })
    const opened = await eventIn(at.provider, hash, { contract: 'DeviceRegistry', name: 'FleetOpened' })
    const fleet = Number(opened.fleet)
    const { member } = at.home.record
    return { json: { fleet, member, transaction: hash, block }, text: [`Fleet ${fleet} is ${member}’s.`], good: true }
  })
}

/** With the number of its devices, so that none enters between the look and the step. */
async function take(fleet: number, input: Input, env: Environment): Promise<Answer> {
  const devices = input.whole('devices')
  if (devices === undefined) throw usage('Give how many devices it has, as `fleet show` tells: --devices N.')
  const data = registry.encodeFunctionData('take', [fleet, devices])
  return asMember(env, async (at) => {
    const { member } = at.home.record
    if ((await readFleets(at.provider))[fleet - 1]?.member === member) {
      return {
        json: { fleet, member, transaction: null, block: null },
        text: [`It is ${member}’s already.`],
        good: true,
      }
    }
    const call = { contract: 'DeviceRegistry', data, what: `taking the fleet ${fleet}` } as const
    const { hash, blockNumber: block } = await at.send(call)
    const text = [`Fleet ${fleet} is ${member}’s now. Passes that were given to its devices before are invalid.`]
    return { json: { fleet, member, transaction: hash, block }, text, good: true }
  })
}

interface Told extends Omit<FleetOnChain, 'offered'> {
  readonly valid: boolean
  readonly offered: { readonly to: string; readonly until: string } | null
}

/** Every fleet as it stands now: an offer that is over is none. */
async function tell(provider: JsonRpcProvider): Promise<Told[]> {
  const [members, now] = [await readMembers(provider), await chainTime(provider)]
  const active = new Set(members.filter(({ status }) => status === 'active').map(({ name }) => name))
  return (await readFleets(provider)).map(({ offered, ...fleet }) => ({
    ...fleet,
    valid: active.has(fleet.member),
    offered: offered === null || now >= offered.until ? null : { ...offered, until: isoOf(offered.until) },
  }))
}

async function list(env: Environment): Promise<Answer> {
  return withChain(env, async (provider) => {
    const fleets = await tell(provider)
    return { json: { fleets }, text: fleets.length === 0 ? ['No fleet yet.'] : fleets.map(lineOf), good: true }
  })
}

async function show(number: number, env: Environment): Promise<Answer> {
  return withChain(env, async (provider) => {
    const fleet = (await tell(provider))[number - 1]
    if (fleet === undefined) throw usage(`There is no fleet ${number}; see quorate fleet list.`)
    const enrolled = await Promise.all(
      (await devicesOf(provider, number)).map(async (device) => {
        const { revoked } = await read(provider, 'DeviceRegistry', 'device', device)
        return { device, valid: fleet.valid && !revoked }
      }),
    )
    const lines = enrolled.map(({ device, valid }) => `  ${device}  ${valid ? 'valid' : 'invalid'}`)
    return { json: { ...fleet, enrolled }, text: [lineOf(fleet), ...lines], good: true }
  })
}

async function devicesOf(provider: JsonRpcProvider, fleet: number): Promise<Hex[]> {
  const topics = registry.encodeFilterTopics('DevicesEnrolled', [fleet])
  const range = { from: 1, to: await provider.getBlockNumber() }
  const logs = await readLogs(provider, { address: predeploys.DeviceRegistry, topics }, range)
  return logs.flatMap((log) => {
    const commitments: readonly Hex[] = registry.parseLog(log)?.args.commitments ?? []
    return commitments.map((commitment) => deviceId(fleet, commitment))
  })
}

function lineOf({ fleet, member, devices, valid, offered }: Told): string {
  const open = offered === null ? '' : `  ${offered.to} may take it until ${offered.until}`
  return `${fleet}  ${member}  ${devices} devices  ${valid ? 'valid' : 'invalid'}${open}`
}
