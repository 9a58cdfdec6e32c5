import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { answer, type Options, problemCodes, refusal } from './cli.ts'
import { approveAll, type Founders, foundersOf, NAMES, passphraseFile } from './members.ts'
import { as, newFolder, rehearsal, rehearsing } from './rehearsals.ts'

/** Two foundings of one description by other homes of the same names: the second is every founder's stranger. */
let ours: Founders
let theirs: Founders
let approvals: string[]
const founding = (of: Founders) => join(of.folder, 'founding.json')
const text = (file: string) => readFileSync(file, 'utf8')

beforeAll(async () => {
  ours = await foundersOf({ rehearsal: true })
  theirs = await foundersOf({ rehearsal: true })
  approvals = await approveAll(ours, '--rehearsal')
  await answer(['seal', founding(ours), ...approvals, '--out', join(ours.folder, 'lock.json')])
}, 120_000)

const codeOf = async (typed: readonly string[], options?: Options) => {
  const { code, error } = await refusal(typed, options)
  return [code, error.code]
}

describe('a passphrase', () => {
  it('that is wrong, missing, empty or open to others opens nothing, and is never repeated', async () => {
    const approve = ['approve', founding(ours), '--out', join(ours.folder, 'never.json')]
    const { home, cwd } = ours.as('devices-beta')
    const of = (passphrase: string): Options => ({ home: home ?? '', cwd: cwd ?? '', passphrase })
    const wrong = await refusal(approve, of(passphraseFile(ours.folder, 'not the right words', 'wrong')))
    expect([wrong.code, wrong.error.code]).toEqual([1, 'WRONG_PASSPHRASE'])
    expect(JSON.stringify(wrong)).not.toContain('not the right words')
    expect(await codeOf(approve, { home: home ?? '' })).toEqual([2, 'PASSPHRASE_MISSING'])
    expect(await codeOf(approve, of(passphraseFile(ours.folder, '', 'empty')))).toEqual([2, 'PASSPHRASE_EMPTY'])
    const open = passphraseFile(ours.folder, 'four words nobody guesses', 'open')
    chmodSync(open, 0o644)
    expect(await codeOf(approve, of(open))).toEqual([1, 'PASSPHRASE_PERMISSIONS'])
  }, 30_000)

  it('that is short makes a home in rehearsals only', async () => {
    const passphrase = passphraseFile(ours.folder, 'short', 'short')
    const options = { home: join(ours.folder, 'short-home'), passphrase }
    const init = ['init', 'devices-beta', '--spec', ours.spec]
    expect(await codeOf(init, options)).toEqual([2, 'PASSPHRASE_SHORT'])
    await answer([...init, '--rehearsal'], options)
  })
})

describe('a founding', () => {
  it('that does not hold the home’s own card is not approved', async () => {
    const refused = await refusal(['approve', founding(ours)], theirs.as('hospital-north'))
    expect(refused.error).toMatchObject({ code: 'CARD_NOT_OURS', facts: { member: 'hospital-north' } })
    const theirHome = { ...theirs.as('hospital-north'), home: join(theirs.folder, 'nobody') }
    expect(await codeOf(['approve', founding(ours)], theirHome)).toEqual([2, 'HOME_ABSENT'])
  })

  it('that was changed is neither approved nor sealed, and check says where', async () => {
    const tampered = join(ours.folder, 'tampered.json')
    const document = JSON.parse(text(founding(ours)))
    document.consortium.decisions.admission.chambersNeeded = 1
    writeFileSync(tampered, JSON.stringify(document))
    const refused = await refusal(['approve', tampered], ours.as('hospital-north'))
    expect(refused.code).not.toBe(0)
    expect(['FOUNDING_DIFFERS', 'INPUT_PROBLEMS']).toContain(refused.error.code)
    expect(problemCodes(await refusal(['seal', tampered, ...approvals]))).toContain('FOUNDING_DIFFERS')
  }, 30_000)

  it('whose genesis gives somebody money is not approved', async () => {
    const tampered = join(ours.folder, 'rich.json')
    const document = JSON.parse(text(founding(ours)))
    document.genesis.alloc[`0x${'5'.repeat(40)}`] = { balance: '0xffff', nonce: '0x0', code: '0x', storage: {} }
    writeFileSync(tampered, JSON.stringify(document))
    expect(await codeOf(['approve', tampered], ours.as('hospital-north'))).toEqual([1, 'FOUNDING_DIFFERS'])
  })

  it('is sealed by its own approvals only', async () => {
    const foreign = (await approveAll(theirs, '--rehearsal'))[0] ?? ''
    const refused = await refusal(['seal', founding(ours), foreign, ...approvals.slice(1)])
    expect(problemCodes(refused)).toEqual(['APPROVAL_STALE'])
    const [problem] = refused.error.facts['problems'] as readonly Record<string, unknown>[]
    expect(problem).toMatchObject({ whose: NAMES[0], file: foreign })
    const forged = join(ours.folder, 'forged.json')
    const other = JSON.parse(text(approvals[1] ?? ''))
    writeFileSync(forged, JSON.stringify({ ...other, member: NAMES[0] }))
    expect(problemCodes(await refusal(['seal', founding(ours), forged, ...approvals.slice(1)]))).toEqual([
      'APPROVAL_FORGED',
    ])
    const twice = await refusal(['seal', founding(ours), ...approvals, approvals[0] ?? ''])
    expect(problemCodes(twice)).toEqual(['APPROVAL_DUPLICATE'])
  }, 60_000)

  it('is never written over a file of another content', async () => {
    const cards = ['--cards', theirs.cards, '--rehearsal']
    const before = text(founding(ours))
    expect(await codeOf(['found', '--spec', ours.spec, ...cards, '--out', founding(ours)])).toEqual([1, 'FILE_EXISTS'])
    expect(text(founding(ours))).toBe(before)
  })
})

