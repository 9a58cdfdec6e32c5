import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { AbiCoder, type Wallet } from 'ethers'

const source = fileURLToPath(new URL('../contracts/TwoOwners.sol', import.meta.url))

/** Makes an ERC-1271 account of two owners, by a wallet that may send on the chain. @returns its address. */
export async function twoOwners(sender: Wallet, owners: readonly [string, string]): Promise<string> {
  const solc = createRequire(import.meta.url)('solc')
  const input = {
    language: 'Solidity',
    sources: { 'TwoOwners.sol': { content: await readFile(source, 'utf8') } },
    settings: { outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
  }
  const { contracts } = JSON.parse(solc.compile(JSON.stringify(input)))
  const code = contracts['TwoOwners.sol'].TwoOwners.evm.bytecode.object
  const given = AbiCoder.defaultAbiCoder().encode(['address', 'address'], owners)
  const sent = await sender.sendTransaction({ data: `0x${code}${given.slice(2)}`, gasPrice: 0, type: 0 })
  return (await sent.wait())?.contractAddress ?? ''
}

/** What two keys make of EIP-712 data as `eth_signTypedData_v4` takes them: both signatures, one after the other. */
export async function signedByBoth(owners: readonly [Wallet, Wallet], toSign: string): Promise<string> {
  const { domain, types, message } = JSON.parse(await readFile(toSign, 'utf8'))
  delete types.EIP712Domain
  const signatures = await Promise.all(owners.map((owner) => owner.signTypedData(domain, types, message)))
  return `0x${signatures.map((signature) => signature.slice(2)).join('')}`
}
