import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { replace } from '../../home/atomic-file.ts'
import { isAlive, type ProcessIdentity } from '../../home/process-identity.ts'

const announcementSchema = z.strictObject({
  rpc: z.url(),
  chainId: z.number(),
  pid: z.number(),
  started: z.number(),
})

/** How others find a development chain: where it answers, and which process it is. Written once it is ready. */
export type Announcement = z.output<typeof announcementSchema>

export async function announce(file: string, announcement: Announcement): Promise<void> {
  await replace(file, `${JSON.stringify(announcement, null, 2)}\n`, { mode: 0o644 })
}

/** The chain announced in this file, if its very process still runs. */
export async function announced(file: string): Promise<Announcement | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const parsed = announcementSchema.safeParse(JSON.parse(text))
  return parsed.success && isAlive(parsed.data) ? parsed.data : undefined
}

export async function withdraw(file: string, own: ProcessIdentity): Promise<void> {
  const present = await announced(file)
  if (present?.pid === own.pid) await rm(file, { force: true })
}
