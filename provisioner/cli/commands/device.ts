import { deviceId } from '../../../network/device/device-id.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import type { Hex } from '../../../network/hex.ts'
import { commitment } from '../../../network/privacy/commitment.ts'
import { slugOf } from '../../../network/slug.ts'
import { asMember } from '../../chain/as-member.ts'
import { read } from '../../chain/read.ts'
import { withChain } from '../../chain/with-chain.ts'
import type { Environment } from '../../environment.ts'
import { lendVault } from '../../vault/lend-vault.ts'
import type { StoredRecord } from '../../vault/vault.ts'
import type { Answer } from '../command.ts'
import { deviceNamed } from '../device-named.ts'
import { type Input, usage } from '../input.ts'
import { fleetNumber } from '../registered-number.ts'
import { recordUnknown } from './record.ts'

const registry = interfaceOf('DeviceRegistry')
/** Most of one transaction: below its cap of gas. */
const MOST = 300

/** Devices of this member's fleets. What a device is stays in the vault; on chain stands a salted commitment to it. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [what, subject, ...records] = input.rest(0)
  if (subject !== undefined) {
    if (what === 'enrol' && records.length > 0) return enrol(fleetNumber(subject), records, env)
    if (what === 'show' && records.length === 0) return show(deviceNamed(subject), env)
    if (what === 'revoke' && records.length === 0) return revoke(deviceNamed(subject), env)
  }
  throw usage('Give what to do: `device enrol FLEET RECORD…`, `device show DEVICE` or `device revoke DEVICE`.')
}

/** Run again, it enrols what is missing and names all. */
async function enrol(fleet: number, ids: readonly string[], env: Environment): Promise<Answer> {
  const records = [...new Set(ids)]
  if (records.length > MOST) throw usage(`${records.length} records are given; ${MOST} at most go in one transaction.`)
  return asMember(env, async (at) => {
    const { networkId } = at.location.lock.founding
    const commitments = await lendVault(at.home.dir, (vault) =>
      records.map((id) => deviceCommitment(vault.record(id) ?? unknown(id), networkId)),
    )
    const devices = commitments.map((one, i) => ({ record: records[i] ?? '', device: deviceId(fleet, one) }))
    const known = await Promise.all(devices.map(({ device }) => read(at.provider, 'DeviceRegistry', 'device', device)))
    const missing = commitments.filter((_, i) => known[i]?.fleet === 0n)
    const data = registry.encodeFunctionData('enrol', [fleet, missing])
    const what = `enrolling ${missing.length} devices in fleet ${fleet}`
    const sent =
      missing.length === 0 ? undefined : await at.send({ contract: 'DeviceRegistry', data, what, as: 'agent' })
    return {
      json: { fleet, devices, transaction: sent?.hash ?? null, block: sent?.blockNumber ?? null },
      text: [`In fleet ${fleet}:`, ...devices.map(({ record, device }) => `  ${device}  ${record}`)],
      good: true,
    }
  })
}

/** Under a schema of its own: nobody without the salt can tell that it is of the value whose evidence it sees. */
function deviceCommitment({ salt, schema, value }: StoredRecord, networkId: Hex): Hex {
  return commitment(salt, { networkId, schema: `device/${schema}` }, value)
}

function unknown(id: string): never {
  throw recordUnknown(id)
}

async function show(device: Hex, env: Environment): Promise<Answer> {
  return withChain(env, async (provider) => {
    const { fleet: number, organisation, revoked } = await read(provider, 'DeviceRegistry', 'device', device)
    const valid = await read(provider, 'DeviceRegistry', 'isValid', device)
    if (number === 0n) {
      const json = { device, fleet: null, member: null, revoked, valid }
      return { json, text: [`${device} was never enrolled.`], good: false }
    }
    const [fleet, member] = [Number(number), slugOf(organisation)]
    const state = valid ? 'valid' : `invalid, ${revoked ? 'it is revoked' : `${member} is not active`}`
    const json = { device, fleet, member, revoked, valid }
    return { json, text: [`${device} of ${member}, fleet ${fleet}: ${state}`], good: valid }
  })
}

async function revoke(device: Hex, env: Environment): Promise<Answer> {
  const data = registry.encodeFunctionData('revoke', [device])
  return asMember(env, async (at) => {
    const call = { contract: 'DeviceRegistry', data, what: `revoking ${device}`, as: 'agent' } as const
    const { hash, blockNumber: block } = await at.send(call)
    return { json: { device, transaction: hash, block }, text: [`${device} is revoked for ever.`], good: true }
  })
}
