import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { ask } from '../../../provisioner/besu-rpc/json-rpc.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'

const asRoot = process.getuid?.() === 0 ? it : it.skip
const children: ChildProcess[] = []
const servers: Server[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

interface Impostor {
  readonly port: number
  readonly heard: () => string
}

/** What listens, as another user of this machine, and prints all that it is sent. @param takesOne whether it takes one connection alone. */
async function impostor(listen: object, takesOne = false): Promise<Impostor> {
  const script = `
    const server = require('node:net').createServer((socket) => {
      ${takesOne ? 'server.close()' : ''}
      console.log('taken')
      socket.on('error', () => {}).on('data', (bytes) => {
        console.log(String(bytes))
        const body = '[{"id":0,"result":"0x1"}]'
        socket.end('HTTP/1.1 200 OK\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n' + body)
      })
    }).listen(${JSON.stringify(listen)}, function () { console.log('port', this.address().port) })`
  const child = spawn('setpriv', ['--reuid=65534', '--clear-groups', process.execPath, '-e', script])
  children.push(child)
  let heard = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  while (!/port \d+\n/.test(heard)) await once(child.stdout, 'data')
  return { port: Number(/port (\d+)/.exec(heard)?.[1]), heard: () => heard }
}

/** A server of one's own. */
async function own(): Promise<number> {
  const server = createServer((_, response) => response.end('[{"id":0,"result":"0x2"}]')).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('a token', () => {
  asRoot.each([{ host: '127.0.0.1' }, { host: '0.0.0.0' }, { host: '::' }])(
    'is not sent to another user’s program that listens at %j',
    async (listen) => {
      const { port, heard } = await impostor({ ...listen, port: 0 })
      const rpc = `http://127.0.0.1:${port}`
      const refused = { code: 'LISTENER_FOREIGN', facts: { where: `127.0.0.1:${port}`, uid: 65_534, own: 0 } }
      await expect(ask(rpc, { method: 'admin_peers' }, 'secret')).rejects.toMatchObject(refused)
      const provider = authorisedProvider(rpc, 1, () => 'secret')
      await expect(provider.send('eth_blockNumber', [])).rejects.toMatchObject(refused)
      provider.destroy()
      // What anybody may know is asked of anybody.
      expect(await ask(rpc, { method: 'eth_blockNumber' })).toBe('0x1')
      expect(heard()).toContain('eth_blockNumber')
      expect(heard()).not.toContain('secret')
    },
  )

  asRoot('is not sent where that one has taken the connection, and listens no more', async () => {
    const { port, heard } = await impostor({ host: '127.0.0.1', port: 0 }, true)
    await expect(ask(`http://127.0.0.1:${port}`, { method: 'admin_peers' }, 'secret')).rejects.toMatchObject({
      code: 'LISTENER_FOREIGN',
    })
    expect(heard()).not.toContain('secret')
  })

  asRoot(
    'is not kept from one’s own program by who listens beside it: else anybody could keep an agent silent',
    async () => {
      const port = await own()
      await impostor({ host: '127.0.0.2', port })
      await impostor({ host: '::', port, ipv6Only: true })
      expect(await ask(`http://127.0.0.1:${port}`, { method: 'eth_chainId' }, 'secret')).toBe('0x2')
    },
  )

  it('is sent to a program of one’s own, and where none listens that is said as ever', async () => {
    const port = await own()
    for (const name of ['127.0.0.1', 'localhost'])
      expect(await ask(`http://${name}:${port}`, { method: 'eth_chainId' }, 'secret')).toBe('0x2')
    await expect(ask('http://127.0.0.1:1', { method: 'eth_chainId' }, 'secret')).rejects.toMatchObject({
      code: 'NODE_SILENT',
    })
  })
})
