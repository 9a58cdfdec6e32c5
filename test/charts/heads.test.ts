import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { noHelm, skipped } from './programs.ts'
import { ofKind, rendered, valuesOf } from './render.ts'

const PROBE = '/quorate/probe/head-age.sh'

/** What `helm test` runs in its pod, run here: with another probe, and naps that take no time. */
function heads(): void {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quorate-heads-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function run(probe: string, first = '') {
    const [pod] = ofKind(rendered(valuesOf('everything')), 'Pod')
    const [{ command, args }] = pod.spec.containers
    const [program, ...options] = command
    const [file, log] = [join(folder, 'probe.sh'), join(folder, 'asked')]
    writeFileSync(file, `echo "$*" >>${log}\n${probe}\n`)
    const script = `sleep() { :; }\n${first}\n${args[0].replaceAll(PROBE, file)}`
    expect(args[0]).toContain(PROBE)
    const { status, stdout } = spawnSync(program, [...options, script], { encoding: 'utf8', timeout: 20_000 })
    return { status, says: stdout, asked: readFileSync(log, 'utf8').trim().split('\n') }
  }

  it('asks each node again until its head is young', () => {
    const { status, says, asked } = run(`[ "$(grep -c "^$1 " ${'$'}{0%/*}/asked)" -ge 3 ]`)
    const nodes = [1, 2, 3].map((n) => `oem-aarau-aarau-${n}-0.oem-aarau ${9544 + n} ready 12`)
    expect(asked).toEqual(nodes.flatMap((node) => [node, node, node]))
    expect([status, says.match(/young/g)?.length]).toEqual([0, 3])
  })

  it('fails at its deadline, and says which node it was', () => {
    const { status, says, asked } = run('false', 'SECONDS=301')
    expect([status, asked.length]).toEqual([1, 1])
    expect(says).toContain('oem-aarau-aarau-1-0.oem-aarau: no young head')
  })

  it('has as long as its pod may live', () => {
    const [{ spec }] = ofKind(rendered(valuesOf('everything')), 'Pod')
    const patience = Number(/SECONDS > (\d+)/.exec(spec.containers[0].args[0])?.[1])
    expect(patience).toBeGreaterThan(60)
    expect(spec.activeDeadlineSeconds).toBeGreaterThan(patience)
  })
}

describe('helm test of charts/quorate-member', () => {
  if (noHelm === undefined) heads()
  else skipped(noHelm)
})
