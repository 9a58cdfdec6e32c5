import { randomBytes } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { replace, writeNew } from '../../home/atomic-file.ts'
import { isAlive, type ProcessIdentity } from '../../home/process-identity.ts'

const announcementSchema = z.strictObject({
  /** Null until the chain answers. */
  rpc: z.url().nullable(),
  chainId: z.number(),
  pid: z.number(),
  started: z.number(),
})

/** How others find a development chain: which process it is, from its first moment on, and where it answers. */
export type Announcement = z.output<typeof announcementSchema>

/** Leave for one chain to announce itself in `file`. */
export async function writeTicket(file: string): Promise<string> {
  const ticket = `${file}.${randomBytes(8).toString('hex')}.ticket`
  await writeNew(ticket, '', { mode: 0o644 })
  return ticket
}

/** Takes every leave for `file` back that no chain has used yet. */
export async function removeTickets(file: string): Promise<void> {
  const names = await readdir(dirname(file)).catch(() => [])
  const tickets = names.filter((name) => name.startsWith(`${basename(file)}.`) && name.endsWith('.ticket'))
  for (const name of tickets) await rm(join(dirname(file), name), { force: true })
}

/**
 * The first announcement: the ticket becomes it, in one rename. A chain whose starter was killed, and whose ticket was
 * taken back since, can so never come up unseen beside the one that was started in its place.
 * @returns whether the ticket still stood.
 */
export async function claim(ticket: string, file: string, announcement: Announcement): Promise<boolean> {
  try {
    await writeFile(ticket, textOf(announcement), { flag: 'r+' })
    await rename(ticket, file)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw cause
  }
}

export async function announce(file: string, announcement: Announcement): Promise<void> {
  await replace(file, textOf(announcement), { mode: 0o644 })
}

/** The chain announced in this file, if its very process still runs. */
export async function announced(file: string): Promise<Announcement | undefined> {
  const announcement = parse(await readFile(file, 'utf8').catch(() => ''))
  return announcement !== undefined && isAlive(announcement) ? announcement : undefined
}

/** Whether this file still announces that process. */
export async function announces(file: string, { pid, started }: ProcessIdentity): Promise<boolean> {
  const present = await announced(file)
  return present?.pid === pid && present.started === started
}

export async function withdraw(file: string, own: ProcessIdentity): Promise<void> {
  if (await announces(file, own)) await rm(file, { force: true })
}

function textOf(announcement: Announcement): string {
  return `${JSON.stringify(announcement, null, 2)}\n`
}

function parse(text: string): Announcement | undefined {
  try {
    return announcementSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
