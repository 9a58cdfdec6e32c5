import { type JsonRpcProvider, type LogDescription, Transaction } from 'ethers'
import type { Lock } from '../../network/ceremony/lock.ts'
import { anchorAddress, anchorDeployment, DETERMINISTIC_DEPLOYER } from '../../network/checkpoint/anchor-address.ts'
import type { Checkpoint } from '../../network/checkpoint/checkpoint.ts'
import type { SignerSet } from '../../network/checkpoint/evidence.ts'
import { fromCompact, recoverAddress } from '../../network/checkpoint/recover.ts'
import { fromHex, type Hex } from '../../network/hex.ts'
import { read } from '../chain/read.ts'
import type { Chain } from '../chain/send.ts'
import type { Attempt } from '../checkpoint/decided.ts'
import { logsOf } from '../checkpoint/logs-of.ts'
import type { Signer } from '../signers/signer.ts'
import { anchorAbi, statementOf } from './anchor.ts'
import { sendPublic } from './public-send.ts'

/** A checkpoint with what a public chain asks for: exactly M signatures, ascending by signer, and the epoch's whole set. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly signatures: readonly { readonly r: Hex; readonly vs: Hex; readonly signer: Hex }[]
  readonly signers: SignerSet
}

/** Collects the signatures of a decided checkpoint from the board; undefined while there are fewer than M. */
export async function signedCheckpoint(
  provider: JsonRpcProvider,
  { checkpoint, digest }: Attempt,
): Promise<SignedCheckpoint | undefined> {
  const range = { from: checkpoint.blockNumber, to: await provider.getBlockNumber() }
  const logs = await logsOf(provider, { CheckpointBoard: ['CheckpointSigned'] }, range)
  const epoch = await read(provider, 'CheckpointBoard', 'epoch', BigInt(checkpoint.epoch))
  const signatures = logs
    .flatMap(({ event }) => signatureOf(event, digest) ?? [])
    .sort((a, b) => (a.signer < b.signer ? -1 : 1))
  const threshold = Number(epoch.threshold)
  if (signatures.length < threshold) return undefined
  const set = epoch.keys.map((key) => key.toLowerCase() as Hex)
  return { checkpoint, signatures: signatures.slice(0, threshold), signers: { set, threshold } }
}

function signatureOf({ args }: LogDescription, digest: Hex) {
  if (args['digest'] !== digest) return undefined
  const { r, vs } = args as unknown as { r: Hex; vs: Hex }
  const signature = fromCompact(fromHex(`${r}${vs.slice(2)}`))
  const signer = signature && recoverAddress(fromHex(digest), signature)
  return signer === undefined ? undefined : { r, vs, signer }
}

/** Puts the network's anchor on a public chain, where nobody has yet. Anyone may; the address is the same for all. */
export async function deployAnchor(chain: Chain, relayer: Signer, lock: Lock): Promise<Hex> {
  const statement = statementOf(lock)
  const address = anchorAddress(statement)
  if ((await chain.provider.getCode(address)) !== '0x') return address
  await ensureDeployer(chain, relayer)
  await sendPublic(chain, relayer, {
    to: DETERMINISTIC_DEPLOYER,
    data: anchorDeployment(statement),
    what: 'the anchor’s deployment',
  })
  return address
}

/** Hands one checkpoint to the public contract. */
export async function submit(
  chain: Chain,
  relayer: Signer,
  { lock, signed }: { lock: Lock; signed: SignedCheckpoint },
): Promise<Hex> {
  const { checkpoint, signatures, signers } = signed
  const given = [checkpoint, signatures.map(({ r, vs }) => ({ r, vs })), signers.set]
  const data = anchorAbi.encodeFunctionData('submit', given)
  const to = anchorAddress(statementOf(lock))
  const receipt = await sendPublic(chain, relayer, { to, data, what: `anchoring of checkpoint ${checkpoint.sequence}` })
  return receipt.hash as Hex
}

/** Its keyless, presigned deployment, the same on every chain; only a young or a development chain lacks it. */
const DEPLOYER_TRANSACTION =
  '0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222'
const DEPLOYER_COST = 10n ** 16n

async function ensureDeployer({ provider, chainId, journal }: Chain, relayer: Signer): Promise<void> {
  if ((await provider.getCode(DETERMINISTIC_DEPLOYER)) !== '0x') return
  const { from } = Transaction.from(DEPLOYER_TRANSACTION)
  const value = DEPLOYER_COST - (await provider.getBalance(from ?? ''))
  if (value > 0n) {
    const nonce = await provider.getTransactionCount(relayer.address, 'pending')
    const fees = await provider.getFeeData()
    const { maxFeePerGas, maxPriorityFeePerGas } = fees
    const raw = await relayer.signTransaction({
      type: 2,
      chainId,
      to: from,
      value,
      nonce,
      gasLimit: 21_000n,
      maxFeePerGas,
      maxPriorityFeePerGas,
    })
    const hash = Transaction.from(raw).hash ?? ''
    await journal.append({ event: 'transaction.signed', chainId, what: 'the deployer’s purse', hash, raw })
    await provider.broadcastTransaction(raw)
    await provider.waitForTransaction(hash, 1, 60_000)
    await journal.append({ event: 'transaction.ended', hash, how: 'mined' })
  }
  const { hash } = await provider.broadcastTransaction(DEPLOYER_TRANSACTION)
  await provider.waitForTransaction(hash, 1, 60_000)
}
