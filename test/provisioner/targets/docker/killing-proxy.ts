import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { newFolder } from '../../home/folders.ts'

/**
 * A socket in front of an engine's. Once as many calls that change something were carried out as `most`, it calls
 * `kill`, and whoever asked never hears the answer.
 */
export async function killingProxy(engine: string, most: number, kill: () => void) {
  const path = join(await newFolder(), 'engine.sock')
  const changed: string[] = []
  const server = createServer((asked, reply) => {
    const { method = '', url = '', headers } = asked
    const onward = request({ socketPath: engine, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        if (method !== 'GET') changed.push(`${method} ${url.replace(/\?.*/, '')}`)
        if (method !== 'GET' && changed.length === most) return kill()
        reply.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] ?? 'text/plain' })
        reply.end(Buffer.concat(chunks))
      })
    })
    asked.pipe(onward)
  }).listen(path)
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { host: `unix://${path}`, changed, close }
}
