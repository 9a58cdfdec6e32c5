import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { ask } from '../../../provisioner/besu-rpc/json-rpc.ts'
import { refuseForeignListener } from '../../../provisioner/besu-rpc/own-listener.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'

const asRoot = process.getuid?.() === 0 ? it : it.skip
const children: ChildProcess[] = []
const servers: Server[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) server.close()
})

/** What listens, as another user of this machine, and prints every token that it is sent. */
async function impostor(host: string): Promise<{ rpc: string; heard: () => string }> {
  const script = `
    require('node:http').createServer(({ headers }, response) => {
      console.log(headers.authorization)
      response.end('[{"id":0,"result":"0x1"}]')
    }).listen(0, ${JSON.stringify(host)}, function () { console.log('port', this.address().port) })`
  const child = spawn('setpriv', ['--reuid=65534', '--clear-groups', process.execPath, '-e', script])
  children.push(child)
  let heard = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  while (!/port \d+\n/.test(heard)) await once(child.stdout, 'data')
  return { rpc: `http://127.0.0.1:${/port (\d+)/.exec(heard)?.[1]}`, heard: () => heard }
}

describe('a token', () => {
  asRoot.each(['127.0.0.1', '0.0.0.0', '::'])('is not sent to another user’s program at %s', async (host) => {
    const { rpc, heard } = await impostor(host)
    const refused = { code: 'LISTENER_FOREIGN', facts: { rpc, uid: 65_534, own: 0 } }
    await expect(ask(rpc, { method: 'admin_peers' }, 'secret')).rejects.toMatchObject(refused)
    const provider = authorisedProvider(rpc, 1, () => 'secret')
    await expect(provider.send('eth_blockNumber', [])).rejects.toMatchObject(refused)
    provider.destroy()
    // What anybody may know is asked of anybody.
    expect(await ask(rpc, { method: 'eth_blockNumber' })).toBe('0x1')
    expect(heard()).not.toContain('secret')
  })

  it('is sent to a program of one’s own, and where none listens that is said by who asks', async () => {
    const server = createServer((_, response) => response.end('[{"id":0,"result":"0x2"}]')).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    for (const name of ['127.0.0.1', 'localhost'])
      expect(await ask(`http://${name}:${port}`, { method: 'eth_chainId' }, 'secret')).toBe('0x2')
    refuseForeignListener('http://127.0.0.1:1')
    refuseForeignListener('http://node.hospital.example:8545')
  })
})
