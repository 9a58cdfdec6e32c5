import { formatEther } from 'ethers'
import { anchorAll } from '../../anchors/anchor-all.ts'
import { deployAnchor } from '../../anchors/submit.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { type Chain, settle } from '../../chain/send.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** On the public chain: submit what members signed, or deploy the contract, fund the relayer, show its balance. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [what = 'submit'] = input.optional(0)
  return asMember(env, async (at) => {
    const provider = at.reference
    if (provider === undefined)
      throw usage('This home names no public chain that answers: quorate apply --public-rpc URL.')
    const chain = { provider, chainId: Number((await provider.getNetwork()).chainId), journal: at.journal }
    await settle(chain)
    switch (what) {
      case 'deploy':
        return deployed(at, chain)
      case 'fund':
        return funded(at, chain)
      case 'balance':
        return balance(at, chain)
      case 'submit':
        return submitted(at, chain)
      default:
        throw usage(`"${what}" is nothing an anchor does: deploy, fund, balance or submit was expected.`)
    }
  })
}

async function deployed(at: AtWork, chain: Chain): Promise<Answer> {
  const contract = await deployAnchor(chain, at.signer('relayer'), at.location.lock)
  return {
    json: { chainId: chain.chainId, contract },
    text: [`Anchor of this network on chain ${chain.chainId}: ${contract}`],
    good: true,
  }
}

/** A development chain gives what it is asked for; a real one has to be paid. */
async function funded(at: AtWork, chain: Chain): Promise<Answer> {
  const { address } = at.signer('relayer')
  if (at.location.target !== 'embedded')
    throw usage(`Only a development chain funds; send the currency of chain ${chain.chainId} to ${address}.`)
  await chain.provider.send('hardhat_setBalance', [address, '0xde0b6b3a7640000'])
  return balance(at, chain)
}

async function balance(at: AtWork, { provider, chainId }: Chain): Promise<Answer> {
  const { address } = at.signer('relayer')
  const wei = await provider.getBalance(address)
  return {
    json: { chainId, relayer: address, wei: wei.toString() },
    text: [`${address} on chain ${chainId}: ${formatEther(wei)}`],
    good: wei > 0n,
  }
}

/** In order, each after the one before; what stands there already is not sent again. */
async function submitted(at: AtWork, chain: Chain): Promise<Answer> {
  const { chainId } = chain
  const sent = await anchorAll(at, chain)
  const text = sent.map(({ what, transaction }) => `${what}: ${transaction}`)
  return { json: { chainId, sent }, text: sent.length === 0 ? ['Nothing to anchor.'] : text, good: true }
}
