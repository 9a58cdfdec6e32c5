import { describe, expect, it } from '@jest/globals'
import { parseMemberOptions } from '../../../../network/consortium/member-options/parse-member-options.ts'
import { withBesu } from '../../../../network/consortium/member-options/with-besu.ts'

const digest = `sha256:${'ab'.repeat(32)}`
const before = 'format: quorate/member/1 # mine\ntarget: docker\n'
const after = '# of each node\nresources: { memoryMiB: 1024 }\n'
const wanted = { version: '26.8.0', digest }

function optionsIn(text: string) {
  const reading = parseMemberOptions(text, 'member.yaml')
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.options
}

describe('member.yaml with another Besu', () => {
  it.each([
    ['nothing said of it', `${before}${after}`],
    ['one line', `${before}besu: { version: 26.7.1 } # old\n${after}`],
    ['a block', `${before}besu:\n  version: 26.7.1\n\n  digest: ${digest}\n${after}`],
    ['a mapping over lines', `${before}besu: {\n  version: 26.7.1\n  }\n${after}`],
    ['a block at the end', `${before}${after}besu:\n  version: 26.7.1\n`],
    ['a line at the end with no end', `${before}${after}besu: { version: 26.7.1 }`],
  ])('keeps all else where there was %s', (_, text) => {
    const changed = withBesu(text, wanted)
    expect(optionsIn(changed)).toEqual({ ...optionsIn(text), besu: wanted })
    for (const line of [...before.trim().split('\n'), ...after.trim().split('\n')]) expect(changed).toContain(line)
    expect(changed).not.toContain('26.7.1')
    expect(withBesu(changed, wanted)).toBe(changed)
  })

  it('writes a folder with any character as one', () => {
    const home = '/opt/Besu "26" #8: \\x'
    expect(optionsIn(withBesu(`${before}${after}`, { version: '26.8.0', home })).besu).toEqual({
      version: '26.8.0',
      home,
    })
  })
})
