import { resolve } from 'node:path'
import { canonicalJson } from '../../../network/canonical.ts'
import { type Approval, approvalTypedData } from '../../../network/ceremony/approval.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { mutableTypes } from '../../../network/typed-data.ts'
import type { Environment } from '../../environment.ts'
import { deriveAgain } from '../../founding/derive-again.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readCard, readFounding } from '../../founding/read.ts'
import { foundingSummary } from '../../founding/summary.ts'
import { type Home, homePaths } from '../../home/home.ts'
import { openHome } from '../../home/open-home.ts'
import { unlock } from '../../home/unlock.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** One member's approval: derives all again from what the founding embeds, compares, shows, and only then signs. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const file = resolve(env.cwd, input.argument(0))
  const home = await openHome(env.home)
  const founding = await readFounding(file)
  refuseOtherNetwork(founding, input.text('expect'))
  await refuseOtherCard(founding, home)
  env.progress(`${home.record.member}: deriving the network again`)
  await deriveAgain(founding, file)
  for (const line of foundingSummary(founding)) env.progress(line)
  const approval = await sign(founding, home, env)
  const out = resolve(env.cwd, input.text('out') ?? `${home.record.member}.approval.json`)
  await publish(out, documentText(approval))
  return {
    json: approval,
    text: [`Approved by ${approval.member}: network ${approval.networkId}`, `  approval in ${out}`],
    good: true,
  }
}

function refuseOtherNetwork(founding: Founding, expected: string | undefined): void {
  if (expected === undefined || expected === founding.networkId) return
  throw new QuorateError('FOUNDING_UNEXPECTED', 'This founding is not the one you expect.', {
    facts: { found: founding.networkId, expected },
    remedy: 'Ask the other members which network id they see; sign nothing until all see the same.',
  })
}

/** A founder signs only what holds its own card, byte for byte as it made it. */
async function refuseOtherCard(founding: Founding, home: Home): Promise<void> {
  const { member } = home.record
  const { card } = await readCard(homePaths.card(home.dir))
  const held = founding.cards.find((candidate) => candidate.member === member)
  if (held !== undefined && canonicalJson(held) === canonicalJson(card)) return
  throw new QuorateError(
    'CARD_NOT_OURS',
    held === undefined ? `The founding holds no card of ${member}.` : `The founding holds another card of ${member}.`,
    {
      facts: { member, founding: founding.foundingId },
      remedy: `Have the founding made again with the card in ${homePaths.card(home.dir)}.`,
    },
  )
}

async function sign(founding: Founding, home: Home, env: Environment): Promise<Approval> {
  const { member } = home.record
  const data = approvalTypedData(member, founding)
  const officer = (await unlock(home, env)).of('officer')
  const { foundingId, networkId, genesisHash } = founding
  const signature = await officer.signTypedData(data.domain, mutableTypes(data), data.message)
  return { format: 'quorate/approval/1', member, foundingId, networkId, genesisHash, signature }
}
