import type { Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { ensureImage } from '../../../../provisioner/targets/docker/image.ts'
import { describeWithEngine, docker, standInImage } from './engine.ts'
import { given } from './manifests.ts'
import { standInRegistry } from './registry.ts'

const version = '26.8.0'
const unknown = `sha256:${'e'.repeat(64)}`

describeWithEngine('the image of a release', () => {
  let registry: Awaited<ReturnType<typeof standInRegistry>>
  let server: Server | undefined
  beforeAll(async () => {
    registry = await standInRegistry()
    server = registry.server
  })
  afterAll(async () => {
    server?.closeAllConnections()
    server?.close()
    await docker
      .getImage(`${registry.image}@${registry.digest}`)
      .remove()
      .catch(() => undefined)
  })

  it('is pulled by its digest, with progress, and not a second time', async () => {
    const { image, digest } = registry
    const lines: string[] = []
    const id = await ensureImage(
      docker,
      { version, image, digest },
      given((line) => lines.push(line)),
    )
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(lines[0]).toBe(`pulling ${image}@${digest}`)
    server?.closeAllConnections()
    server?.close()
    expect(
      await ensureImage(
        docker,
        { version, image, digest },
        given((line) => lines.push(`again: ${line}`)),
      ),
    ).toBe(id)
    expect(lines.filter((line) => line.startsWith('again'))).toEqual([])
  }, 60_000)

  it('that was made here is used as it is, by its own id', async () => {
    const id = await standInImage()
    expect(await ensureImage(docker, { version, image: 'no-registry.invalid/besu', digest: id }, given())).toBe(id)
  }, 120_000)

  it('that is nowhere is an error that names it', async () => {
    const wanted = { version, image: registry.image, digest: unknown }
    await expect(ensureImage(docker, wanted, given())).rejects.toMatchObject({
      code: 'IMAGE_ABSENT',
      facts: { image: `${registry.image}@${unknown}` },
    })
  }, 60_000)

  it('is not taken by a tag; where the tag is here, its digest is told', async () => {
    const id = await standInImage()
    const tag = ((await docker.getImage(id).inspect()).RepoTags[0] ?? '').split(':')[1] ?? ''
    const wanted = { version: tag, image: 'quorate-stand-in', digest: null }
    await expect(ensureImage(docker, wanted, given())).rejects.toMatchObject({
      code: 'IMAGE_UNPINNED',
      facts: { local: id },
    })
    await expect(ensureImage(docker, { ...wanted, version }, given())).rejects.toMatchObject({ facts: { local: null } })
  }, 60_000)
})
