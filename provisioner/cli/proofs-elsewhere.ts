import { resolve } from 'node:path'
import { getAddress, isAddress } from 'ethers'
import { type CardBody, cardBody, cardHash, cardTypedData } from '../../network/ceremony/card.ts'
import { tokenProof } from '../../network/ceremony/token-key.ts'
import { fromHex, type Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { typedPayload } from '../../network/typed-data.ts'
import type { Environment } from '../environment.ts'
import { documentText } from '../founding/publish.ts'
import { readDocument } from '../founding/read.ts'
import { readBytes } from '../founding/read-text.ts'
import { replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { type Input, usage } from './input.ts'
import { readProof } from './read-proof.ts'
import { filesByNode } from './token-keys.ts'

/** Proofs by keys that are not in this home: an officer's hardware wallet or multi-signer contract, nodes' tokens. */
export interface ProofsElsewhere {
  readonly body: CardBody
  readonly officer: Hex | undefined
  /** By node. */
  readonly nodes: ReadonlyMap<string, Hex>
}

interface Given {
  readonly env: Environment
  readonly fresh: () => CardBody
  /** Nodes of the card whose keys are in tokens. */
  readonly tokens: readonly string[]
}

/**
 * The card's body with another account as its officer, where one is named, and all proofs that are made elsewhere. What is to be
 * signed is kept, so that the proofs are of the very card that is made from them.
 * @returns undefined where every key is in this home.
 * @throws QuorateError OFFICER_PROOF_AWAITED, NODE_PROOF_AWAITED before all are there: the files they name have to be signed.
 */
export async function proofsElsewhere(home: Home, input: Input, given: Given): Promise<ProofsElsewhere | undefined> {
  const { tokens } = given
  const officer = officerIn(input)
  if (officer === undefined && tokens.length === 0) return undefined
  const draft = homePaths.cardDraft(home.dir)
  const officerFile = input.text('officerProof')
  const nodeFiles = filesByNode(
    input.list('nodeProof'),
    '--node-proof',
    tokens.map((name) => ({ name })),
  )
  if (officerFile === undefined && nodeFiles.size === 0) {
    const body = { ...given.fresh(), ...(officer === undefined ? {} : { officer }) }
    await replace(draft, documentText(body), { mode: 0o644 })
    throw await awaited(home, body, { officer, tokens })
  }
  if (!(await exists(draft))) throw usage('Run it first without proofs: that writes what is to be signed.')
  const body = await readDocument(cardBody, draft)
  if (officer !== undefined && body.officer !== officer)
    throw usage(`What was to be signed is a card of the officer ${body.officer}.`)
  const absent = tokens.filter((node) => !nodeFiles.has(node))
  const officerAbsent = officer !== undefined && officerFile === undefined
  if (officerAbsent || absent.length > 0)
    throw await awaited(home, body, { officer: officerAbsent ? officer : undefined, tokens: absent })
  return {
    body,
    officer: officerFile === undefined ? undefined : await readProof(given.env.cwd, officerFile),
    nodes: await nodeProofs(body, nodeFiles, given.env),
  }
}

function officerIn(input: Input): Hex | undefined {
  const officer = input.text('officer')
  if (officer === undefined) return undefined
  if (isAddress(officer)) return getAddress(officer) as Hex
  throw usage('--officer takes the address of an account: 0x and 40 hex digits.')
}

async function nodeProofs(
  body: CardBody,
  files: ReadonlyMap<string, string>,
  { cwd }: Environment,
): Promise<ReadonlyMap<string, Hex>> {
  const digest = cardHash(body)
  const proofs = [...files].map(async ([node, path]) => {
    const file = resolve(cwd, path)
    const publicKey = body.nodes.find(({ name }) => name === node)?.publicKey ?? '0x'
    const proof = tokenProof(await readBytes(file), { digest, publicKey })
    if (proof === undefined) throw notItsKey(node, file, digest)
    return [node, proof] as const
  })
  return new Map(await Promise.all(proofs))
}

/** In the form that eth_signTypedData_v4 takes, and as the bare digest that tokens sign, beside the draft. */
async function awaited(
  home: Home,
  body: CardBody,
  { officer, tokens }: { readonly officer: Hex | undefined; readonly tokens: readonly string[] },
): Promise<QuorateError> {
  const data = cardTypedData(body)
  const digest = cardHash(body)
  const [toSign, bare] = [homePaths.cardToSign(home.dir), homePaths.cardDigest(home.dir)]
  await replace(toSign, documentText(typedPayload(data)), { mode: 0o644 })
  await replace(bare, fromHex(digest), { mode: 0o644 })
  const remedies = [
    officer === undefined
      ? []
      : [
          `Have ${officer} sign ${toSign} (eth_signTypedData_v4, or its ERC-1271 wallet), then add --officer-proof FILE.`,
        ],
    tokens.length === 0
      ? []
      : [
          `Have the token of ${tokens.join(', ')} sign the 32 bytes in ${bare} as they are (CKM_ECDSA), then add --node-proof NODE=FILE for each.`,
        ],
  ].flat()
  const facts = { toSign, digest, digestFile: bare, nodes: [...tokens] }
  if (officer === undefined)
    return new QuorateError('NODE_PROOF_AWAITED', `The keys of ${tokens.join(', ')} have to sign the card first.`, {
      facts,
      remedy: remedies.join(' '),
    })
  return new QuorateError('OFFICER_PROOF_AWAITED', `The officer ${officer} has to sign the card first.`, {
    facts: { ...facts, officer },
    remedy: remedies.join(' '),
  })
}

function notItsKey(node: string, file: string, digest: Hex): QuorateError {
  return new QuorateError('PROOF_OTHER', `${file} holds no signature of this card by the key of ${node}.`, {
    facts: { node, file, digest },
    remedy:
      'The token signs the 32 bytes of card.digest as they are (CKM_ECDSA, no hash of its own), with the key whose public one init was given.',
  })
}
