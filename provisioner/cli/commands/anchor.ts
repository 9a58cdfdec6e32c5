import { formatEther } from 'ethers'
import { anchorAll } from '../../anchors/anchor-all.ts'
import { fundsOf } from '../../anchors/funds.ts'
import { settlePublic } from '../../anchors/public-send.ts'
import type { PublicSender } from '../../anchors/public-sender.ts'
import { deployAnchor } from '../../anchors/submit.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { type OnChain, onPublicChains, type PublicChain } from '../../chain/public-chains.ts'
import type { Environment } from '../../environment.ts'
import { purseParts } from '../../home/purse-parts.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { failures } from '../on-chains.ts'

/** Seconds that a transaction may wait before it is sent again with a higher fee, where nothing else is said. */
const PATIENCE = 60

/** On every public chain at once: submit what members signed, or deploy the contract, fund the relayer, show its balance. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [what = 'submit'] = input.optional(0)
  const patience = (input.whole('patience') ?? PATIENCE) * 1000
  return asMember(env, async (at) => {
    const parts = await purseParts(at.home.dir)
    const sender = ({ provider, chainId }: PublicChain): PublicSender => ({
      provider,
      chainId,
      noting: (work) => work(at.journal),
      relayer: at.signer('relayer'),
      patience,
      purseParts: parts,
    })
    const everywhere = <T>(work: (chain: PublicSender) => Promise<T>) =>
      onPublicChains(at.location, (chain) => work(sender(chain)))
    switch (what) {
      case 'deploy':
        return deployed(at, everywhere)
      case 'fund':
        return funded(at, everywhere)
      case 'balance':
        return balances(at, everywhere)
      case 'submit':
        return submitted(at, everywhere)
      default:
        throw usage(`"${what}" is nothing an anchor does: deploy, fund, balance or submit was expected.`)
    }
  })
}

type Everywhere = <T>(work: (chain: PublicSender) => Promise<T>) => Promise<OnChain<T>[]>

async function deployed(at: AtWork, everywhere: Everywhere): Promise<Answer> {
  const outcomes = await everywhere(async (chain) => {
    await settlePublic(chain)
    return { chainId: chain.chainId, contract: await deployAnchor(chain, at.location.lock) }
  })
  const anchors = done(outcomes)
  return {
    json: { anchors, failed: failures(outcomes).json },
    text: [
      ...anchors.map(({ chain, contract }) => `Anchor of this network on ${chain}: ${contract}`),
      ...failures(outcomes).text,
    ],
    good: anchors.length === outcomes.length,
  }
}

/** A development chain gives what it is asked for; a real one has to be paid. */
async function funded(at: AtWork, everywhere: Everywhere): Promise<Answer> {
  const { address } = at.signer('relayer')
  if (!at.location.lock.founding.rehearsal)
    throw usage(`Only a development chain funds; send currency of the public chains to ${address}.`)
  await everywhere(({ provider }) => provider.send('hardhat_setBalance', [address, '0xde0b6b3a7640000']))
  return balances(at, everywhere)
}

async function balances(at: AtWork, everywhere: Everywhere): Promise<Answer> {
  const outcomes = await everywhere((chain) => fundsOf(chain, at.location.lock))
  const found = done(outcomes)
  const text = found.map(({ chain, relayer, wei, days, low }) => {
    const lasts = days === null ? '' : `, enough for ${days} days`
    return `${relayer} on ${chain}: ${formatEther(wei)}${lasts}${low ? ': send it more' : ''}`
  })
  return {
    json: { balances: found, failed: failures(outcomes).json },
    text: [...text, ...failures(outcomes).text],
    good: found.length === outcomes.length && found.every(({ low }) => !low),
  }
}

/** In order, each after the one before; what stands there already is not sent again. */
async function submitted(at: AtWork, everywhere: Everywhere): Promise<Answer> {
  const outcomes = await everywhere(async (chain) => {
    await settlePublic(chain)
    const { chainId } = chain
    return { sent: (await anchorAll(at, chain)).map((one) => ({ chainId, ...one })) }
  })
  const sent = done(outcomes).flatMap((one) => one.sent.map((each) => ({ chain: one.chain, ...each })))
  const { json: failed, text } = failures(outcomes)
  const lines = sent.map(({ chain, what, transaction }) => `${what} on ${chain}: ${transaction}`)
  const nothing = sent.length + failed.length === 0 ? ['Nothing to anchor.'] : []
  return { json: { sent, failed }, text: [...lines, ...text, ...nothing], good: failed.length === 0 }
}

function done<T extends object>(outcomes: readonly OnChain<T>[]): (T & { readonly chain: string })[] {
  return outcomes.flatMap((outcome) => ('done' in outcome ? [{ chain: outcome.chain, ...outcome.done }] : []))
}
