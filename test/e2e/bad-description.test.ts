import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { problemCodes, refusal } from './cli.ts'
import { passphraseFile } from './members.ts'
import { exampleFile, newFolder } from './rehearsals.ts'

const good = readFileSync(exampleFile('four-members'), 'utf8')
let folder = ''

beforeAll(async () => {
  folder = await newFolder()
  passphraseFile(folder, 'four words nobody guesses')
})

/** Each is what somebody may well write, with the one change that makes it bad; `at` begins what is bad. */
const cases: readonly { what: string; code: string; at: string; text: string }[] = [
  { what: 'text that is not YAML', code: 'YAML_INVALID', at: '{', text: '{ "name": [unclosed' },
  {
    what: 'a field that the schema does not have',
    code: 'FIELD_UNKNOWN',
    at: 'blockTime',
    text: good.replace('chainId: 620604', 'chainId: 620604\nblockTime: 2s'),
  },
  {
    what: 'two members of one name',
    code: 'NAME_DUPLICATE',
    at: '{ name: hospital-north, chamber: hospitals, nodes: [{ name: hospital-south-1',
    text: good.replace('{ name: hospital-south,', '{ name: hospital-north,'),
  },
  {
    what: 'three validators',
    code: 'VALIDATORS_TOO_FEW',
    at: '- { name: hospital-north',
    text: good.replace('devices-beta-1, duty: validator', 'devices-beta-1, duty: observer'),
  },
  {
    what: 'a chamber that no rule names',
    code: 'CHAMBER_WITHOUT_RULE',
    at: 'chambers: [',
    text: good
      .replace('chambers: [hospitals, manufacturers]', 'chambers: [hospitals, manufacturers, regulators]')
      .replace('name: devices-beta, chamber: manufacturers', 'name: devices-beta, chamber: regulators'),
  },
  {
    what: 'a number written in hex',
    code: 'NUMBER_IN_HEX',
    at: '0x9783C',
    text: good.replace('chainId: 620604', 'chainId: 0x9783C'),
  },
]

describe('a description with', () => {
  it.each(cases)(
    '$what is refused at its very line, and nothing is made',
    async ({ code, at, text }) => {
      const spec = join(folder, `${code}.yaml`)
      writeFileSync(spec, text)
      const home = join(folder, `home-${code}`)
      const options = { home, passphrase: join(folder, 'passphrase'), cwd: folder }
      const refused = await refusal(['init', 'hospital-north', '--spec', spec], options)
      expect([refused.code, refused.error.code, problemCodes(refused)]).toEqual([2, 'INPUT_PROBLEMS', [code]])
      const [problem] = refused.error.facts['problems'] as readonly Record<string, unknown>[]
      expect(problem).toMatchObject({ file: spec, found: expect.any(String), expected: expect.any(String) })
      const line = text.split('\n').findIndex((one) => one.includes(at)) + 1
      expect([code, problem?.['line']]).toEqual([code, line])
      expect(existsSync(home)).toBe(false)
      const rehearsal = join(folder, `rehearsal-${code}`)
      expect(problemCodes(await refusal(['rehearse', '--spec', spec, '--home', rehearsal]))).toEqual([code])
      expect(existsSync(rehearsal)).toBe(false)
    },
    30_000,
  )

  it('several problems shows all of them at once', async () => {
    const spec = join(folder, 'several.yaml')
    writeFileSync(
      spec,
      cases.slice(1, 4).reduce((text, { text: bad }) => merged(text, bad), good),
    )
    const refused = await refusal(['found', '--spec', spec, '--cards', folder])
    expect(problemCodes(refused)).toEqual(['FIELD_UNKNOWN', 'NAME_DUPLICATE', 'VALIDATORS_TOO_FEW'])
  })

  it('a member of another name than is asked for names those it has', async () => {
    const options = { home: join(folder, 'nobody'), passphrase: join(folder, 'passphrase') }
    const refused = await refusal(['init', 'nobody', '--spec', exampleFile('four-members')], options)
    expect([refused.code, refused.error.code]).toEqual([2, 'MEMBER_UNKNOWN'])
    expect(JSON.stringify(refused.error.facts)).toContain('devices-beta')
  })
})

/** The first text with the lines in which the second differs from the good one. */
function merged(text: string, bad: string): string {
  const [from, to] = differing(bad)
  return text.replace(from, to)
}

function differing(bad: string): [string, string] {
  const [before, after] = [good.split('\n'), bad.split('\n')]
  const at = before.findIndex((line, i) => line !== after[i])
  const more = after.length - before.length
  const until = more > 0 ? at + more + 1 : at + 1
  return [before.slice(at, more > 0 ? at + 1 : until).join('\n'), after.slice(at, until).join('\n')]
}