describe('a network that stands', () => {
  let root = ''
  let rpc = ''
  const apply = (lock: string, ...more: string[]) => ['apply', '--target', 'embedded', '--lock', lock, ...more]

  beforeAll(async () => {
    root = join(await newFolder(), 'rehearsal')
    rpc = (await rehearsal(root)).rpc[0] ?? ''
  }, 120_000)

  it('takes no home of another network, and a home no other network', async () => {
    const lock = join(ours.folder, 'lock.json')
    const stranger = await refusal(apply(join(root, 'lock.json'), '--rpc', rpc), ours.as('hospital-north'))
    expect([stranger.code, stranger.error.code]).toEqual([1, 'CARD_NOT_OURS'])
    const other = await refusal(apply(lock, '--rpc', rpc), as(root, 'hospital-north'))
    expect([other.code, other.error.code]).toEqual([1, 'HOME_OF_OTHER_NETWORK'])
    const elsewhere = await refusal(apply(lock, '--rpc', rpc), ours.as('hospital-south'))
    expect([elsewhere.code, elsewhere.error.code]).toEqual([1, 'NETWORK_OTHER'])
    const nobody = await refusal(apply(lock, '--rpc', 'http://127.0.0.1:9'), ours.as('hospital-south'))
    expect([nobody.code, nobody.error.code]).toEqual([1, 'RPC_UNREACHABLE'])
  }, 60_000)

  it('is not started where something listens already, and leaves nothing running then', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    const port = (server.address() as { port: number }).port
    const busy = join(await newFolder(), 'rehearsal')
    const refused = await refusal([...rehearsing(busy), '--port', String(port)])
    server.close()
    expect(refused.error).toMatchObject({ code: 'PORT_IN_USE', facts: { port } })
    expect(await answer(['down', '--home', busy])).toEqual({ stopped: [], erased: false })
  }, 120_000)

  it('is rehearsed in no folder that holds something else, and in none of another description', async () => {
    const home = as(root, 'hospital-north').home ?? ''
    expect(await codeOf(rehearsing(home))).toEqual([1, 'FOLDER_TAKEN'])
    const project = await newFolder()
    mkdirSync(join(project, 'src'))
    writeFileSync(join(project, 'consortium.yaml'), 'mine')
    expect(await codeOf(rehearsing(project))).toEqual([1, 'FOLDER_TAKEN'])
    expect(await codeOf(['down', '--erase', '--home', project])).toEqual([2, 'REHEARSAL_ABSENT'])
    expect(text(join(project, 'consortium.yaml'))).toBe('mine')
    expect(await codeOf(rehearsing(root, 'six-members'))).toEqual([1, 'REHEARSAL_OTHER'])
  }, 30_000)
})
