import { describe, expect, it } from '@jest/globals'
import { pullProgress } from '../../../../provisioner/targets/docker/pull-progress.ts'

const MIB = 2 ** 20
const layer = (id: string, current: number, total: number) => ({
  id,
  status: 'Downloading',
  progressDetail: { current: current * MIB, total: total * MIB },
})

describe('progress of a pull', () => {
  it('is told once for each tenth, over all layers', () => {
    const lines: string[] = []
    const told = pullProgress('besu', (line) => lines.push(line))
    for (let mib = 0; mib <= 100; mib++) told(layer('a', mib, 100))
    expect(lines).toHaveLength(10)
    expect(lines.at(-1)).toBe('pulling besu: 100 of 100 MiB')
  })

  it('never goes back where a further layer tells its size, nor says anything of other lines', () => {
    const lines: string[] = []
    const told = pullProgress('besu', (line) => lines.push(line))
    told({ status: 'Pulling from besu' })
    told({ id: 'a', status: 'Extracting', progressDetail: { current: 1, total: 2 } })
    told({ id: 'a', status: 'Downloading', progressDetail: {} })
    told(layer('a', 50, 100))
    told(layer('b', 0, 900))
    told(layer('b', 100, 900))
    expect(lines).toEqual(['pulling besu: 50 of 100 MiB'])
  })
})
