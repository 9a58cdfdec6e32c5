import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answer, type Options } from './cli.ts'
import { exampleFile, newFolder } from './rehearsals.ts'

export const PASSPHRASE = 'four words nobody guesses'
/** The members of four-members.yaml. */
export const NAMES = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const

/** People with homes of their own who exchange files through one folder. */
export interface Founders {
  readonly folder: string
  readonly spec: string
  readonly cards: string
  card(member: string): string
  /** How to act as this member, in the shared folder. */
  as(member: string): Options
}

/** Makes the four members' homes and cards. `rehearsal` homes are quick to open. */
export async function foundersOf(options: { rehearsal: boolean; spec?: string }): Promise<Founders> {
  const founders = await strangers(options.spec)
  for (const member of NAMES) {
    const more = options.rehearsal ? ['--rehearsal'] : []
    await answer(['init', member, '--spec', founders.spec, ...more], founders.as(member))
    await answer(['card', '--out', founders.card(member)], founders.as(member))
  }
  return founders
}

/** The same before anybody made anything. */
export async function strangers(spec = exampleFile('four-members')): Promise<Founders> {
  const folder = await newFolder()
  const cards = join(folder, 'cards')
  mkdirSync(cards)
  const passphrase = passphraseFile(folder, PASSPHRASE)
  return {
    folder,
    spec,
    cards,
    card: (member) => join(cards, `${member}.json`),
    as: (member) => ({ home: join(folder, 'homes', member), passphrase, cwd: folder }),
  }
}

/** Derives the founding, and has every member approve it. @returns paths of the approvals. */
export async function approveAll({ folder, spec, cards, as }: Founders, ...more: string[]): Promise<string[]> {
  const founding = join(folder, 'founding.json')
  await answer(['found', '--spec', spec, '--cards', cards, '--out', founding, ...more])
  const approvals: string[] = []
  for (const member of NAMES) {
    const approval = join(folder, 'approvals', `${member}.json`)
    await answer(['approve', founding, '--out', approval], as(member))
    approvals.push(approval)
  }
  return approvals
}

export function passphraseFile(folder: string, text: string, name = 'passphrase'): string {
  const file = join(folder, name)
  writeFileSync(file, `${text}\n`, { mode: 0o600 })
  return file
}
