import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

/** Status and body of an answer; a body that is text is a stream of lines. */
export type EngineAnswer = readonly [status: number, body: unknown]

const usual: Readonly<Record<string, EngineAnswer>> = {
  'GET /info': [
    200,
    { ID: 'stand-in', OSType: 'linux', OperatingSystem: 'a stand-in', NCPU: 2, SecurityOptions: ['name=seccomp'] },
  ],
  'GET /containers/json': [200, []],
}

/**
 * Stands in for a Docker engine that has nothing and runs nothing: for answers that a real one gives only where its disk is
 * full, or that are wanted where there is none. Calls are named by method and by how their path begins; what is not in
 * `answers` is not there (404).
 * @param asked gets every call that would change something.
 */
export async function engineStandIn(
  socket: string,
  answers: Readonly<Record<string, EngineAnswer>>,
  asked: string[] = [],
): Promise<Server> {
  const all = Object.entries({ ...answers, ...usual })
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`
    if (request.method !== 'GET') asked.push(call.replace(/\?.*/, ''))
    const [status, body] = all.find(([begin]) => call.startsWith(begin))?.[1] ?? [404, { message: `no ${call}` }]
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }).listen(socket)
  await once(server, 'listening')
  return server
}
