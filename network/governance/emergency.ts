import { z } from 'zod'
import { approvalBytes, chainId, hash32, instant, memberName, secondsOf } from '../fields.ts'
import { predeploys } from '../genesis/addresses.ts'
import { interfaceOf } from '../genesis/interface-of.ts'
import type { Hex } from '../hex.ts'
import { organisationId } from '../slug.ts'
import { type TypedData, typedDigest } from '../typed-data.ts'

/** One emergency action, as its signers pass it around. */
export const emergencyActionSchema = z.strictObject({
  format: z.literal('quorate/emergency/1'),
  networkId: hash32,
  foundingId: hash32,
  chainId,
  action: z.literal('suspend'),
  /** Whom it is about. */
  member: memberName,
  /** Which action of this network it is: it is brought once. */
  number: z.number().int().positive(),
  /** The last moment at which it can be brought. */
  notAfter: instant,
})

/** One member's signature of it, by its officer: a key's, or what the officer's contract takes (ERC-1271). */
export const emergencySignatureSchema = z.strictObject({
  format: z.literal('quorate/emergency-signature/1'),
  member: memberName,
  /** Of the action that was signed. */
  digest: hash32,
  signature: approvalBytes,
})

export type EmergencyAction = z.output<typeof emergencyActionSchema>
export type EmergencySignature = z.output<typeof emergencySignatureSchema>

/** What signers sign, as `EmergencyCouncil.suspensionDigest` has it: for this founding, chain and contract alone. */
export function emergencyTypedData(action: EmergencyAction): TypedData {
  return {
    domain: {
      name: 'EmergencyCouncil',
      version: '1',
      chainId: action.chainId,
      verifyingContract: predeploys.EmergencyCouncil,
      salt: action.foundingId,
    },
    types: {
      Suspension: [
        { name: 'organisation', type: 'address' },
        { name: 'number', type: 'uint64' },
        { name: 'notAfter', type: 'uint64' },
      ],
    },
    message: {
      organisation: organisationId(action.member),
      number: action.number,
      notAfter: secondsOf(action.notAfter),
    },
  }
}

export function emergencyDigest(action: EmergencyAction): Hex {
  return typedDigest(emergencyTypedData(action))
}

/** The call that brings an action, its signatures in the order that the contract asks for. */
export function suspendCall(action: EmergencyAction, signatures: readonly EmergencySignature[]): Hex {
  const given = signatures.map(({ member, signature }) => [organisationId(member), signature] as const)
  const ascending = given.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const { member, number, notAfter } = action
  const call = [organisationId(member), number, secondsOf(notAfter), ascending]
  return interfaceOf('EmergencyCouncil').encodeFunctionData('suspend', call) as Hex
}

/** What it does, for who signs it. */
export function emergencyInWords({ member, number, notAfter }: EmergencyAction): string {
  return `suspend ${member} at once (emergency action ${number}, to be brought by ${notAfter})`
}
