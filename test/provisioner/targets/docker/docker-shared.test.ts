import { beforeAll, expect, it } from '@jest/globals'
import type { Target } from '../../../../provisioner/targets/target.ts'
import { sharedName } from '../../../../provisioner/targets/docker/names.ts'
import { describeWithEngine, docker, standInImage } from './engine.ts'
import { newTarget } from './live-node.ts'
import { given, manifestOf, networkId, optionsOf } from './manifests.ts'

const sharedSubnet = '10.219.83.0/24'
const members = ['hospital-north', 'devices-alpha'] as const

describeWithEngine('members that play on one engine', () => {
  let image: string
  let targets: Target[]
  const ports = (index: number) => ({ p2p: 30_303, rpc: 27_745 + index, metrics: 27_755 + index })
  const address = (index: number) => `10.219.83.${10 + index}`
  const manifest = (index: number) =>
    manifestOf(image, {
      member: members[index] ?? '',
      node: `${members[index]}-1`,
      advertised: { host: address(index), port: 30_303 },
      ports: ports(index),
      options: optionsOf(ports(index)),
    })
  const ensureAll = () => Promise.all(targets.map((target, index) => target.ensure(manifest(index), given())))
  const containers = () => docker.listContainers({ filters: { label: [`quorate.network=${networkId}`] } })

  beforeAll(async () => {
    image = await standInImage()
    const made = await Promise.all(members.map((member) => newTarget({ member, sharedSubnet })))
    targets = made.map(({ target }) => target)
  }, 120_000)

  it('start at once, and reach one another where their records say, with no port published for it', async () => {
    await ensureAll()
    for (const { Id, Ports, Labels } of await containers()) {
      // Each other member's JSON-RPC and metrics; one's own answers in the member's own network only.
      for (const index of members.keys()) {
        expect(await dials(Id, address(index), ports(index).rpc)).toBe(false)
        expect(await dials(Id, address(index), ports(index).metrics)).toBe(false)
      }
      const own = members.indexOf(Labels['quorate.member'] as (typeof members)[number])
      expect(await dials(Id, `${members[own]}-1.private`, ports(own).rpc)).toBe(true)
      expect(Ports.filter(({ PublicPort }) => PublicPort !== undefined).map(({ IP }) => IP)).toEqual([
        '127.0.0.1',
        '127.0.0.1',
      ])
      for (const index of members.keys()) expect(await dials(Id, address(index), 30_303)).toBe(true)
    }
  }, 60_000)

  it('are left alone when they are right, and join again when they are made again', async () => {
    const before = (await containers()).map(({ Id }) => Id)
    await ensureAll()
    expect((await containers()).map(({ Id }) => Id)).toEqual(before)
    await targets[0]?.remove(`${members[0]}-1`)
    await ensureAll()
    const [first] = await docker.listContainers({ filters: { label: [`quorate.node=${members[0]}-1`] } })
    expect(await dials(first?.Id ?? '', address(1), 30_303)).toBe(true)
  }, 60_000)

  it('say so where another container has the address of one', async () => {
    await targets[1]?.remove(`${members[1]}-1`)
    const there = { ...manifest(1), advertised: { host: address(0), port: 30_303 } }
    await expect(targets[1]?.ensure(there, given())).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
    await ensureAll()
    expect(await containers()).toHaveLength(2)
  }, 60_000)

  it('cannot leave the network that they share, and take it away with the last of them', async () => {
    const network = docker.getNetwork(sharedName({ networkId }))
    expect(await network.inspect()).toMatchObject({ Internal: true })
    await targets[0]?.erase(`${members[0]}-1`)
    expect(await network.inspect()).toMatchObject({ Internal: true })
    await targets[1]?.erase(`${members[1]}-1`)
    await expect(network.inspect()).rejects.toMatchObject({ statusCode: 404 })
  }, 60_000)
})

/** Whether a container can open a connection. */
async function dials(id: string, address: string, port: number): Promise<boolean> {
  const Cmd = ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`]
  const asked = await docker.getContainer(id).exec({ Cmd, AttachStdout: true, Tty: true })
  for await (const _ of await asked.start({ Tty: true }));
  return (await asked.inspect()).ExitCode === 0
}
