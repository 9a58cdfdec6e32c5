import { expect, it } from '@jest/globals'
import { memberOptionsSchema } from '../../../network/consortium/member-options/member-options.ts'
import { namedFiles } from '../../../network/consortium/member-options/named-files.ts'

const filesOf = (options: object) =>
  namedFiles(memberOptionsSchema.parse({ format: 'quorate/member/1', target: 'process', ...options }))

it('the files that options name are those of the passphrase, of a signing service and of tokens, and no others', () => {
  expect(filesOf({})).toEqual([])
  expect(filesOf({ unlock: { by: 'file', path: 'phrase' } })).toEqual(['phrase'])
  const url = 'https://signer.example:9000/'
  const hsm = { 'north-1': { module: 'pkcs11-hsm', config: 'pkcs11.cfg', alias: 'node', pin: '/run/pin' } }
  expect(filesOf({ unlock: { by: 'web3signer', url, ca: 'ca.pem', token: 'token' }, hsm })).toEqual([
    ...['ca.pem', 'token', 'pkcs11.cfg', '/run/pin'],
  ])
})
