import { getAddress, Interface, isCallException, type JsonRpcProvider } from 'ethers'
import { type Card, cardHash } from '../../network/ceremony/card.ts'
import { predeploys } from '../../network/genesis/addresses.ts'
import type { Hex } from '../../network/hex.ts'
import { signerOf } from '../../network/typed-data.ts'

const erc1271 = new Interface(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])
const MAGIC = '0x1626ba7e'.padEnd(66, '0')

/** Whether an account is a contract: then no key of its own signs its transactions. */
export async function isContract(provider: JsonRpcProvider, account: string): Promise<boolean> {
  return (await provider.getCode(account)) !== '0x'
}

/** A signature that an account is to stand behind. */
export interface Approval {
  readonly account: string
  readonly digest: Hex
  readonly signature: Hex
  /** The contract that will ask: an account may answer each asker differently. */
  readonly asker: Hex
}

/** Whether an account stands behind a signature now, as the asker will find it: by its key, or by ERC-1271. */
export async function approves(provider: JsonRpcProvider, approval: Approval): Promise<boolean> {
  const { account, digest, signature } = approval
  if (await isContract(provider, account)) return contractApproves(provider, approval)
  return signerOf(digest, signature) === getAddress(account)
}

/** Whether a card's officer is a contract that takes the card's proof as its own, as the registry will ask it. */
export async function takesProof(provider: JsonRpcProvider, card: Card): Promise<boolean> {
  const { officer: account, proofs } = card
  if (!(await isContract(provider, account))) return false
  const asker = predeploys.MemberRegistry
  return contractApproves(provider, { account, digest: cardHash(card), signature: proofs.officer, asker })
}

/** Reverting is a no, whatever else the contract says; that the node does not answer is none. */
async function contractApproves(
  provider: JsonRpcProvider,
  { account, digest, signature, asker }: Approval,
): Promise<boolean> {
  const data = erc1271.encodeFunctionData('isValidSignature', [digest, signature])
  const answer = await provider.call({ from: asker, to: account, data }).catch((error: unknown) => {
    if (!isCallException(error)) throw error
    return '0x'
  })
  return answer.slice(0, MAGIC.length) === MAGIC
}
