import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from '@jest/globals'
import { FetchRequest } from 'ethers'
import { sharedSockets } from '../../../provisioner/chain/sockets.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function asked(answer: (response: ServerResponse) => void, timeout = 10_000) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const request = new FetchRequest(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  request.timeout = timeout
  request.getUrlFunc = sharedSockets
  return request.send()
}

function packed(text: string) {
  return (response: ServerResponse) => response.setHeader('content-encoding', 'gzip').end(gzipSync(text))
}

describe('an answer of a node', () => {
  it('is unpacked, with its status and headers', async () => {
    const response = await asked(packed('{"result":"0x2a"}'))
    expect([response.statusCode, response.bodyText]).toEqual([200, '{"result":"0x2a"}'])
    const plain = await asked((answer) => answer.writeHead(404, { 'x-why': ['a', 'b'] }).end())
    expect([plain.statusCode, plain.headers['x-why'], plain.bodyText]).toEqual([404, 'a, b', ''])
  })

  it('is ended where it is longer than fits, packed or not, though it never ends', async () => {
    await expect(asked(packed(' '.repeat(17 * 1024 * 1024)))).rejects.toMatchObject({ code: 'SERVER_ERROR' })
    const endless = (response: ServerResponse) => {
      const more = () => void (response.write(Buffer.alloc(1024 * 1024)) ? setImmediate(more) : 0)
      response.on('drain', more)
      more()
    }
    await expect(asked(endless)).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  })

  it('is ended where it only trickles beyond its time', async () => {
    const trickle = (response: ServerResponse) => {
      const timer = setInterval(() => response.write(' '), 50)
      closing.push(() => clearInterval(timer))
    }
    await expect(asked(trickle, 500)).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  it('is an error of the connection where that is cut in its midst', async () => {
    const cut = (response: ServerResponse) => response.write('{', () => response.destroy())
    await expect(asked(cut)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })
})
