import { createEVM, type EVM } from '@ethereumjs/evm'
import { createAddressFromString, hexToBytes } from '@ethereumjs/util'
import { describe, expect, it } from '@jest/globals'
import { Interface, type Result, TypedDataEncoder } from 'ethers'
import { CheckpointAnchor } from '../../../contracts/generated/CheckpointAnchor.ts'
import { anchorInitCode } from '../../../network/checkpoint/anchor-address.ts'
import { unpack } from '../../../network/checkpoint/base64.ts'
import { CHECKPOINT_TYPE } from '../../../network/checkpoint/checkpoint.ts'
import { addressSetHash, checkpointDigest, checkpointStructHash } from '../../../network/checkpoint/checkpoint-hash.ts'
import type { Evidence, SignerSet } from '../../../network/checkpoint/evidence.ts'
import { type Hex, toHex } from '../../../network/hex.ts'
import { evidenceOf } from '../../fixtures/evidence.ts'
import { five } from './worlds.ts'

const abi = new Interface(CheckpointAnchor.abi)
const codes = new Map<string, string>()
abi.forEachError(({ selector, name }) => codes.set(selector, name))

/** The compiled contract in an EVM: what it takes is what the public chain takes. */
async function anchor() {
  const evm = await createEVM()
  const initCode = anchorInitCode({ networkId: five.networkId, signers: five.trust.founders, cadenceSeconds: 900 })
  const { createdAddress, execResult } = await evm.runCall({ data: hexToBytes(initCode), gasLimit: 30_000_000n })
  if (createdAddress === undefined) throw new Error(`not deployed: ${toHex(execResult.returnValue)}`)
  return (name: string, ...given: readonly unknown[]) => call(evm, createdAddress.toString(), { name, given })
}

async function call(evm: EVM, to: string, { name, given }: { name: string; given: readonly unknown[] }) {
  const data = hexToBytes(abi.encodeFunctionData(name, given) as Hex)
  const { execResult } = await evm.runCall({ to: createAddressFromString(to), data, gasLimit: 30_000_000n })
  const returned = toHex(execResult.returnValue)
  if (execResult.exceptionError !== undefined) return codes.get(returned.slice(0, 10)) ?? 'reverted'
  return abi.decodeFunctionResult(name, returned)
}

const signaturesOf = (packed: string) =>
  unpack(packed, 64).map((one) => ({ r: toHex(one.subarray(0, 32)), vs: toHex(one.subarray(32)) }))
const bySet = ({ set, threshold }: SignerSet) => ({ setHash: addressSetHash(set), n: set.length, m: threshold })
const submission = ({ checkpoint, signatures, signers }: Pick<Evidence, 'checkpoint' | 'signatures' | 'signers'>) =>
  ['submit', checkpoint, signaturesOf(signatures), signers.set] as const

describe('the public contract', () => {
  it('takes the checkpoints, signatures and handovers that evidence carries, and knows them by the same hashes', async () => {
    const ask = await anchor()
    const last = evidenceOf(five)
    for (const { sequence } of five.logs.checkpoints) {
      const checkpoint = five.logs.checkpoints[sequence - 1]
      for (const [i, made] of last.handovers.entries()) {
        if (made.headSequence !== sequence - 1) continue
        const next = last.handovers[i + 1]?.signers ?? last.signers
        expect(await ask('handover', bySet(next), signaturesOf(made.signatures), made.signers.set)).toEqual([])
      }
      const signed = checkpoint && five.signers.signed(checkpoint, checkpoint.epoch)
      if (signed === undefined) throw new Error('no checkpoint')
      expect([sequence, await ask(...submission(signed))]).toEqual([sequence, []])
      const [head] = (await ask('head')) as Result
      expect(head.structHash).toBe(checkpointStructHash(signed.checkpoint))
      expect(Number(head.epoch)).toBe(signed.checkpoint.epoch)
    }
  })

  it('refuses a checkpoint signed for another network or changed in a field, as the verifier does', async () => {
    const ask = await anchor()
    const first = evidenceOf(five, { sequence: 1, fact: 'signer' })
    const changed = { ...first, checkpoint: { ...first.checkpoint, blockTime: first.checkpoint.blockTime + 1 } }
    expect(await ask(...submission(changed))).toMatch(/^(SignerUnknown|SignersNotAscending|InvalidSignature)$/)
    const foreign = { ...first, checkpoint: { ...first.checkpoint, networkId: first.checkpoint.blockHash } }
    expect(await ask(...submission(foreign))).toBe('WrongNetwork')
    expect(await ask(...submission(first))).toEqual([])
  })
})

describe('the digest of a checkpoint', () => {
  const fields = CHECKPOINT_TYPE.slice('Checkpoint('.length, -1).split(',')
  const types = {
    Checkpoint: fields.map((field) => ({ type: field.split(' ')[0] ?? '', name: field.split(' ')[1] ?? '' })),
  }

  it('is the one that EIP-712 gives, by another implementation', () => {
    for (const checkpoint of five.logs.checkpoints) {
      const domain = { name: 'quorate checkpoint', version: '1', salt: five.networkId }
      expect(checkpointDigest(checkpoint)).toBe(TypedDataEncoder.hash(domain, types, checkpoint))
      expect(checkpointStructHash(checkpoint)).toBe(TypedDataEncoder.hashStruct('Checkpoint', types, checkpoint))
    }
  })

  it('changes with every field', () => {
    const [checkpoint] = five.logs.checkpoints
    if (checkpoint === undefined) throw new Error('no checkpoint')
    const other = `0x${'5a'.repeat(32)}`
    const changed = Object.entries(checkpoint).map(([name, value]) =>
      checkpointDigest({ ...checkpoint, [name]: typeof value === 'number' ? value + 1 : other }),
    )
    expect(new Set([checkpointDigest(checkpoint), ...changed]).size).toBe(14)
  })
})
