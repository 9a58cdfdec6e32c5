import { Transaction } from 'ethers'
import type { Lock } from '../../network/ceremony/lock.ts'
import { anchorDeployment, DETERMINISTIC_DEPLOYER } from '../../network/checkpoint/anchor-address.ts'
import { addressSetHash } from '../../network/checkpoint/checkpoint-hash.ts'
import type { Hex } from '../../network/hex.ts'
import { deliver } from '../chain/send.ts'
import { anchorAbi, anchorOf, statementOf } from './anchor.ts'
import { sendPublic } from './public-send.ts'
import type { PublicSender } from './public-sender.ts'
import type { Signature, SignedCheckpoint, SignedHandover } from './signed.ts'

/** Puts the network's anchor on a public chain, where nobody has yet. Anyone may; the address is the same for all. */
export async function deployAnchor(chain: PublicSender, lock: Lock): Promise<Hex> {
  const statement = statementOf(lock)
  const address = anchorOf(lock)
  if ((await chain.provider.getCode(address)) !== '0x') return address
  await ensureDeployer(chain)
  await sendPublic(chain, {
    to: DETERMINISTIC_DEPLOYER,
    data: anchorDeployment(statement),
    what: 'the anchor’s deployment',
  })
  return address
}

/** Hands one checkpoint to the public contract. */
export async function submit(chain: PublicSender, of: { lock: Lock; signed: SignedCheckpoint }): Promise<Hex> {
  const { checkpoint, signatures, signers } = of.signed
  const given = [checkpoint, pairs(signatures), signers.set]
  const data = anchorAbi.encodeFunctionData('submit', given)
  const to = anchorOf(of.lock)
  const receipt = await sendPublic(chain, { to, data, what: `anchoring of checkpoint ${checkpoint.sequence}` })
  return receipt.hash as Hex
}

/** Tells the public contract of the next signer set. */
export async function submitHandover(
  chain: PublicSender,
  { lock, signed }: { lock: Lock; signed: SignedHandover },
): Promise<Hex> {
  const { set, threshold } = signed.next
  const next = { setHash: addressSetHash(set), n: set.length, m: threshold }
  const data = anchorAbi.encodeFunctionData('handover', [next, pairs(signed.signatures), signed.signers.set])
  const to = anchorOf(lock)
  const receipt = await sendPublic(chain, { to, data, what: `handover to epoch ${signed.epoch}` })
  return receipt.hash as Hex
}

function pairs(signatures: readonly Signature[]) {
  return signatures.map(({ r, vs }) => ({ r, vs }))
}

/** Its keyless, presigned deployment, the same on every chain; only a young or a development chain lacks it. */
const DEPLOYER_TRANSACTION =
  '0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222'
const DEPLOYER_COST = 10n ** 16n

async function ensureDeployer(chain: PublicSender): Promise<void> {
  const { provider } = chain
  if ((await provider.getCode(DETERMINISTIC_DEPLOYER)) !== '0x') return
  const deployment = Transaction.from(DEPLOYER_TRANSACTION)
  const to = deployment.from ?? ''
  const value = DEPLOYER_COST - (await provider.getBalance(to))
  if (value > 0n) await sendPublic(chain, { to, data: '0x', value, what: 'the deployer’s purse' })
  // Nobody's key signed it, and anyone may send it: no journal needs to know its bytes.
  // By hand alone, where the home is this command's anyway: it waits for a block here.
  const signed = { hash: deployment.hash ?? '', raw: DEPLOYER_TRANSACTION, what: 'the deployer' }
  await chain.noting((journal) => deliver({ ...chain, journal, signerFor: () => undefined }, signed))
}
