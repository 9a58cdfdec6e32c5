import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { memberOptionsSchema } from '../network/consortium/member-options/member-options.ts'
import { agentFindingCodes } from '../network/agent/action.ts'
import { decisionClasses } from '../network/consortium/decision-class.ts'
import { proposalStates } from '../network/governance/proposal.ts'
import { AgentMetrics } from '../provisioner/agent/metrics.ts'
import { commands } from '../provisioner/cli/commands.ts'
import { faults, typedIn } from './typed.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  ...['charts', 'charts/quorate-member', 'contracts', 'network', 'provisioner', 'test'].map((at) => `${at}/README.md`),
]

/** Blocks of code and code within the text: what a reader types, or recognises. */
function codeOf(page: string): string[] {
  const text = read(page)
  const blocks = [...text.matchAll(/^```(?:sh)?\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
  const indented = [...text.matchAll(/^ {4}\S.*$/gm)].map(([line]) => line)
  const within = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
    code.replaceAll('\n', ' '),
  )
  return [...blocks, ...indented, ...within].flatMap((code) => code.split('\n'))
}

/** As links name them: lower case, without punctuation, with `-` for each space. */
function headingsOf(page: string): string[] {
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\d\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

const typed = pages.flatMap((page) => codeOf(page).flatMap((line) => typedIn(line).map((one) => ({ page, ...one }))))

/** The first column of a table: what stands there as code. */
const rowsOf = (page: string, head: string): string[] => {
  const [, table = ''] = new RegExp(`^\\| ${head} \\|[^\\n]*\\n((?:\\|[^\\n]*\\n)*)`, 'm').exec(read(page)) ?? []
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name)
}

describe('the pages', () => {
  it('show commands and options that there are', () => {
    expect(typed.length).toBeGreaterThan(80)
    expect(typed.filter((one) => faults(one).length > 0)).toEqual([])
  })

  it('show every command that there is', () => {
    const shown = new Set(typed.map(({ name }) => name))
    expect(commands.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([])
  })

  it('write no two files of one folder under one name, of which the second would replace the first', () => {
    const founding = /```sh\n# every member, on its own machine[\s\S]*?```/.exec(read('README.md'))?.[0] ?? ''
    const endpoints = codeOf('README.md').find((line) => line.startsWith('quorate endpoints')) ?? ''
    const out = (text: string) => [...text.matchAll(/--out (\S+)/g)].map(([, file = '']) => file)
    const files = [...out(founding), ...out(endpoints)]
    expect(files.length).toBeGreaterThan(4)
    expect(new Set(files).size).toBe(files.length)
    expect(founding).toContain(`--cards ${dirname(out(founding)[0] ?? '')} `)
    expect(endpoints).not.toContain(dirname(out(founding)[0] ?? ''))
  })

  it('say to scripts which commands exit 0 with findings', () => {
    const scripts = /^## For scripts\n([\s\S]*?)^## /m.exec(read('README.md'))?.[1]?.replaceAll('\n', ' ') ?? ''
    expect(scripts).toMatch(/`status` [^;]*\bexits 0 whatever it finds;/)
    expect(scripts).toMatch(/`doctor` exits 1 where a finding is an error, and 0 on warnings and notes alone\./)
  })

  it.each(pages)('%s leads to files and headings that are there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
    const lost = links.filter(([, to = '', heading]) => {
      const path = to === '' ? page : join(dirname(page), to)
      return !existsSync(join(root, path)) || (heading !== undefined && !headingsOf(path).includes(heading))
    })
    expect(lost.map(([link]) => link)).toEqual([])
  })

  it('name descriptions by paths that lead from the folder of the sources', () => {
    const named = pages.flatMap((page) => codeOf(page)).flatMap((line) => [...line.matchAll(/--spec (\S+\.yaml)/g)])
    const examples = named.map(([, file = '']) => file).filter((file) => file !== 'consortium.yaml')
    expect(examples.length).toBeGreaterThan(3)
    expect(examples.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it('lead from the first one to every page of docs/', () => {
    const first = read('README.md')
    expect(pages.filter((page) => page.startsWith('docs/') && !first.includes(`](${page})`))).toEqual([])
  })

  it('name every finding and every metric of an agent, in its words', async () => {
    expect(rowsOf('docs/agent.md', 'code')).toEqual(Object.keys(agentFindingCodes))
    const text = read('docs/agent.md')
    expect(Object.values(agentFindingCodes).filter((says) => !text.includes(`| ${says} |`))).toEqual([])
    const told = [...(await new AgentMetrics().text()).matchAll(/^# HELP (\S+) (.*)$/gm)]
    expect(rowsOf('docs/agent.md', 'metric')).toEqual(told.map(([, name]) => name))
    expect(told.filter(([, name, help]) => !text.includes(`| \`${name}\` | ${help} |`))).toEqual([])
  })

  it('name every state of a proposal, and every class', () => {
    const named = [...read('docs/governance.md').matchAll(/^\| (`[a-z]+`(?:, `[a-z]+`)*) \|/gm)].flatMap(
      ([, row = '']) => [...row.matchAll(/`([a-z]+)`/g)].map(([, state]) => state),
    )
    expect(named).toEqual([...proposalStates])
    const classes = new Set(
      [...read('docs/governance.md').matchAll(/^\| `[^|]*\| `([a-z]+)` \|/gm)].map(([, of]) => of),
    )
    expect([...classes].toSorted()).toEqual(decisionClasses.toSorted())
  })

  it('name every field of member.yaml, and none that is not one', () => {
    const shape = memberOptionsSchema.shape
    const [, table = ''] =
      /`member\.yaml`\n[\s\S]*?\| field \|[^\n]*\n([\s\S]*?)\n\n/.exec(read('docs/member.md')) ?? []
    const named = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-zA-Z0-9.]+)`/g)])
    const paths = named.map(([, path = '']) => path)
    const tops = paths.flatMap((path) => (path.startsWith('.') ? [] : [path.split('.')[0] ?? '']))
    expect([...new Set(tops)].filter((name) => name !== '' && !/^[A-Z]/.test(name)).sort()).toEqual(
      Object.keys(shape).sort(),
    )
    expect(
      Object.keys(shape.besu.unwrap().shape).filter(
        (name) => !paths.includes(`besu.${name}`) && !paths.includes(`.${name}`),
      ),
    ).toEqual([])
    expect(Object.keys(shape.rpc.unwrap().shape).map((name) => `rpc.${name}`)).toEqual(
      paths.filter((path) => path.startsWith('rpc.')),
    )
  })
})
