import { describe, expect, it } from '@jest/globals'
import { QuorateError } from '../../../../network/quorate-error.ts'
import { engineError } from '../../../../provisioner/targets/docker/engine-error.ts'

const codeOf = (message: string): string => {
  const error = engineError({ statusCode: 500, json: { message } })
  return error instanceof QuorateError ? error.code : 'none of ours'
}

describe('what an engine answers', () => {
  it('is of a port or of an address, as engines of before and of now say it', () => {
    expect(codeOf('Address already in use')).toBe('ADDRESS_IN_USE')
    expect(codeOf('failed to set up container networking: Address already in use')).toBe('ADDRESS_IN_USE')
    const proxy = 'Error starting userland proxy: listen tcp4 127.0.0.1:8545: bind: address already in use'
    expect(codeOf(proxy)).toBe('PORT_IN_USE')
    expect(codeOf('failed to bind host port 127.0.0.1:8545/tcp: address already in use')).toBe('PORT_IN_USE')
    expect(codeOf('Bind for 127.0.0.1:8545 failed: port is already allocated')).toBe('PORT_IN_USE')
  })

  it('is told from what a file of this machine refuses', () => {
    const of = (code: string, syscall?: string) => {
      const cause = Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) })
      const error = engineError(cause, undefined)
      return error instanceof QuorateError ? error.code : 'none of ours'
    }
    expect(['ECONNREFUSED', 'ENOENT', 'EACCES', 'EPERM'].map((code) => of(code, 'connect'))).toEqual([
      'ENGINE_ABSENT',
      'ENGINE_ABSENT',
      'ENGINE_REFUSED',
      'ENGINE_REFUSED',
    ])
    expect([of('ECONNRESET'), of('EPIPE', 'write'), of('ETIMEDOUT', 'read')]).toEqual(Array(3).fill('ENGINE_ABSENT'))
    expect([of('ENOENT', 'open'), of('EACCES', 'mkdir'), of('EPERM', 'chown'), of('ENOSPC', 'write')]).toEqual(
      Array(4).fill('none of ours'),
    )
  })
})
