import { networkInterfaces } from 'node:os'
import { describe, expect, it } from '@jest/globals'
import { routesTo } from '../../../provisioner/agent/routes.ts'

describe('the routes of this machine', () => {
  it('are asked of its kernel: it sends to itself from itself, and names are passed over', async () => {
    const { here, from } = await routesTo(['127.0.0.1', '127.0.0.1', 'node.hospital.example'])
    expect(here).toContain('127.0.0.1')
    expect([...from]).toEqual([['127.0.0.1', '127.0.0.1']])
  })

  it('give for each other of its addresses one of its own', async () => {
    const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
    const { here, from } = await routesTo(own)
    expect(here.toSorted()).toEqual(own.toSorted())
    for (const source of from.values()) expect(own).toContain(source)
  })
})
