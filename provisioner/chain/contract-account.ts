import { type JsonRpcProvider, Interface } from 'ethers'
import { type Card, cardHash } from '../../network/ceremony/card.ts'

const erc1271 = new Interface(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])
const MAGIC = '0x1626ba7e'

/** Whether an account is a contract: then no key of its own signs its transactions. */
export async function isContract(provider: JsonRpcProvider, account: string): Promise<boolean> {
  return (await provider.getCode(account)) !== '0x'
}

/** Whether a card's officer is a contract that takes the card's proof as its own: ERC-1271, as the registry will ask it. */
export async function takesProof(provider: JsonRpcProvider, card: Card): Promise<boolean> {
  if (!(await isContract(provider, card.officer))) return false
  const data = erc1271.encodeFunctionData('isValidSignature', [cardHash(card), card.proofs.officer])
  const answer = await provider.call({ to: card.officer, data }).catch(() => '0x')
  return answer.length === 66 && answer.startsWith(MAGIC) && BigInt(answer) === BigInt(MAGIC) << 224n
}
