import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { exposed } from '../../../provisioner/doctor/exposed.ts'
import { reach } from '../../../provisioner/doctor/reach.ts'
import { tryWays } from '../../../provisioner/doctor/try-ways.ts'
import { freePorts } from '../../behaviours/example-manifests.ts'

const servers: Server[] = []

async function listen(host: string): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, host)
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A stopped process whose queue of connections is full: the kernel drops what comes after. */
async function deaf(): Promise<{ port: number; end(): void }> {
  const code = `const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGSTOP')
  const port = Number(line.toString())
  const waiting = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  await once(waiting[0] ?? child, 'connect')
  await once(waiting[1] ?? child, 'connect')
  return {
    port,
    end: () => {
      for (const socket of waiting) socket.destroy()
      child.kill('SIGKILL')
    },
  }
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

describe('one TCP connection', () => {
  it('is open where something listens, and refused where nothing does', async () => {
    expect(await reach('127.0.0.1', await listen('127.0.0.1'))).toBe('open')
    const [free = 0] = await freePorts(1)
    expect(await reach('127.0.0.1', free)).toBe('refused')
  })

  it('fails by its name where that does not resolve', async () => {
    expect(await reach('no-such-host.invalid', 30_303, 45_000)).toBe('name')
  })

  it('runs out of time where nobody takes it', async () => {
    const { port, end } = await deaf()
    try {
      expect(await reach('127.0.0.1', port, 300)).toBe('timeout')
    } finally {
      end()
    }
  })
})

describe('what must be closed', () => {
  it('is found where it answers on an address beside loopback', async () => {
    const port = await listen('0.0.0.0')
    expect(await exposed([{ what: 'RPC', port }], ['127.0.0.2'])).toEqual([{ what: 'RPC', address: '127.0.0.2', port }])
  })

  it('is not found where it is bound to loopback alone', async () => {
    const port = await listen('127.0.0.1')
    expect(await exposed([{ what: 'RPC', port }], ['127.0.0.2'])).toEqual([])
    expect(await exposed([{ what: 'RPC', port }])).toEqual([])
  })
})

describe('ways that are tried', () => {
  it('are well where they are as they must be, and those of others are left to them', async () => {
    const port = await listen('127.0.0.1')
    const [free = 0] = await freePorts(1)
    const way = (host: string, to: number) =>
      ({
        must: 'open',
        from: { member: 'north', what: 'north-1' },
        to: { member: 'south', what: 'south-1', host, port: to },
        protocol: 'tcp',
        why: '',
        starts: true,
      }) as const
    const tried = await tryWays([
      way('127.0.0.1', port),
      way('127.0.0.1', free),
      { ...way('127.0.0.1', port), starts: false },
    ])
    expect(tried.map(({ well, outcome }) => [well, outcome])).toEqual([
      [true, 'open'],
      [false, 'refused'],
    ])
  })
})
