import { beforeAll, describe, expect, it } from '@jest/globals'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import type { JournalLine } from '../../../provisioner/journal/journal-line.ts'
import { openUpgrade, refuseUpgrade, upgradePlan } from '../../../provisioner/maintenance/upgrade-plan.ts'
import { exampleLock, exampleNodes } from '../../behaviours/example-manifests.ts'

let validator: NodeManifest
let observer: NodeManifest

beforeAll(async () => {
  const [one, two] = (await exampleNodes(await exampleLock())).map(({ manifest }) => manifest)
  if (one === undefined || two === undefined) throw new Error('the example has nodes')
  validator = one
  observer = { ...two, duty: 'observer' }
}, 60_000)

const running = (manifest: NodeManifest, digest = manifestDigest(manifest)) =>
  ({ node: manifest.node, digest, state: 'running', rpc: null, since: null }) as const
const older = `0x${'11'.repeat(32)}` as const
const names = (planned: ReturnType<typeof upgradePlan>) => planned.map(({ manifest }) => manifest.node)

describe('an upgrade', () => {
  it('is of the nodes that were made otherwise or do not run, observers first', () => {
    expect(names(upgradePlan([validator, observer], []))).toEqual([observer.node, validator.node])
    const both = [running(validator, older), running(observer, older)]
    expect(names(upgradePlan([validator, observer], both))).toEqual([observer.node, validator.node])
    const stopped = { ...running(validator), state: 'stopped' } as const
    expect(names(upgradePlan([validator, observer], [stopped, running(observer)]))).toEqual([validator.node])
  })

  it('is nothing where all run as they should', () => {
    expect(upgradePlan([validator, observer], [running(validator), running(observer)])).toEqual([])
  })

  it('goes between releases that were checked, and never back', () => {
    const codeOf = (from: string, to: string) => {
      try {
        return refuseUpgrade({ from, to }, undefined)
      } catch (error) {
        return (error as { code?: string }).code
      }
    }
    expect(codeOf('26.7.1', '26.8.0')).toBeUndefined()
    expect(codeOf('26.8.0', '26.8.0')).toBeUndefined()
    expect(codeOf('26.8.0', '26.7.1')).toBe('UPGRADE_REFUSED')
    expect(codeOf('26.8.0', '26.9.0')).toBe('UPGRADE_REFUSED')
    expect(codeOf('25.9.0', '26.8.0')).toBe('UPGRADE_REFUSED')
  })

  it('that was begun is gone on with, and no other begins before it is done', () => {
    const line = (event: string, more = {}) => ({ event, ...more }) as unknown as JournalLine
    const begun = line('upgrade.started', { from: '26.7.1', to: '26.8.0' })
    expect(openUpgrade([])).toBeUndefined()
    expect(openUpgrade([begun, line('upgrade.node')])).toEqual({ from: '26.7.1', to: '26.8.0' })
    expect(openUpgrade([begun, line('upgrade.done', { to: '26.8.0' })])).toBeUndefined()
    const open = openUpgrade([begun])
    expect(() => refuseUpgrade({ from: '26.7.1', to: '26.8.0' }, open)).not.toThrow()
    expect(() => refuseUpgrade({ from: '26.7.1', to: '26.7.1' }, open)).toThrow(
      expect.objectContaining({ code: 'UPGRADE_OPEN' }),
    )
  })
})
