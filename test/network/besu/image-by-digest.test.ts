import { expect, it } from '@jest/globals'
import { imageByDigest } from '../../../network/besu/image-by-digest.ts'

const digest = `sha256:${'a1'.repeat(32)}`

it('an image is read by its digest, also from a registry with a port', () => {
  expect(imageByDigest(`hyperledger/besu@${digest}`)).toEqual({ image: 'hyperledger/besu', digest })
  expect(imageByDigest(`127.0.0.1:5000/besu@${digest}`)).toEqual({ image: '127.0.0.1:5000/besu', digest })
})

it.each(['hyperledger/besu:26.8.0', 'besu', '', digest, `a b@${digest}`, `besu@${digest}0`, `besu:26.8@${digest}`])(
  'an image is not taken by %j',
  (text) => expect(imageByDigest(text)).toBeUndefined(),
)
