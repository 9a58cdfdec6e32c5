import { randomBytes } from 'node:crypto'
import { type Giver, readDirectory } from '../../../network/ceremony/directory-read.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { formatOf } from '../../founding/beside.ts'
import { readLock } from '../../founding/read.ts'
import { readConsortium } from '../../founding/read-consortium.ts'
import { readText } from '../../founding/read-text.ts'
import { createHome, type HomeContents, refuseExistingHome } from '../../home/create-home.ts'
import type { KeyRole } from '../../signers/key-role.ts'
import { createKeystores } from '../../signers/keystore.ts'
import { readPassphrase } from '../../signers/passphrase.ts'
import { PrivateKey } from '../../signers/private-key.ts'
import { PRODUCTION_N, REHEARSAL_N } from '../../signers/scrypt.ts'
import type { Answer } from '../command.ts'
import { compareNetwork, comparedText } from '../compare-network.ts'
import { type Input, usage } from '../input.ts'
import { tokenKeys } from '../token-keys.ts'

type Place = Pick<HomeContents, 'member' | 'chamber' | 'chainId' | 'foundedAt' | 'consortium' | 'nodes'>

/** A member's home: keys made here, encrypted here, and never seen elsewhere. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const rehearsal = input.flag('rehearsal')
  const from = input.text('from')
  const joined = from === undefined ? undefined : await joinedFrom(from)
  const place = await placeOf(input, joined)
  const tokens = await tokenKeys(input, env, place.nodes)
  const compared = joined === undefined ? undefined : await compareNetwork(joined.lock, input)
  await refuseExistingHome(env.home)
  const passphrase = await readPassphrase(env, rehearsal ? 'create-rehearsal' : 'create')
  const keys = new Map<KeyRole, PrivateKey>()
  const roles: KeyRole[] = [
    'officer',
    'agent',
    'checkpoint',
    'relayer',
    ...place.nodes
      .map(({ name }): KeyRole => `node/${name}`)
      .filter((role) => !tokens.some((one) => one.role === role)),
  ]
  for (const role of roles) keys.set(role, PrivateKey.generate(randomBytes))
  env.progress(`${place.member}: made ${keys.size} keys; encrypting them`)
  const keystores = await createKeystores(keys, passphrase, { scryptN: rehearsal ? REHEARSAL_N : PRODUCTION_N })
  const home = await createHome(env.home, { ...place, rehearsal, keystores, tokens, directory: joined?.directory })
  const addresses = Object.fromEntries(home.record.keys.map(({ role, address }) => [role, address]))
  return {
    json: {
      ...{ home: home.dir, ...place, rehearsal, addresses },
      ...(compared === undefined ? {} : { network: compared }),
      ...(joined?.giver === undefined ? {} : { giver: joined.giver }),
    },
    text: [
      `Home of ${place.member} (${place.chamber}) in ${home.dir}${rehearsal ? ', for rehearsals only' : ''}`,
      ...(compared === undefined ? [] : comparedText(compared, env)),
      ...(joined?.giver === undefined ? [] : vouchedText(joined.giver, env)),
      ...Object.entries(addresses).map(([role, address]) => `  ${role.padEnd(24)} ${address}`),
      'Next: quorate card --out FILE, and send the file to whoever collects the cards.',
    ],
    good: true,
  }
}

async function placeOf(input: Input, joined: Joined | undefined): Promise<Place> {
  const member = input.argument(0)
  const spec = input.text('spec')
  if (spec !== undefined && joined === undefined) return founderPlace(member, spec)
  if (joined !== undefined && spec === undefined) return joinerPlace(member, joined, input)
  throw usage('Give either --spec, to found a consortium, or --from, to join one.')
}

async function founderPlace(name: string, spec: string): Promise<Place> {
  const consortium = await readConsortium(spec)
  const member = consortium.members.find((candidate) => candidate.name === name)
  if (member === undefined) {
    const members = consortium.members.map((candidate) => candidate.name)
    throw new QuorateError('MEMBER_UNKNOWN', `${spec} has no member ${name}.`, {
      facts: { member: name, members },
      remedy: 'Give the name of one of its members, as the description spells it.',
    })
  }
  const { chamber, nodes } = member
  const { chainId, foundedAt } = consortium
  return {
    member: name,
    chamber,
    nodes: [...nodes],
    chainId,
    foundedAt,
    consortium: { digest: specDigest(consortium) },
  }
}

/** The network that a joiner was told of. */
interface Joined {
  readonly lock: Lock
  readonly giver?: Giver
  /** The very text that was judged: it says where the others are reached, and is what `apply` starts from. */
  readonly directory?: string
}

/** By the lock itself, or by the directory that a member gave. */
async function joinedFrom(from: string): Promise<Joined> {
  const text = await readText(from)
  if (formatOf(text) !== 'directory') return { lock: await readLock(from) }
  const reading = await readDirectory(text, from)
  if (!reading.ok) throw new InputProblems(reading.problems)
  return { lock: reading.lock, giver: reading.giver, directory: text }
}

/** Whose word the members and amendments are that came after the lock; loudly where no founder’s key gave it. */
function vouchedText({ member, agent, inLock }: Giver, { progress }: Environment): string[] {
  const by = `  directory by ${member}, agent ${agent}`
  if (inLock) return [`${by}, as the founders’ lock has it`]
  progress(`NO FOUNDER’S KEY: whoever has the lock could have written this directory. It says that ${agent}`)
  progress(
    `is the agent of ${member}, and its word is all that stands behind the members, the endpoints and what was decided`,
  )
  progress('since the founding. Compare that address by another way, or ask a founder for a directory.')
  return [`${by}, WHICH STANDS IN NO FOUNDERS’ LOCK`]
}

async function joinerPlace(member: string, { lock }: Joined, input: Input): Promise<Place> {
  const { founding } = lock
  const chamber = input.required('chamber')
  if (!/^[a-z][a-z0-9-]{1,19}$/.test(member)) throw usage(`"${member}" is no name: 2 to 20 of a-z, 0-9 and -.`)
  if (!founding.consortium.chambers.includes(chamber)) {
    throw usage(`The network has no chamber ${chamber}; it has ${founding.consortium.chambers.join(', ')}.`)
  }
  const founder = founding.cards.some((card) => card.member === member)
  if (founder && !input.flag('again')) {
    throw usage(`${member} is a founder of this network already. Where its keys are lost: --again, with new nodes.`)
  }
  // A node's name is taken for ever, as its key is: who comes back brings others.
  if (input.flag('again') && input.list('node').length === 0)
    throw usage(`Name new nodes with --again: --node ${member}-2:validator.`)
  const nodes = input.list('node').length > 0 ? input.list('node').map(nodeOf) : [nodeOf(`${member}-1:validator`)]
  const { chainId, foundedAt } = founding.consortium
  return { member, chamber, nodes, chainId, foundedAt, consortium: { digest: founding.foundingId } }
}

function nodeOf(text: string): Place['nodes'][number] {
  const [, name, duty] = /^([a-z][a-z0-9-]{0,30}):(validator|observer)$/.exec(text) ?? []
  if (name === undefined) throw usage(`--node is "${text}"; NAME:validator or NAME:observer was expected.`)
  return { name, duty: duty === 'observer' ? 'observer' : 'validator' }
}
