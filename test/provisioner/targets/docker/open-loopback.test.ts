import { expect, it } from '@jest/globals'
import { opensLoopback } from '../../../../provisioner/targets/docker/open-loopback.ts'

it.each([
  ['20.10.24+dfsg1', true],
  ['27.5.1', true],
  ['28.0.0', true],
  ['28.3.2', true],
  ['28.3.3', false],
  ['28.4.0', false],
  ['29.0.0-rc.1', false],
  ['', false],
])('an engine of version %p opens its loopback ports to its network segment: %p', (version, open) => {
  expect(opensLoopback(version)).toBe(open)
})
