import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { noHelm, skipped } from './programs.ts'
import { chart, examples, helm, template, valuesOf } from './render.ts'

const golden = (name: string) => readFileSync(new URL(`./golden/${name}.yaml`, import.meta.url), 'utf8')

/** A golden file is what `helm template MEMBER charts/quorate-member -n consortium -f test/charts/values/X.yaml` prints. */
function compare(): void {
  it.each(['values', 'golden'])('leaves no file of %s aside', (folder) => {
    const files = readdirSync(new URL(`./${folder}`, import.meta.url))
    expect(files.sort()).toEqual(examples.map((name) => `${name}.yaml`).sort())
  })

  it.each(examples)('renders %s as it did', (name) => {
    const { code, text, says } = template(valuesOf(name))
    expect([code, says]).toEqual([0, ''])
    expect(text).toBe(golden(name))
  })

  it.each(examples)('finds nothing to say of %s, strictly', (name) => {
    const values = fileURLToPath(new URL(`./values/${name}.yaml`, import.meta.url))
    const { code, text } = helm(['lint', '--strict', chart, '--values', values])
    expect([code, /\[(WARNING|ERROR)\]/.test(text)]).toEqual([0, false])
  })
}

describe('charts/quorate-member', () => {
  if (noHelm === undefined) compare()
  else skipped(noHelm)
})
