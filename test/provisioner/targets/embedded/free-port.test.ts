import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { refuseTakenPort } from '../../../../provisioner/targets/embedded/free-port.ts'

describe('a port', () => {
  it('is refused while something listens on it, and is left free by the asking', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(refuseTakenPort(port)).rejects.toMatchObject({ code: 'PORT_IN_USE', facts: { port } })
    server.close()
    await once(server, 'close')
    await refuseTakenPort(port)
    await refuseTakenPort(port)
  })

  it('that does not matter is never refused', async () => {
    await expect(refuseTakenPort(0)).resolves.toBeUndefined()
  })
})
