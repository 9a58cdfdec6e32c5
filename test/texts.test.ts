import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { parseSync } from '@swc/core'
import { faults, isOption, optionsIn, typedIn } from './typed.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What follows the name of the kit where it is no command line. */
const PROSE = ['again', 'as', 'consortium', 'has', 'itself', 'on', 'writes', 'wrote']
/** Of docker, helm, kubectl, npm and Web3Signer, and one of the kit that is no command's. */
const OTHERS = [
  '--build',
  '--cascade',
  '--from-file',
  '--global',
  '--http-host-allowlist',
  '--namespace',
  '--profile',
  '--values',
  '--version',
]

interface Text {
  readonly file: string
  readonly text: string
}

/** All that the sources say in more than one word: remedies, explanations, what commands tell. Each `${…}` is an ellipsis. */
const texts: readonly Text[] = ['network', 'provisioner'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => textsOf(join(room, path))),
)

function textsOf(file: string): Text[] {
  const source = readFileSync(join(root, file), 'utf8')
  if (!/quorate [a-z]|--[a-z]|docs\//i.test(source)) return []
  const found: string[] = []
  collect(parseSync(source, { syntax: 'typescript', target: 'es2022' }).body, found)
  return found.filter((text) => /\s/.test(text)).map((text) => ({ file, text }))
}

function collect(node: unknown, found: string[]): void {
  if (typeof node !== 'object' || node === null) return
  const { type, value, quasis } = node as { type?: string; value?: string; quasis?: { cooked?: string }[] }
  if (type === 'StringLiteral') found.push(value ?? '')
  if (type === 'TemplateLiteral') found.push((quasis ?? []).map(({ cooked = '' }) => cooked).join('…'))
  for (const part of Object.values(node)) collect(part, found)
}

/** A command ends with its sentence, or where the next one begins. */
const clauses = (text: string) => text.split(/\n|[.,:;)](?=\s|$)|(?<=\S)\s+(?=`?quorate )/)

function faultsOf(text: string): string[] {
  const typed = clauses(text).flatMap(typedIn)
  const commands = typed.filter(({ name }) => !PROSE.includes(name)).flatMap(faults)
  const options = optionsIn(text).filter((option) => !isOption(option) && !OTHERS.includes(option))
  const pages = [...text.matchAll(/\bdocs\/[\w-]+\.md\b/g)].filter(([page]) => !existsSync(join(root, page)))
  return [...commands, ...options, ...pages.map(([page]) => page)]
}

describe('what the sources tell people to do', () => {
  it('names commands, options and pages that there are', () => {
    expect(texts.flatMap(({ text }) => clauses(text).flatMap(typedIn)).length).toBeGreaterThan(150)
    expect(texts.flatMap(({ file, text }) => faultsOf(text).map((fault) => `${file}: ${fault}`))).toEqual([])
  })

  it.each([
    ['Run `quorate heal`, then `quorate apply`.', 'quorate heal'],
    ['Run quorate apply; quorate mend afterwards.', 'quorate mend'],
    ['Then `quorate down --restart`.', 'quorate down --restart', '--restart'],
    ['Say so: quorate restore --rpc URL. Or quorate apply --old-node-is-gone.', 'quorate apply --old-node-is-gone'],
    ['Run the newer with `--Xbft-legacy-protocol-encoding`.', '--Xbft-legacy-protocol-encoding'],
    ['Wipe it (docs/wiping.md).', 'docs/wiping.md'],
  ])('would not let pass: %s', (text, ...found) => {
    expect(faultsOf(text)).toEqual(found)
  })
})
