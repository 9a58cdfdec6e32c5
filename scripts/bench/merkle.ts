import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import { MerkleTree } from 'merkletreejs'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { appendLeaf, inclusionProof, MemoryNodes, rootOf } from '../../network/checkpoint/merkle-log.ts'
import { rootFromInclusion } from '../../network/checkpoint/merkle-proof.ts'
import { sha256 } from '../../provisioner/checkpoint/sha256.ts'
import { median, type Row } from './row.ts'

const OURS = 1_000_000
const THEIRS = 100_000
const PROOFS = 1000

const leafData = (i: number) => {
  const data = new Uint8Array(32)
  new DataView(data.buffer).setUint32(0, i)
  return data
}

/** Our log at a million leaves, and two well-known trees at a tenth of it, in one run. Leaf hashing included throughout. */
export async function merkle(): Promise<Row[]> {
  const hash = merkleHash(sha256)
  const datas = Array.from({ length: OURS }, (_, i) => leafData(i))
  const log = new MemoryNodes()
  const built = await median(1, () => {
    for (const data of datas) appendLeaf(log, hash, hash.leaf(data))
    rootOf(log, hash, OURS)
  })
  const places = Array.from({ length: PROOFS }, (_, i) => (i * 7919) % OURS)
  const proving = await median(3, () => places.map((index) => inclusionProof(log, hash, { index, size: OURS })))
  const proofs = places.map((index) => ({ index, proof: inclusionProof(log, hash, { index, size: OURS }) }))
  const checking = await median(3, () =>
    proofs.map(({ index, proof }) => rootFromInclusion(hash, { index, size: OURS, leaf: log.at(0), proof })),
  )
  return [
    { what: `RFC 9162 log of ${OURS} leaves`, value: OURS / built, unit: 'leaves/s' },
    { what: 'inclusion proof by index', value: (proving / PROOFS) * 1000, unit: 'ms' },
    { what: 'root from an inclusion proof', value: (checking / PROOFS) * 1000, unit: 'ms' },
    ...(await theirs()),
  ]
}

async function theirs(): Promise<Row[]> {
  const leaves = Array.from({ length: THEIRS }, (_, i) => `0x${Buffer.from(sha256(leafData(i))).toString('hex')}`)
  const openzeppelin = await median(1, () => SimpleMerkleTree.of(leaves))
  const datas = Array.from({ length: THEIRS }, (_, i) => Buffer.from(leafData(i)))
  const merkletreejs = await median(1, () =>
    new MerkleTree(datas, (data: Buffer) => Buffer.from(sha256(data)), { hashLeaves: true }).getRoot(),
  )
  return [
    { what: `@openzeppelin/merkle-tree, ${THEIRS} leaves`, value: THEIRS / openzeppelin, unit: 'leaves/s' },
    { what: `merkletreejs, ${THEIRS} leaves`, value: THEIRS / merkletreejs, unit: 'leaves/s' },
  ]
}
