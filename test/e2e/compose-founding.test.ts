import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { rehearsalVolumes } from '../../network/render/compose/commands.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { unlock } from '../../provisioner/home/unlock.ts'
import { FOUR } from './anchored.ts'
import { answer, type Options, refusal } from './cli.ts'
import { changed, contentsOf, killAfter, momentsIn } from './kill.ts'
import { exampleFile, newFolder } from './rehearsals.ts'

const ALL = /./
let folder = ''
let volumes = ''
const founding = (at = folder) => [
  ...['rehearse', '--target', 'compose', '--spec', exampleFile('four-members')],
  ...['--home', join(at, 'rehearsal'), '--volumes', join(at, 'volumes')],
]
const volume = (name: string) => join(volumes, name)
const as = (member: string, at = volumes): Options => ({
  home: join(at, rehearsalVolumes.member(member), 'home'),
  passphrase: join(at, rehearsalVolumes.secret(member), 'passphrase'),
  cwd: folder,
})

/** Everything of a member that nobody else may have. */
async function secretsOf(member: string): Promise<string[]> {
  const passphrase = contentsOf(volume(rehearsalVolumes.secret(member)), ALL).get('passphrase') ?? ''
  const home = await openHome(as(member).home ?? '')
  const signers = await unlock(home, { variables: { QUORATE_PASSPHRASE_FILE: as(member).passphrase } } as never)
  return [passphrase.trim(), ...home.record.nodes.map(({ name }) => signers.nodeKey(name).slice(2))]
}

beforeAll(async () => {
  folder = await newFolder()
  volumes = join(folder, 'volumes')
  await answer(founding())
}, 180_000)

describe('a founding for containers', () => {
  it('leaves each member’s home and passphrase in its own volumes, and in nobody else’s', async () => {
    expect(contentsOf(join(folder, 'rehearsal'), /^(homes|passphrases|rendered)\//).size).toBe(0)
    const everything = contentsOf(folder, ALL)
    for (const member of FOUR) {
      const secrets = await secretsOf(member)
      expect(secrets).toHaveLength(2)
      for (const [file, text] of everything) {
        const own = file === `volumes/${rehearsalVolumes.secret(member)}/passphrase`
        for (const secret of secrets)
          expect([file, text.includes(secret)]).toEqual([file, own && secret === secrets[0]])
      }
      const keys = [...everything.keys()].filter((file) => file.includes(`keys/node-${member}-1.json`))
      expect(keys).toEqual([`volumes/${rehearsalVolumes.member(member)}/home/keys/node-${member}-1.json`])
    }
  }, 120_000)

  it('gives each home its network, and its agent the list of its nodes', async () => {
    for (const member of FOUR) {
      const files = contentsOf(volume(rehearsalVolumes.member(member)), ALL)
      expect(JSON.parse(files.get('home/connection.json') ?? '')).toMatchObject({ rpc: `http://${member}-1:8545` })
      expect(JSON.parse(files.get('nodes.json') ?? '')).toMatchObject([{ node: `${member}-1` }])
      expect(files.get('home/lock.json')).toBe(contentsOf(join(folder, 'rehearsal'), ALL).get('lock.json'))
      expect(contentsOf(volume(rehearsalVolumes.node(`${member}-1`)), ALL).has('besu.toml')).toBe(true)
    }
  })

  it('changes nothing when it is played again', async () => {
    const before = contentsOf(folder, ALL)
    await answer(founding())
    expect(changed(before, contentsOf(folder, ALL))).toEqual([])
  }, 120_000)

  it('killed again and again comes to the same end, and never makes a key twice', async () => {
    const at = await newFolder()
    const keys = () => keysOf(contentsOf(at, /keys\/.*\.json$/))
    let before = keys()
    let kills = 0
    for (const moment of momentsIn(1_000, 10_000, 5)) {
      const killed = await killAfter(moment, founding(at))
      const after = keys()
      for (const [name, texts] of before) expect([name, [...(after.get(name) ?? [])]]).toEqual([name, [...texts]])
      before = after
      if (!killed) break
      kills++
    }
    process.stdout.write(`killed ${kills} times\n`)
    await answer(founding(at))
    expect([...keys().values()].every((texts) => texts.size === 1)).toBe(true)
    expect(contentsOf(join(at, 'rehearsal'), /^(homes|passphrases|rendered)\//).size).toBe(0)
    for (const member of FOUR) {
      const options = as(member, join(at, 'volumes'))
      expect((await openHome(options.home ?? '')).record.member).toBe(member)
      expect(existsSync(options.passphrase ?? '')).toBe(true)
    }
  }, 280_000)
})

/** By the key's own name, wherever it stands: whatever was made under it. */
function keysOf(files: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [file, text] of files) {
    const [, member = '', key = ''] = /(?:homes\/|volumes\/)([a-z-]+?)(?:-home\/home|)\/keys\/(.*)$/.exec(file) ?? []
    const name = `${member}/${key}`
    found.set(name, new Set([...(found.get(name) ?? []), text]))
  }
  return found
}

describe('what a member renders', () => {
  const out = () => join(folder, 'rendered')
  const render = (...more: string[]) => ['render', '--target', 'docker', '--out', out(), ...more]

  it('is a compose file, the files of its nodes and the list for its agent, and no secret', async () => {
    const [member] = FOUR
    const { files } = await answer<{ files: string[] }>(render(), as(member))
    expect(files).toEqual(expect.arrayContaining(['compose.yaml', 'nodes.json', `files/${member}-1/besu.toml`]))
    const written = contentsOf(out(), ALL)
    expect([...written.keys()].sort()).toEqual([...files].sort())
    const secrets = await secretsOf(member)
    for (const [file, text] of written) {
      for (const secret of secrets) expect([file, text.includes(secret)]).toEqual([file, false])
    }
  }, 60_000)

  it('is the same each time, and never put in the place of anything else', async () => {
    const [member] = FOUR
    const before = contentsOf(out(), ALL)
    await answer(render(), as(member))
    expect(contentsOf(out(), ALL)).toEqual(before)
    await writeFile(join(out(), 'compose.yaml'), 'mine\n')
    expect((await refusal(render(), as(member))).error.code).toBe('FILE_EXISTS')
    expect(contentsOf(out(), ALL).get('compose.yaml')).toBe('mine\n')
  }, 60_000)

  it('is refused for a target that nothing is rendered for', async () => {
    const { error } = await refusal(['render', '--target', 'process', '--out', out()], as(FOUR[0]))
    expect(error.code).toBe('USAGE')
  }, 60_000)
})
