import { describe, expect, it } from '@jest/globals'
import { frugalOptions } from '../../../provisioner/cli/frugal.ts'

describe('what Node is told for an agent', () => {
  it('is to keep little, once', () => {
    const options = frugalOptions(['', '--no-warnings'])
    expect(options).toEqual([
      expect.stringMatching(/^--max-semi-space-size=\d+$/),
      expect.stringMatching(/^--max-old-space-size=\d+$/),
    ])
    expect(frugalOptions(options)).toEqual([])
  })

  it('is not what its operator told otherwise', () => {
    expect(frugalOptions(['', '--max_old_space_size=1024'])).toEqual([expect.stringContaining('semi')])
    expect(frugalOptions(['--max-semi-space-size=16 --max-old-space-size=512'])).toEqual([])
  })
})
