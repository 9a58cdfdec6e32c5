import { expect, it } from '@jest/globals'
import { freeSubnet } from '../../../provisioner/rehearsal/free-subnet.ts'

it('a rehearsal asks for the same subnet each time, and for the next one where an interface is in it', () => {
  const first = freeSubnet('/somewhere', [])
  expect(first).toMatch(/^10\.218\.\d{1,3}\.0\/24$/)
  expect(freeSubnet('/somewhere', ['127.0.0.1'])).toBe(first)
  const taken = `${first.split('.').slice(0, 3).join('.')}.1`
  const second = freeSubnet('/somewhere', [taken])
  expect(second).not.toBe(first)
  expect(freeSubnet('/elsewhere', [])).not.toBe(first)
})
