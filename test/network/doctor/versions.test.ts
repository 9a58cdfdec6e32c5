import { describe, expect, it } from '@jest/globals'
import { examine } from '../../../network/doctor/examine.ts'
import { examinationText } from '../../../network/doctor/examination-text.ts'
import { versions } from '../../../network/doctor/versions.ts'
import { healthy, withNode, withOpen, withoutToken } from './healthy.ts'
import type { Facts } from '../../../network/doctor/facts.ts'

const besu = (version: string) => `besu/v${version}/linux-x86_64/openjdk-java-25`
const running = (...releases: readonly string[]): Facts => ({
  ...healthy,
  nodes: releases.flatMap(
    (release, i) => withNode({ node: `north-${i}` }, withoutToken(withOpen({ version: release }))).nodes,
  ),
})
const codes = (facts: Facts) => versions(facts).map(({ code }) => code)

describe('releases', () => {
  it('of 25 and 26 in one network are an error, by what two nodes say of themselves', () => {
    const [finding] = versions(running(besu('26.8.0'), besu('25.12.0')))
    expect(finding?.code).toBe('VERSION_SKEW')
    expect(finding?.says).toContain('25.12.0: north-1')
  })

  it('of one year that differ are a note', () => {
    expect(codes(running(besu('26.7.1'), besu('26.8.0')))).toEqual(['VERSIONS_DIFFER'])
  })

  it.each(['26.7.1', '26.8.0', '26.8-develop-683880b'])('%s is known', (release) => {
    expect(codes(running(besu(release)))).toEqual([])
  })

  it.each(['26.1.0', '26.7.0', '25.12.0'])(
    '%s is unknown, and mines nothing of senders without a balance',
    (release) => {
      expect(codes(running(besu(release)))).toEqual(['BESU_UNKNOWN_RELEASE', 'BESU_DROPS_UNFUNDED'])
    },
  )

  it('are not what a peer writes to move the reader’s cursor', () => {
    const evil = 'besu/v26.8.0\u001b[2J\u001b]0;owned\u0007/linux/java'
    expect(codes(running(evil))).toEqual([])
    const facts = running(evil)
    const text = examinationText(facts, examine(facts)).join('\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })
})
