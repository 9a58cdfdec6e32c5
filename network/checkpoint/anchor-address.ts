import { AbiCoder, concat, getCreate2Address, Interface, keccak256 } from 'ethers'
import { CheckpointAnchor } from '../../contracts/generated/CheckpointAnchor.ts'
import type { Hex } from '../hex.ts'
import { type Checkpoint, checkpointFields } from './checkpoint.ts'
import { addressSetHash } from './checkpoint-hash.ts'
import type { SignerSet } from './evidence.ts'

/** The deterministic deployer that stands at one address on nearly every public chain. */
export const DETERMINISTIC_DEPLOYER = '0x4e59b44847b379578588920ca78fbf26c0b4956c'
const SALT: Hex = `0x${'0'.repeat(64)}`

/** What a network's first anchor says of itself. */
export interface AnchorStatement {
  readonly networkId: Hex
  readonly signers: SignerSet
  readonly cadenceSeconds: number
}

/** Creation code with the statement in it: the same on every chain, and so is the address that follows from it. */
export function anchorInitCode({ networkId, signers, cadenceSeconds }: AnchorStatement): Hex {
  const statement = {
    networkId,
    epoch: 1,
    signers: { setHash: addressSetHash(signers.set), n: signers.set.length, m: signers.threshold },
    cadenceSeconds,
    predecessor: `0x${'0'.repeat(40)}`,
    last: NOTHING_BEFORE,
  }
  const inputs = new Interface(CheckpointAnchor.abi).deploy.inputs
  return concat([CheckpointAnchor.bytecode, AbiCoder.defaultAbiCoder().encode(inputs, [statement])]) as Hex
}

/** What the deployer is called with: the salt, then the creation code. */
export function anchorDeployment(statement: AnchorStatement): Hex {
  return concat([SALT, anchorInitCode(statement)]) as Hex
}

/** Where a network's anchor stands, on any chain (CREATE2). Lower case. */
export function anchorAddress(statement: AnchorStatement): Hex {
  return getCreate2Address(DETERMINISTIC_DEPLOYER, SALT, keccak256(anchorInitCode(statement))).toLowerCase() as Hex
}

const NOTHING_BEFORE = Object.fromEntries(checkpointFields.map((field) => [field, isNumber(field) ? 0 : SALT]))

function isNumber(field: keyof Checkpoint): boolean {
  return !/Id$|^previous$|Hash$|Root$|^notBefore$/.test(field)
}
