import { resolve } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import { blockPeriodAt, forkAt } from '../../../network/amendments/amended-genesis.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { defaultRequestTimeout } from '../../../network/consortium/chain-defaults.ts'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { consortiumText } from '../../../network/consortium/consortium-text.ts'
import { isoOf } from '../../../network/fields.ts'
import { type Present, presently } from '../../backup/present.ts'
import { readAmendments } from '../../chain/amendments.ts'
import { connectOwn } from '../../chain/connect-own.ts'
import { readEmergency } from '../../chain/emergency.ts'
import { locate } from '../../chain/location.ts'
import { type MemberOnChain, readChambers, readMembers } from '../../chain/members.ts'
import { read } from '../../chain/read.ts'
import { readRules } from '../../chain/rules.ts'
import type { Environment } from '../../environment.ts'
import { publish } from '../../founding/publish.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** The consortium as its chain has it now, in the form of a description. A picture: nothing reads it to found or change anything. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const location = await locate(env.home)
  const { founding } = location.lock
  const provider = await connectOwn(location, env.home, env)
  try {
    const seen = await presently(provider, see)
    const consortium = pictureOf(founding, seen.value, seen.block.time)
    const text = `${heading(founding.consortium.name, seen)}${consortiumText(consortium)}`
    const out = input.text('out')
    if (out !== undefined) await publish(resolve(env.cwd, out), text)
    const { number, hash } = seen.block
    return {
      json: { block: { number, hash }, consortium },
      text:
        out === undefined
          ? text.trimEnd().split('\n')
          : [`The consortium as of block ${number} in ${out}; it founds nothing.`],
      good: true,
    }
  } finally {
    provider.destroy()
  }
}

type Seen = Awaited<ReturnType<typeof see>>

async function see(provider: JsonRpcProvider) {
  const [chambers, members, rules, everySeconds, threshold, amendments, { signers, lapseSeconds, restSeconds }] =
    await Promise.all([
      readChambers(provider),
      readMembers(provider),
      readRules(provider),
      read(provider, 'CheckpointBoard', 'cadenceSeconds'),
      read(provider, 'CheckpointBoard', 'threshold'),
      readAmendments(provider),
      readEmergency(provider),
    ])
  const checkpoints = { everySeconds: Number(everySeconds), threshold: Number(threshold) }
  return { chambers, members, rules, checkpoints, amendments, emergency: { signers, lapseSeconds, restSeconds } }
}

/** What is decided on chain as the chain has it; the rest as it was founded, since nothing changes it. */
function pictureOf({ consortium, genesis }: Founding, seen: Seen, time: number): Consortium {
  const { chambers, members, rules, checkpoints, amendments, emergency } = seen
  const blockPeriodSeconds = blockPeriodAt(genesis, amendments, time)
  return {
    ...consortium,
    chain: {
      ...consortium.chain,
      blockPeriodSeconds,
      // Nodes keep the one they were founded with; a description of a slower pace has to name a longer one to be read at all.
      requestTimeoutSeconds: Math.max(
        consortium.chain.requestTimeoutSeconds,
        defaultRequestTimeout(blockPeriodSeconds),
      ),
      fork: forkAt(genesis.config, amendments, time),
    },
    chambers,
    decisions: rules,
    members: members.filter(({ status }) => status === 'active').map(memberOf),
    checkpoints: { ...consortium.checkpoints, ...checkpoints },
    emergency,
  }
}

function memberOf({ name, chamber, nodes }: MemberOnChain): Consortium['members'][number] {
  const present = nodes.filter(({ state }) => state !== 'retired' && state !== 'unknown')
  return { name, chamber, nodes: present.map((node) => ({ name: node.name, duty: node.duty })) }
}

function heading(name: string, { block, value }: Present<Seen>): string {
  const suspended = value.members.filter(({ status }) => status === 'suspended').map((member) => member.name)
  const lines = [
    `A picture of ${name} at block ${block.number} (${block.hash}), ${isoOf(block.time)}.`,
    'It founds nothing and changes nothing: the network was founded by the description that its lock holds, and what holds',
    'now stands on its chain. Parts that no decision changes are as they were founded.',
    ...(suspended.length === 0 ? [] : [`Suspended, and so not listed: ${suspended.join(', ')}.`]),
  ]
  return `${lines.map((line) => `# ${line}`).join('\n')}\n`
}
