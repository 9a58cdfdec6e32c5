import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { type KeyPlace, keyFolders, placeKey, removeKey } from '../../../../provisioner/targets/docker/key-place.ts'
import { writeFiles } from '../../../../provisioner/targets/docker/node-files.ts'
import { exists } from '../../../../provisioner/home/exists.ts'
import { newFolder } from '../../home/folders.ts'
import { key, member, networkId } from './manifests.ts'

const uid = process.getuid?.() ?? 0
const roots: string[] = []
afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true, force: true }))))

async function newPlace(): Promise<KeyPlace> {
  const root = await mkdtemp(`/dev/shm/quorate-test-${randomBytes(4).toString('hex')}-`)
  roots.push(root)
  const user = uid === 0 ? { uid: 1000, gid: 1000 } : { uid, gid: process.getgid?.() ?? 0 }
  return { root, owner: { networkId, member }, node: 'hospital-north-1', user }
}

const keyFile = (place: KeyPlace) => join(keyFolders(place).keys, 'node.key')
const top = (place: KeyPlace) => join(place.root, `quorate-${uid}`)

describe('a key in use', () => {
  it('stands in memory, for the user of the container alone, below a folder of the operator alone', async () => {
    const place = await newPlace()
    await placeKey(place, () => key)
    expect(await readFile(keyFile(place), 'utf8')).toBe(key)
    const found = await stat(keyFile(place))
    expect([found.mode & 0o777, found.uid]).toEqual([0o400, place.user.uid])
    expect((await stat(top(place))).mode & 0o777).toBe(0o700)
  })

  it('is in reach of the container’s user whatever the umask of who runs the command', async () => {
    const place = await newPlace()
    const files = join(await newFolder(), 'nodes', 'files')
    const before = process.umask(0o077)
    try {
      await placeKey(place, () => key)
      await writeFiles(files, new Map([['plugins/a.toml', '']]))
    } finally {
      process.umask(before)
    }
    for (const folder of [keyFolders(place).flags, files, join(files, 'plugins')])
      expect((await stat(folder)).mode & 0o777).toBe(0o755)
  })

  it('is never put on a disk', async () => {
    const place = { ...(await newPlace()), root: await newFolder() }
    await expect(placeKey(place, () => key)).rejects.toMatchObject({ code: 'KEY_PLACE_ABSENT' })
    expect(await readdir(place.root)).toEqual([])
  })

  it('is not put where there is no such folder', async () => {
    const place = { ...(await newPlace()), root: '/dev/shm/quorate-none' }
    await expect(placeKey(place, () => key)).rejects.toMatchObject({ code: 'KEY_PLACE_ABSENT' })
  })

  it('is not put into a folder that others may look into, nor through a link that another may have laid', async () => {
    const open = await newPlace()
    await mkdir(top(open))
    await chmod(top(open), 0o755)
    await expect(placeKey(open, () => key)).rejects.toMatchObject({ code: 'KEY_PLACE_UNSAFE' })
    const linked = await newPlace()
    const elsewhere = await newPlace()
    await symlink(elsewhere.root, top(linked))
    await expect(placeKey(linked, () => key)).rejects.toMatchObject({ code: 'KEY_PLACE_UNSAFE' })
    expect(await readdir(elsewhere.root)).toEqual([])
  })

  it('handed over again stays the very file, and another key takes its place', async () => {
    const place = await newPlace()
    await placeKey(place, () => key)
    const first = await stat(keyFile(place))
    await placeKey(place, () => key)
    expect((await stat(keyFile(place))).ino).toBe(first.ino)
    const other = `0x${'77'.repeat(32)}` as const
    await placeKey(place, () => other)
    expect(await readFile(keyFile(place), 'utf8')).toBe(other)
  })

  it('leaves nothing beside it of a hand-over that was killed', async () => {
    const place = await newPlace()
    await placeKey(place, () => key)
    await writeFile(join(dirname(keyFile(place)), '.node.key.new'), '0xhalf')
    await placeKey(place, () => key)
    expect(await readdir(dirname(keyFile(place)))).toEqual(['node.key'])
  })

  it('is taken away, twice if need be, and with the last one the folder of its member', async () => {
    const place = await newPlace()
    const another = { ...place, node: 'hospital-north-2' }
    for (const each of [place, another]) await placeKey(each, () => key)
    await removeKey(place)
    await removeKey(place)
    expect(await exists(keyFile(place))).toBe(false)
    expect(await exists(keyFile(another))).toBe(true)
    await removeKey(another)
    expect(await readdir(top(place))).toEqual([])
  })
})
