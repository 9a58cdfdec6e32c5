import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { hostInCluster, nodeObjectOf } from '../../../../network/render/helm/places.ts'

const chart = readFileSync(new URL('../../../charts/golden/everything.yaml', import.meta.url), 'utf8')

it('pods and policies are named as the chart names them', () => {
  const at = { namespace: 'consortium', member: 'oem-aarau', node: 'aarau-1' }
  expect(chart).toContain(`\\"rpc\\":\\"http://${hostInCluster(at)}:8545\\"`)
  expect(chart).toContain(`kind: NetworkPolicy\nmetadata:\n  name: ${nodeObjectOf(at)}\n`)
})
