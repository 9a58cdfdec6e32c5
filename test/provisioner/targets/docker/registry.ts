import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { folderArchive } from '../../../../provisioner/targets/docker/tar.ts'

/**
 * A stand-in for a registry, with one image of one layer that holds an empty folder: as much of the OCI distribution
 * specification as an engine asks of one when it pulls. Engines take registries on loopback without TLS.
 */
export async function standInRegistry(): Promise<{ server: Server; image: string; digest: string }> {
  const layer = folderArchive({ name: 'tmp', uid: 0, gid: 0, mode: 0o1777 })
  const rootfs = { type: 'layers', diff_ids: [sha256(layer)] }
  const config = json({ architecture: 'amd64', os: 'linux', config: {}, rootfs, history: [{ created_by: 'a test' }] })
  const manifest = json({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: describe('application/vnd.docker.container.image.v1+json', config),
    layers: [describe('application/vnd.docker.image.rootfs.diff.tar', layer)],
  })
  const blobs = new Map([layer, config].map((bytes) => [sha256(bytes), bytes]))
  const server = createServer(({ url = '' }, response) => {
    const [, kind, digest = ''] = /^\/v2\/besu\/(manifests|blobs)\/(.+)$/.exec(url) ?? []
    const bytes = kind === 'manifests' && digest === sha256(manifest) ? manifest : blobs.get(digest)
    const type =
      bytes === manifest ? 'application/vnd.docker.distribution.manifest.v2+json' : 'application/octet-stream'
    if (url === '/v2/') response.end('{}')
    else if (bytes === undefined)
      response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}')
    else
      response
        .writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'docker-content-digest': digest })
        .end(bytes)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, image: `127.0.0.1:${port}/besu`, digest: sha256(manifest) }
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const describe = (mediaType: string, bytes: Buffer) => ({ mediaType, size: bytes.length, digest: sha256(bytes) })
