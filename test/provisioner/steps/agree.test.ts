import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { type Home, homePaths } from '../../../provisioner/home/home.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import type { Connection } from '../../../provisioner/chain/location.ts'
import { agree } from '../../../provisioner/steps/agree.ts'
import type { Wanted } from '../../../provisioner/steps/step.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { sealed } from '../../fixtures/founders.ts'
import { exampleHome } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'

const connection: Connection = {
  format: 'quorate/connection/1',
  target: 'embedded',
  rpc: 'http://127.0.0.1:8545',
  publicChains: {},
}
let lock: Lock
let other: Lock

beforeAll(async () => {
  lock = sealed(await founded(example('six-members'), true))
  other = sealed(await founded(example('four-members'), true))
})

/** The home of hospital-north, with the card of this lock or with none. */
async function homeWith(card: Lock | undefined, digest?: Lock): Promise<Home> {
  const { contents } = await exampleHome()
  const own = digest === undefined ? {} : { member: 'acme', consortium: { digest: digest.founding.foundingId } }
  const home = await createHome(join(await newFolder(), 'home'), { ...contents, ...own })
  const held = card?.founding.cards.find(({ member }) => member === 'hospital-north')
  if (held !== undefined) await writeFile(homePaths.card(home.dir), JSON.stringify(held))
  return home
}

const wantedOf = (home: Home, lock: Lock): Wanted => ({
  home,
  lock,
  connection,
  progress: () => undefined,
  signal: new AbortController().signal,
})
const run = async (wanted: Wanted) => {
  const journal = await openJournal(homePaths.journal(wanted.home.dir), Date.now)
  await agree.run(wanted, '', journal)
  await journal.close()
}
const planOf = (home: Home, wanted: Lock) => agree.plan(wantedOf(home, wanted))

describe('agreeing on a network', () => {
  it('is planned for a home of no network, by its card or as its joiner', async () => {
    expect(await planOf(await homeWith(lock), lock)).toMatchObject([{ kind: 'agree' }])
    expect(await planOf(await homeWith(undefined, lock), lock)).toMatchObject([{ kind: 'agree' }])
  })

  it('is not planned where it is agreed, and run twice changes nothing', async () => {
    const home = await homeWith(lock)
    await run(wantedOf(home, lock))
    const text = await readFile(homePaths.agreed(home.dir), 'utf8')
    expect(JSON.parse(text)).toEqual(lock)
    expect(await planOf(home, lock)).toEqual([])
    await run(wantedOf(home, lock))
    expect(await readFile(homePaths.agreed(home.dir), 'utf8')).toBe(text)
  })

  it('is refused to a home of another network, of no card, of another card', async () => {
    const home = await homeWith(lock)
    await run(wantedOf(home, lock))
    await expect(planOf(home, other)).rejects.toMatchObject({ code: 'HOME_OF_OTHER_NETWORK' })
    await expect(planOf(await homeWith(undefined), lock)).rejects.toMatchObject({ code: 'CARD_NOT_OURS' })
    await expect(planOf(await homeWith(other), lock)).rejects.toMatchObject({ code: 'CARD_NOT_OURS' })
    await expect(planOf(await homeWith(undefined, other), lock)).rejects.toMatchObject({ code: 'CARD_NOT_OURS' })
  })
})
