import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { newFolder } from '../provisioner/home/folders.ts'
import { noHelm, skipped } from './programs.ts'
import { ofKind, rendered, valuesOf } from './render.ts'

let root = ''
const at = (path: string) => join(root, path)
function put(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text)
}

/** What the agent's pod does before the agent starts, with its mounts in a folder. */
function prepared() {
  const [deployment] = ofKind(rendered(valuesOf('everything')), 'Deployment')
  const [{ command, args }] = deployment.spec.template.spec.initContainers
  const [shell, ...options] = command as [string, ...string[]]
  const script = String(args[0]).replaceAll('/quorate/', `${root}/`)
  const ran = spawnSync(shell, [...options, script], { env: { ...process.env, HOSTNAME: 'pod' }, encoding: 'utf8' })
  return { code: ran.status, says: ran.stderr }
}

describe('the home of an agent in a cluster', () => {
  if (noHelm !== undefined) {
    skipped(noHelm)
    return
  }
  beforeEach(async () => {
    root = await newFolder()
    for (const folder of ['home', 'passphrase', 'follow']) mkdirSync(at(folder))
    put('secret/passphrase', 'four words for a test')
    put('seed/home.json', '{"keys":"old"}')
    put('seed/keys/agent.json', 'old')
    put('follow/card.json', 'first')
  })

  it('is put on the volume once, and what the operator changes is put again', () => {
    expect(prepared().code).toBe(0)
    put('home/member/keys/agent.json', 'the agent’s own by now')
    put('follow/card.json', 'second')
    expect(prepared().code).toBe(0)
    expect(readFileSync(at('home/member/keys/agent.json'), 'utf8')).toBe('the agent’s own by now')
    expect(readFileSync(at('home/member/card.json'), 'utf8')).toBe('second')
  })

  it('is never mixed with another home of the same member: nothing of it is put, and the pod says why', () => {
    expect(prepared().code).toBe(0)
    put('seed/home.json', '{"keys":"new"}')
    put('seed/keys/officer.json', 'new')
    const { code, says } = prepared()
    expect([code, says]).toEqual([1, expect.stringContaining('delete the claim oem-aarau-agent-home')])
    expect(existsSync(at('home/member/keys/officer.json'))).toBe(false)
  })
})
