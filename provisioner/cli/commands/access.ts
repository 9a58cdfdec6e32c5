import { isoOf } from '../../../network/fields.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import type { Hex } from '../../../network/hex.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { organisationId } from '../../../network/slug.ts'
import { asMember } from '../../chain/as-member.ts'
import { eventIn } from '../../chain/event-in.ts'
import { readMembers } from '../../chain/members.ts'
import { type PassOnChain, readPass, readPasses } from '../../chain/passes.ts'
import { chainTime } from '../../chain/wait-until.ts'
import { withChain } from '../../chain/with-chain.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { deviceNamed } from '../device-named.ts'
import { type Input, usage } from '../input.ts'
import { endOf } from '../moment.ts'
import { passNumber } from '../registered-number.ts'

const passes = interfaceOf('AccessPass')

/** Passes: which member has access to which device, and until when. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [what, subject, holder, ...more] = input.rest(0)
  if (what === 'list' && subject === undefined) return list(env)
  if (subject !== undefined && more.length === 0) {
    if (what === 'grant' && holder !== undefined) return grant(deviceNamed(subject), holder, input, env)
    if (what === 'check' && holder === undefined) return check(passNumber(subject), env)
    if (what === 'revoke' && holder === undefined) return revoke(passNumber(subject), env)
  }
  throw usage('Give what to do: `access grant DEVICE MEMBER --for 30d`, `access check PASS`, `revoke PASS` or `list`.')
}

async function grant(device: Hex, holder: string, input: Input, env: Environment): Promise<Answer> {
  if (input.text('for') === undefined && input.text('until') === undefined)
    throw usage('Give when it ends: --for 30d or --until 2026-12-31T00:00:00Z.')
  return asMember(env, async (at) => {
    if (!(await readMembers(at.provider)).some(({ name }) => name === holder))
      throw usage(`No member is called ${holder}; see quorate status.`)
    const until = await endOf(input, () => chainTime(at.provider))
    const { member } = at.home.record
    const standing = (await readPasses(at.provider, device)).find(
      (one) => one.valid && one.issuer === member && one.holder === holder,
    )
    if (standing !== undefined) throw passStands(standing)
    const data = passes.encodeFunctionData('grant', [device, organisationId(holder), until])
    const call = { contract: 'AccessPass', data, what: `giving ${holder} a pass`, as: 'agent' } as const
    const { hash, blockNumber: block } = await at.send(call)
    const { pass, until: end } = await eventIn(at.provider, hash, { contract: 'AccessPass', name: 'PassGranted' })
    const ends = isoOf(Number(end))
    return {
      json: { pass: Number(pass), device, holder, until: ends, transaction: hash, block },
      text: [`Pass ${pass}: ${holder} has access to ${device} until ${ends}.`],
      good: true,
    }
  })
}

/** A grant that was killed is given all the same: a second pass would outlive the first one's end, or its taking back. */
function passStands({ pass, device, holder, until }: PassOnChain): QuorateError {
  return new QuorateError('PASS_STANDS', `Pass ${pass} gives ${holder} access to it already, until ${isoOf(until)}.`, {
    facts: { pass, device, holder, until: isoOf(until) },
    remedy: `Use that one; for another end, take it back first: quorate access revoke ${pass}.`,
  })
}

async function check(number: number, env: Environment): Promise<Answer> {
  return withChain(env, async (provider) => {
    const pass = await readPass(provider, number)
    if (pass === undefined) {
      return { json: { pass: number, valid: false }, text: [`There is no pass ${number}.`], good: false }
    }
    return { json: told(pass), text: [lineOf(pass)], good: pass.valid }
  })
}

async function list(env: Environment): Promise<Answer> {
  return withChain(env, async (provider) => {
    const all = await readPasses(provider)
    return { json: { passes: all.map(told) }, text: all.length === 0 ? ['No pass yet.'] : all.map(lineOf), good: true }
  })
}

async function revoke(pass: number, env: Environment): Promise<Answer> {
  const data = passes.encodeFunctionData('revoke', [pass])
  return asMember(env, async (at) => {
    const call = { contract: 'AccessPass', data, what: `taking the pass ${pass} back`, as: 'agent' } as const
    const { hash, blockNumber: block } = await at.send(call)
    return { json: { pass, transaction: hash, block }, text: [`Pass ${pass} is taken back.`], good: true }
  })
}

const told = (pass: PassOnChain) => ({ ...pass, until: isoOf(pass.until) })

function lineOf({ pass, device, issuer, holder, until, valid }: PassOnChain): string {
  return `${pass}  ${device}  by ${issuer} to ${holder} until ${isoOf(until)}  ${valid ? 'valid' : 'invalid'}`
}
