import { resolve } from 'node:path'
import { getAddress } from 'ethers'
import { type Card, type CardBody, cardHash, cardTypedData } from '../../../network/ceremony/card.ts'
import { isoOf } from '../../../network/fields.ts'
import type { Hex } from '../../../network/hex.ts'
import { mutableTypes } from '../../../network/typed-data.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readCard, readLock } from '../../founding/read.ts'
import { besideCard, renewEndpoints } from '../../founding/renew-endpoints.ts'
import { replace, writeNew } from '../../home/atomic-file.ts'
import { exists } from '../../home/exists.ts'
import { type Home, homePaths } from '../../home/home.ts'
import { tokenNodes } from '../../home/home-record.ts'
import { keysWhereNeeded } from '../../home/keys-where-needed.ts'
import { openHome } from '../../home/open-home.ts'
import type { Signers } from '../../home/unlock.ts'
import type { KeyRole } from '../../signers/key-role.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { placeOf } from '../places.ts'
import { type ProofsElsewhere, proofsElsewhere } from '../proofs-elsewhere.ts'

const DAY = 86_400
const LONGEST_DAYS = 365

/** The member's signed public card. Made once and kept: asked again, the same card comes out. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const home = await openHome(env.home)
  const places = input.list('set').map((text) => placeOf(text, home))
  const out = input.text('out')
  if (places.length > 0 && out === undefined) throw usage('--set writes a record beside the card: name it with --out.')
  const { card, record } = await keysWhereNeeded(env, home, async (open) => {
    const agent = async () => (await open()).of('agent')
    const renewed = places.length === 0 ? undefined : await renewEndpoints(home, places, { agent, now: env.now() })
    return { card: await cardOf(home, input, { env, open }), record: renewed }
  })
  if (out !== undefined) {
    const file = resolve(env.cwd, out)
    await publish(file, documentText(card))
    // A record is meant to be replaced by later ones; a card is not.
    if (record !== undefined) await replace(besideCard(file), documentText(record), { mode: 0o644 })
  }
  return {
    json: card,
    text:
      out === undefined
        ? documentText(card).trimEnd().split('\n')
        : [
            `Card of ${card.member} in ${out}`,
            `  hash         ${cardHash(card)}`,
            `  holds until  ${card.expiresAt}`,
            ...(record === undefined
              ? []
              : [`  reached      by the record in ${besideCard(out)}, serial ${record.serial}`]),
          ],
    good: true,
  }
}

async function cardOf(
  home: Home,
  input: Input,
  { env, open }: { readonly env: Environment; readonly open: () => Promise<Signers> },
): Promise<Card> {
  const keysOnly = input.flag('keys')
  const file = keysOnly ? homePaths.keysCard(home.dir) : homePaths.card(home.dir)
  const kept = await exists(file)
  const asked = input.flag('renew') || input.text('officer') !== undefined || input.list('nodeProof').length > 0
  if (kept && !asked) return (await readCard(file)).card
  const now = env.now()
  const days = Math.min(input.whole('days') ?? 90, LONGEST_DAYS)
  const body = bodyOf(home, { now, days, consortium: await boundTo(home) })
  const fresh = () => (keysOnly ? { ...body, nodes: [] } : body)
  const tokens = keysOnly ? [] : tokenNodes(home.record)
  const elsewhere = await proofsElsewhere(home, input, { env, fresh, tokens })
  const card = await sign(elsewhere?.body ?? fresh(), await open(), elsewhere)
  await (kept ? replace : writeNew)(file, documentText(card), { mode: 0o644 })
  return card
}

/** A founder's first card is for the description; what it says of itself once the network stands, for that network. */
async function boundTo({ dir, record }: Home): Promise<Hex> {
  const agreed = homePaths.agreed(dir)
  return (await exists(agreed)) ? (await readLock(agreed)).founding.foundingId : record.consortium.digest
}

/** In the schema's order: the card is written again from what was read, and has to come out the same. */
function bodyOf(home: Home, { now, days, consortium }: { now: number; days: number; consortium: Hex }): CardBody {
  const { member, chamber, chainId, nodes, rehearsal, foundedAt } = home.record
  const publicKey = new Map(home.record.keys.map((key) => [key.role, key.publicKey]))
  const address = (role: KeyRole) => getAddress(home.record.keys.find((key) => key.role === role)?.address ?? '') as Hex
  // A founding is judged at its own moment, which may lie ahead: the card has to hold then.
  const expiresAt = Math.max(now, foundedAt) + days * DAY
  return {
    format: 'quorate/card/1',
    member,
    chamber,
    chainId,
    consortium,
    officer: address('officer'),
    agent: address('agent'),
    checkpoint: address('checkpoint'),
    nodes: nodes.map((node) => ({ ...node, publicKey: publicKey.get(`node/${node.name}`) ?? '0x' })),
    issuedAt: isoOf(now),
    expiresAt: isoOf(expiresAt),
    rehearsal,
  }
}

async function sign(body: CardBody, signers: Signers, elsewhere?: ProofsElsewhere): Promise<Card> {
  const data = cardTypedData(body)
  const by = (role: KeyRole) => signers.of(role).signTypedData(data.domain, mutableTypes(data), data.message)
  const nodes = await Promise.all(body.nodes.map(({ name }) => elsewhere?.nodes.get(name) ?? by(`node/${name}`)))
  return {
    ...body,
    proofs: {
      officer: elsewhere?.officer ?? (await by('officer')),
      agent: await by('agent'),
      checkpoint: await by('checkpoint'),
      nodes,
    },
  }
}
