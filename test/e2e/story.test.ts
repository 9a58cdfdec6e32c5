import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { fromHex, type Hex, toHex } from '../../network/hex.ts'
import { reasonCommitment } from '../../network/governance/vote-reason.ts'
import { connect } from '../../provisioner/chain/connect.ts'
import { readChambers, readMembers } from '../../provisioner/chain/members.ts'
import { read } from '../../provisioner/chain/read.ts'
import { readRules } from '../../provisioner/chain/rules.ts'
import { example } from '../fixtures/consortia.ts'
import { answer, quorate, refusal } from './cli.ts'
import { as, newFolder, rehearsal, rehearsing, type Stands } from './rehearsals.ts'
import { statusShape } from './status-shape.ts'

const description = example('six-members')
const memberNames = description.members.map(({ name }) => name).sort()
const ofChamber = (chamber: string) =>
  description.members.filter((member) => member.chamber === chamber).map(({ name }) => name)

let root = ''
let stands: Stands

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root, 'six-members')
}, 120_000)

const onChain = async <T>(reading: (provider: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> => {
  const provider = await connect(stands.rpc[0] ?? '', description.chainId)
  return reading(provider).finally(() => provider.destroy())
}

const status = async (member = 'hospital-north') => statusShape.parse(await answer(['status'], as(root, member)))

interface Proposed {
  readonly id: string
  readonly short: string
}

/** Makes a joiner's home and card, and has a member propose it. */
async function propose(joiner: string, chamber: string, ...more: readonly string[]): Promise<Proposed> {
  const own = { ...as(root, joiner), passphrase: as(root, 'hospital-north').passphrase ?? '' }
  const card = join(root, 'cards', `${joiner}.json`)
  await answer(['init', joiner, '--from', join(root, 'lock.json'), '--chamber', chamber, '--rehearsal'], own)
  await answer(['card', '--out', card], own)
  return answer<Proposed>(['propose', 'admit', card, ...more], as(root, 'hospital-south'))
}

async function vote(short: string, how: (member: string) => 'for' | 'against', voters = memberNames): Promise<void> {
  for (const member of voters) await answer(['vote', short, how(member)], as(root, member))
}

const advance = (time: string) => answer(['advance', time], as(root, 'hospital-north'))
const execute = (short: string) => ['execute', short] as const

describe('a rehearsed consortium', () => {
  it('says what stands in a document of the promised shape', async () => {
    const document = await status()
    expect(document.consensus).toMatchObject({ kind: 'none', quorum: 4, tolerates: 2 })
    expect(document.consensus.validators).toHaveLength(6)
    expect(document.network).toMatchObject({ name: 'six-members', target: 'embedded', ...stands.network })
    expect(document.findings.map(({ code }) => code)).toEqual(['REHEARSAL', 'EMBEDDED_NO_CONSENSUS'])
    const {
      homes,
      rpc,
      publicRpc,
      console: page,
      ...rest
    } = await answer<Record<string, unknown>>(rehearsing(root, 'six-members'))
    statusShape.parse(rest)
    // Its passphrase is asked for where lists are to be, and nothing runs here that has any.
    const { passphrase = '', ...locked } = as(root, 'hospital-north')
    expect((await refusal(['status', '--unlock'], locked)).error.code).toBe('PASSPHRASE_MISSING')
    const { members } = statusShape.parse(await answer(['status', '--unlock'], { ...locked, passphrase }))
    expect(members).toEqual(document.members)
    expect({ homes, rpc, publicRpc, page }).toEqual({
      homes: stands.homes,
      rpc: stands.rpc,
      publicRpc: stands.publicRpc,
      page: null,
    })
  }, 60_000)

  it('has on chain the members, chambers, nodes and duties of the description', async () => {
    const members = await onChain(readMembers)
    const found = members.map(({ name, chamber, nodes }) => ({
      name,
      chamber,
      nodes: nodes.map((node) => ({ name: node.name, duty: node.duty })).sort(byName),
    }))
    const wanted = description.members.map((member) => ({ ...member, nodes: [...member.nodes].sort(byName) }))
    expect(found.sort(byName)).toEqual(wanted.sort(byName))
    expect(members.every(({ status: standing }) => standing === 'active')).toBe(true)
    expect(members.flatMap(({ nodes }) => nodes).every(({ state }) => state === 'active')).toBe(true)
    expect(await onChain(readChambers)).toEqual(description.chambers)
  })

  it('has on chain every rule of the description, and the very founding', async () => {
    expect(await onChain(readRules)).toEqual(description.decisions)
    const lock = readFileSync(join(root, 'lock.json'), 'utf8')
    const { foundingId } = JSON.parse(lock).founding
    expect(await onChain((provider) => read(provider, 'MemberRegistry', 'foundingId'))).toBe(foundingId)
  })
})

describe('a seventh member', () => {
  let proposal: Proposed
  const text = 'the board agreed on 2 September'
  const textFile = () => join(root, 'text.json')

  it('is proposed with a text that only its commitment stands for on chain', async () => {
    proposal = await propose('hospital-east', 'hospitals', '--text', text, '--out', textFile())
    const shown = await answer<{ text: string; calls: unknown }>(
      ['show', proposal.short, '--text', textFile()],
      as(root, 'devices-beta'),
    )
    expect(shown.text).toBe(text)
    const logs = await onChain((provider) => provider.getLogs({ fromBlock: 0, toBlock: 'latest' }))
    expect(JSON.stringify(logs)).not.toContain(Buffer.from(text).toString('hex'))
  }, 60_000)

  it('is shown in words and as decoded calls, and a text of another proposal is refused', async () => {
    const { stdout } = await quorate(['show', proposal.short], as(root, 'devices-beta'))
    expect(stdout).toContain('admit hospital-east to hospitals with hospital-east-1 (validator)')
    expect(stdout).toContain('MemberRegistry.admit')
    const wrong = join(root, 'wrong.json')
    writeFileSync(wrong, readFileSync(textFile(), 'utf8').replace('2 September', '3 September'))
    const { error } = await refusal(['show', proposal.short, '--text', wrong], as(root, 'devices-beta'))
    expect(error.code).toBe('TEXT_OTHER')
  }, 60_000)

  it('cannot be voted on before the roll is taken, nor by itself', async () => {
    const early = await refusal(['vote', proposal.short, 'for'], as(root, 'hospital-west'))
    expect(early.error).toMatchObject({ code: 'PROPOSAL_NOT_OPEN', facts: { state: 'pending' } })
    await advance('2m')
    const own = { ...as(root, 'hospital-east'), passphrase: as(root, 'hospital-north').passphrase ?? '' }
    const lock = join(root, 'lock.json')
    await answer(['apply', '--target', 'embedded', '--lock', lock, '--rpc', stands.rpc[0] ?? ''], own)
    const outsider = await refusal(['vote', proposal.short, 'for'], own)
    expect(outsider.error).toMatchObject({ code: 'CHAIN_REFUSED', facts: { reason: 'OnlyOfficer' } })
  }, 60_000)

  it('is voted for with a reason that only its commitment stands for on chain, and that its file opens', async () => {
    const south = 'hospital-south'
    const words = 'its audit of August is clean'
    const cast = ['vote', proposal.short, 'for', '--reason', words]
    const { transaction } = await answer<{ transaction: string }>(cast, as(root, south))
    const kept = join(as(root, south).home ?? '', 'proposals')
    const [file = ''] = readdirSync(kept).filter((name) => name.startsWith(`${proposal.short}.reason.`))
    const reason = JSON.parse(readFileSync(join(kept, file), 'utf8'))
    const networkId = stands.network.networkId as Hex
    expect(reason.text).toBe(words)
    expect(reasonCommitment(fromHex(reason.salt), { ...reason, networkId })).toBe(reason.reason)
    const [sent, receipt] = await onChain((provider) =>
      Promise.all([provider.getTransaction(transaction), provider.getTransactionReceipt(transaction)]),
    )
    const event = interfaceOf('ConsortiumGovernor').parseLog(receipt?.logs[0] ?? { topics: [], data: '0x' })
    expect([event?.name, event?.args['reason']]).toEqual(['VoteCast', reason.reason])
    const hexOf = (text: string) => Buffer.from(text).toString('hex')
    expect(sent?.data).toContain(hexOf(reason.reason))
    for (const said of [sent?.data, JSON.stringify(receipt?.logs)]) expect(said).not.toContain(hexOf(words))

    const show = (name: string) => ['show', proposal.short, '--text', name]
    const shown = await answer<Record<string, unknown>>(show(join(kept, file)), as(root, 'devices-beta'))
    expect([shown['text'], shown['reason']]).toEqual([null, { member: south, vote: 'for', text: words }])
    for (const [name, changed] of Object.entries({
      reworded: { ...reason, text: 'its audit of July is clean' },
      'of another member': { ...reason, member: 'hospital-west' },
      unsaid: { ...reason, salt: toHex(new Uint8Array(64)) },
    })) {
      writeFileSync(join(root, `${name}.json`), JSON.stringify(changed))
      const { error } = await refusal(show(join(root, `${name}.json`)), as(root, 'devices-beta'))
      expect([name, error.code]).toEqual([name, 'TEXT_OTHER'])
    }
  }, 60_000)

  it('cannot be executed while the vote runs, and nobody votes twice', async () => {
    const others = memberNames.filter((name) => name !== 'hospital-south')
    await vote(proposal.short, () => 'for', others)
    const twice = await refusal(['vote', proposal.short, 'against'], as(root, 'hospital-west'))
    expect(twice.error).toMatchObject({ code: 'CHAIN_REFUSED', facts: { reason: 'GovernorAlreadyCastVote' } })
    const early = await refusal(execute(proposal.short), as(root, 'hospital-west'))
    expect(early.error).toMatchObject({ code: 'PROPOSAL_NOT_EXECUTABLE', facts: { state: 'active' } })
  }, 90_000)

  it('is only queued before the timelock is over, and then admitted, once', async () => {
    await advance('8d')
    const queued = await answer<{ state: string }>(execute(proposal.short), as(root, 'regulator-health'))
    expect(queued.state).toBe('queued')
    const again = await answer<{ state: string }>(execute(proposal.short), as(root, 'hospital-west'))
    expect(again.state).toBe('queued')
    expect((await status()).members).toHaveLength(6)
    await advance('2d')
    const executed = await answer<{ state: string }>(execute(proposal.short), as(root, 'hospital-west'))
    expect(executed.state).toBe('executed')
    const document = await status('hospital-east')
    expect(document.members.find(({ name }) => name === 'hospital-east')).toMatchObject({
      chamber: 'hospitals',
      status: 'active',
    })
    expect(document.findings.map(({ code, subject }) => [code, subject])).toContainEqual([
      'NODE_CANDIDATE',
      'hospital-east-1',
    ])
    const third = await refusal(execute(proposal.short), as(root, 'hospital-west'))
    expect(third.error).toMatchObject({ code: 'PROPOSAL_NOT_EXECUTABLE', facts: { state: 'executed' } })
  }, 60_000)
})

describe('an eighth member that one chamber does not want', () => {
  it('stays out, although every other member said yes', async () => {
    const { short } = await propose('devices-gamma', 'manufacturers')
    await advance('2m')
    const against = new Set(ofChamber('manufacturers'))
    await vote(short, (member) => (against.has(member) ? 'against' : 'for'))
    await advance('8d')
    const refused = await refusal(execute(short), as(root, 'hospital-south'))
    expect(refused.error).toMatchObject({ code: 'PROPOSAL_NOT_EXECUTABLE', facts: { state: 'defeated' } })
    const document = await status()
    expect(document.members.map(({ name }) => name)).not.toContain('devices-gamma')
    expect(document.proposals.map(({ state }) => state)).toEqual(['executed', 'defeated'])
  }, 120_000)
})

describe('the end of a rehearsal', () => {
  it('never erases a member’s home', async () => {
    const home = as(root, 'hospital-north').home ?? ''
    const { code, error } = await refusal(['down', '--erase', '--home', home])
    expect([code, error.code]).toEqual([2, 'USAGE'])
    expect(await answer(['status'], as(root, 'hospital-north'))).toBeDefined()
  })

  it('stops both chains, keeps homes and founding, and says so when there is nothing to stop', async () => {
    expect(await answer(['down', '--home', root])).toEqual({ stopped: ['consortium', 'public'], erased: false })
    const gone = await refusal(['status'], as(root, 'hospital-north'))
    expect(gone.error.code).toBe('RPC_UNREACHABLE')
    expect(await answer(['down', '--home', root])).toEqual({ stopped: [], erased: false })
  })

  it('erases the rehearsal whole when asked to', async () => {
    expect(await answer(['down', '--erase', '--home', root])).toEqual({ stopped: [], erased: true })
    expect(existsSync(root)).toBe(false)
  })
})

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}
