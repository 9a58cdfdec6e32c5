import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { thisProcess } from '../../../../provisioner/home/process-identity.ts'
import {
  announce,
  announced,
  announces,
  claim,
  removeTickets,
  withdraw,
  writeTicket,
} from '../../../../provisioner/targets/embedded/announcement.ts'
import { newFolder } from '../../home/folders.ts'

const own = { rpc: null, chainId: 31337, ...thisProcess() }
/** A process that has this one's number and began at another time: it is gone. */
const gone = { ...own, started: own.started + 1 }
const newFile = async () => join(await newFolder(), 'chain.json')

describe('a chain', () => {
  it('announces itself with its ticket, and then where it answers', async () => {
    const file = await newFile()
    const ticket = await writeTicket(file)
    expect(await announced(file)).toBeUndefined()
    expect(await claim(ticket, file, own)).toBe(true)
    expect(await announced(file)).toEqual(own)
    await announce(file, { ...own, rpc: 'http://127.0.0.1:8545' })
    expect(await announced(file)).toMatchObject({ rpc: 'http://127.0.0.1:8545' })
    await withdraw(file, own)
    expect(await announced(file)).toBeUndefined()
  })

  it('whose ticket was taken back cannot announce itself, nor can one twice', async () => {
    const file = await newFile()
    const ticket = await writeTicket(file)
    await removeTickets(file)
    expect(await claim(ticket, file, own)).toBe(false)
    expect(await announced(file)).toBeUndefined()
    const next = await writeTicket(file)
    expect([await claim(next, file, own), await claim(next, file, own)]).toEqual([true, false])
  })

  it('of another name keeps its ticket', async () => {
    const file = await newFile()
    const other = await writeTicket(`${file}.other`.replace('chain.json.other', 'public.json'))
    await removeTickets(file)
    expect(await readFile(other, 'utf8')).toBe('')
  })

  it('that has ended is announced no more, whatever the file says', async () => {
    const file = await newFile()
    await announce(file, gone)
    expect(await announced(file)).toBeUndefined()
    expect(await announces(file, gone)).toBe(false)
  })

  it('does not withdraw the announcement of another, and knows when it lost its own', async () => {
    const file = await newFile()
    await announce(file, own)
    await withdraw(file, gone)
    expect(await announces(file, own)).toBe(true)
    await rm(file)
    expect(await announces(file, own)).toBe(false)
    await writeFile(file, '{"rpc": ')
    expect(await announced(file)).toBeUndefined()
    expect(await readdir(join(file, '..'))).toEqual(['chain.json'])
  })
})
