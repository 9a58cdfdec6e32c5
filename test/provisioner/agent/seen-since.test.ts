import { describe, expect, it } from '@jest/globals'
import { SeenSince } from '../../../provisioner/agent/seen-since.ts'

describe('since when a node runs, where nobody can tell', () => {
  it('is not known of one that always answered', () => {
    const seen = new SeenSince()
    expect([seen.saw('a', true, 10), seen.saw('a', true, 20)]).toEqual([undefined, undefined])
  })

  it('is when it answered again after a silence, the last one, and is that node’s alone', () => {
    const seen = new SeenSince()
    seen.saw('b', true, 10)
    expect([seen.saw('a', false, 10), seen.saw('a', true, 12), seen.saw('a', true, 90)]).toEqual([undefined, 12, 12])
    expect([seen.saw('a', false, 91), seen.saw('a', true, 95)]).toEqual([undefined, 95])
    expect(seen.saw('b', true, 96)).toBeUndefined()
  })
})
