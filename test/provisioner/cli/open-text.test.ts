import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { toHex } from '../../../network/hex.ts'
import { reasonCommitment, VOTE_REASON } from '../../../network/governance/vote-reason.ts'
import type { ProposalOnChain } from '../../../provisioner/chain/proposals.ts'
import type { Reasoned } from '../../../provisioner/chain/reasons.ts'
import { openText } from '../../../provisioner/cli/open-text.ts'
import { newFolder } from '../home/folders.ts'

const networkId = `0x${'aa'.repeat(32)}` as const
const salt = new Uint8Array(64).fill(7)
const said = { networkId, id: '1', member: 'hospital-south', text: 'its audit of August is clean' }
const reason = reasonCommitment(salt, said)
const cast: Reasoned = { member: 'hospital-south', vote: 'for', reason }
const copied: Reasoned = { member: 'hospital-west', vote: 'against', reason }

/** What the voter's file opens, changed or not, on a proposal, where these votes were cast. */
async function opened(votes: readonly Reasoned[], { id = 1n, changed = {} } = {}) {
  const file = join(await newFolder(), 'reason.json')
  await writeFile(file, JSON.stringify({ format: VOTE_REASON, ...said, reason, salt: toHex(salt), ...changed }))
  const proposal = { id, description: `0x${'bb'.repeat(32)}` } as unknown as ProposalOnChain
  return openText(file, { networkId, proposal, reasons: async () => votes })
}

describe('a vote’s reason', () => {
  it('is its voter’s, also where another cast the same commitment first', async () => {
    expect(await opened([copied, cast])).toEqual({ reason: { member: 'hospital-south', vote: 'for', text: said.text } })
  })

  it('is not of who copied it, by the file as it is or with the copier’s name in it', async () => {
    await expect(opened([copied])).rejects.toMatchObject({ code: 'TEXT_OTHER' })
    const renamed = opened([copied], { changed: { member: 'hospital-west' } })
    await expect(renamed).rejects.toMatchObject({ code: 'TEXT_OTHER' })
  })

  it('is none on another proposal, on which the same commitment was cast again', async () => {
    await expect(opened([cast], { id: 2n })).rejects.toMatchObject({ code: 'TEXT_OTHER' })
    const moved = opened([cast], { id: 2n, changed: { id: '2' } })
    await expect(moved).rejects.toMatchObject({ code: 'TEXT_OTHER' })
  })
})
