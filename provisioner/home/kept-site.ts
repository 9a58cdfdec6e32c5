import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { documentText } from '../founding/publish.ts'
import { type Site, siteSchema } from '../targets/site.ts'
import { replace, syncFolder } from './atomic-file.ts'
import { homeDamaged, homePaths } from './home.ts'

const keptSchema = z.strictObject({ format: z.literal('quorate/site/1'), site: siteSchema })

/** Where this home's nodes were made and were not taken down since; undefined where none were. */
export async function keptSite(dir: string): Promise<Site | undefined> {
  const file = homePaths.site(dir)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (text === undefined) return undefined
  try {
    return keptSchema.parse(JSON.parse(text)).site
  } catch {
    throw homeDamaged(
      file,
      'it does not say where nodes stand',
      'Make sure that no node of this member runs anywhere, and say so: quorate restore --old-node-is-gone. Then quorate apply.',
    )
  }
}

/** On disk before the first node is made there. */
export async function keepSite(dir: string, site: Site): Promise<void> {
  await replace(homePaths.site(dir), documentText({ format: 'quorate/site/1', site }), { mode: 0o600 })
}

export async function forgetSite(dir: string): Promise<void> {
  await rm(homePaths.site(dir), { force: true })
  await syncFolder(dir)
}
