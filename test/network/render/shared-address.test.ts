import { expect, it } from '@jest/globals'
import { sharedAddress } from '../../../network/render/shared-address.ts'

it('gives every node of a rehearsal an address of its own in the subnet, and no more than fit', () => {
  const addresses = Array.from({ length: 200 }, (_, order) => sharedAddress('10.218.7.0/24', order))
  expect(new Set(addresses).size).toBe(200)
  expect(addresses.at(0)).toBe('10.218.7.10')
  expect(addresses.at(-1)).toBe('10.218.7.209')
  expect(() => sharedAddress('10.218.7.0/24', 200)).toThrow(RangeError)
})
