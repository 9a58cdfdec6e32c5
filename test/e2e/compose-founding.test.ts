import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { rehearsalVolumes } from '../../network/render/compose/commands.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { unlock } from '../../provisioner/home/unlock.ts'
import { FOUR } from './anchored.ts'
import { answer, type Options, quorate, refusal } from './cli.ts'
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

  it('is values of the chart and the Secrets to make, and no secret, for Kubernetes', async () => {
    const [, member] = FOUR
    const options = join(folder, 'kubernetes.yaml')
    const besu = `{ digest: "sha256:${'1'.repeat(64)}" }`
    await writeFile(options, `format: quorate/member/1\ntarget: kubernetes\nbesu: ${besu}\n`)
    const at = join(folder, 'chart')
    const typed = ['render', '--options', options, '--out', at]
    // What was rendered for Compose may run by now.
    expect((await refusal(typed, as(member))).error.code).toBe('NODES_RENDERED')
    await answer(['restore', '--old-node-is-gone'], as(member))
    const { files, secrets } = await answer<{ files: string[]; secrets: string[] }>(typed, as(member))
    expect([files, secrets]).toEqual([['values.yaml', 'SECRETS.md'], [`${member}-1-key`]])
    const own = await secretsOf(member)
    for (const text of contentsOf(at, ALL).values()) {
      for (const secret of own) expect(text.includes(secret)).toBe(false)
    }
  }, 60_000)

  it('is refused for a target that nothing is rendered for', async () => {
    const options = join(folder, 'process.yaml')
    await writeFile(options, 'format: quorate/member/1\ntarget: process\n')
    const { error } = await refusal(['render', '--options', options, '--out', out()], as(FOUR[0]))
    expect(error.code).toBe('USAGE')
  }, 60_000)
})

describe('the key of a node', () => {
  const [member] = FOUR
  const asking = (file: string, node = `${member}-1`) => ['node-key', node, '--out', file]

  it('goes into memory, readable by its owner alone, and nowhere over anything', async () => {
    const shm = await mkdtemp('/dev/shm/quorate-e2e-')
    try {
      const file = join(shm, 'node.key')
      const told = await quorate([...asking(file), '--json'], as(member))
      const key = await readFile(file, 'utf8')
      expect(key.slice(2)).toBe((await secretsOf(member))[1])
      expect((await stat(file)).mode & 0o777).toBe(0o400)
      expect(`${told.stdout}${told.stderr}`).not.toContain(key.slice(2))
      expect((await refusal(asking(file), as(member))).error.code).toBe('FILE_EXISTS')
      expect((await refusal(asking(join(shm, 'other'), `${FOUR[1]}-1`), as(member))).error.code).toBe('NODE_UNKNOWN')
    } finally {
      await rm(shm, { recursive: true })
    }
  }, 60_000)

  it('goes on no disk', async () => {
    const file = join(folder, 'node.key')
    expect((await refusal(asking(file), as(member))).error.code).toBe('KEY_PLACE_ABSENT')
    expect(existsSync(file)).toBe(false)
  }, 60_000)
})

describe('a rehearsal on an engine', () => {
  const rehearsing = (root: string, ...more: string[]) => [
    ...['rehearse', '--target', 'docker', '--spec', exampleFile('four-members'), '--home', root, '--detach'],
    ...more,
  ]

  it('is told Besu’s image by digest, and else leaves no trace', async () => {
    const root = join(folder, 'on-docker')
    expect((await refusal(rehearsing(root))).error.code).toBe('IMAGE_UNPINNED')
    expect((await refusal(rehearsing(root, '--besu-image', 'hyperledger/besu:26.8.0'))).error.code).toBe('USAGE')
    expect(existsSync(root)).toBe(false)
  }, 60_000)
})
