import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { type Home, homePaths } from '../../../provisioner/home/home.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { Vault } from '../../../provisioner/vault/vault.ts'
import { exampleHome } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'

export const NOW = 1_795_000_000

/** What a home that has been at work holds beside its keys, by path. Those of `MADE_AGAIN` no backup keeps. */
export const KEPT = {
  'amendments.json': '{"amendments":1}',
  'card.json': '{"card":1}',
  'directory.json': '{"directory":1}',
  'endpoints.json': '{"endpoints":1}',
  'lock.json': '{"lock":1}',
  'member.yaml': 'format: quorate/member/1\n',
  'peers/devices-alpha.json': '{"peer":1}',
  'proposals/1a2b3c4d.json': '{"text":"why"}',
} as const

export const MADE_AGAIN = {
  'connection.json': '{"rpc":1}',
  'site.json': '{"site":1}',
  'restored.json': '{"restored":1}',
  'logs/history.nodes': 'hashes',
  'nodes/hospital-north-1/data/database/CURRENT': 'rocks',
  'agent.lease': '',
} as const

/** A home at some moment of its life: everything in it, three lines in its journal, a record in its vault. */
export async function livingHome(): Promise<Home> {
  const { contents } = await exampleHome()
  const home = await createHome(join(await newFolder(), 'home'), contents)
  for (const [path, text] of Object.entries({ ...KEPT, ...MADE_AGAIN })) {
    await mkdir(join(home.dir, path, '..'), { recursive: true })
    await writeFile(join(home.dir, path), text)
  }
  const journal = await openJournal(homePaths.journal(home.dir), () => NOW * 1000)
  for (const event of ['step.started', 'step.done', 'signature.released']) await journal.append({ event, number: 1 })
  await journal.close()
  const vault = new Vault(homePaths.vault(home.dir))
  vault.put({ root: bytes(1), leaves: bytes(2) }, [record('kept'), record('erased')], '2026-09-01T00:00:00Z')
  vault.close()
  return home
}

/** The value of a record of the vault; nothing else spells it. */
export const secretOf = (id: string) => `the value of ${id}`

function record(id: string) {
  return { id, schema: 'record/1', value: secretOf(id), salt: bytes(3), commitment: bytes(4), batch: bytes(1) }
}

function bytes(fill: number): Uint8Array {
  return new Uint8Array(32).fill(fill)
}
