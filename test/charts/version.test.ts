import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { load } from 'js-yaml'
import { chart } from './render.ts'

/** What each version of the chart is made of: `apply` knows by its version alone that a release stands on another. */
const recorded = JSON.parse(readFileSync(new URL('./versions.json', import.meta.url), 'utf8'))

function digest(): string {
  const folders = ['files', 'templates'].flatMap((folder) =>
    readdirSync(join(chart, folder), { recursive: true, withFileTypes: true }),
  )
  const paths = folders.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const hash = createHash('sha256')
  for (const path of paths.sort()) hash.update(JSON.stringify([path.slice(chart.length), readFileSync(path, 'utf8')]))
  return hash.digest('hex')
}

describe('the version of charts/quorate-member', () => {
  it('is raised, and recorded in versions.json, with every change of templates and files', () => {
    const { version } = load(readFileSync(join(chart, 'Chart.yaml'), 'utf8')) as { version: string }
    expect({ [version]: digest() }).toEqual({ [version]: recorded[version] })
  })
})
