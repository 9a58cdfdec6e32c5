import { describe, expect, it } from '@jest/globals'
import { releaseFor } from '../../../network/besu/release-for.ts'
import { DEFAULT_RELEASE, knownVersions, mayUpgrade, releaseOf } from '../../../network/besu/releases.ts'

const digest = `sha256:${'ab'.repeat(32)}`

describe('releases', () => {
  it('are at least 26.7.1, since before it free gas does not work', () => {
    const oldest = [26, 7, 1]
    for (const version of knownVersions) {
      const parts = version.split('.').map(Number)
      const first = parts.findIndex((part, index) => part !== oldest[index])
      expect(first === -1 || (parts[first] ?? 0) > (oldest[first] ?? 0)).toBe(true)
    }
    expect(releaseOf(DEFAULT_RELEASE)?.version).toBe(DEFAULT_RELEASE)
  })

  it('follow one another forwards only, and never through 26.1', () => {
    expect(mayUpgrade('26.7.1', '26.8.0')).toBe(true)
    expect(mayUpgrade('26.8.0', '26.7.1')).toBe(false)
    expect(mayUpgrade('26.8.0', '26.8.0')).toBe(true)
    for (const version of ['26.1.0', '25.12.0', '27.0.0', '']) {
      expect([mayUpgrade(version, '26.8.0'), mayUpgrade('26.7.1', version), mayUpgrade(version, version)]).toEqual([
        false,
        false,
        false,
      ])
    }
  })
})

describe('the release to run', () => {
  it('is the default one, or the one asked for, with the digest that the operator gives', () => {
    expect(releaseFor({ target: 'process' })).toMatchObject({ besu: { version: DEFAULT_RELEASE }, problems: [] })
    const besu = { version: '26.7.1', image: 'registry.example/besu', digest }
    expect(releaseFor({ target: 'docker', besu })).toEqual({ besu, problems: [] })
  })

  it.each(['docker', 'kubernetes'] as const)('needs a digest on %s', (target) => {
    expect(releaseFor({ target }).problems).toMatchObject([{ code: 'IMAGE_WITHOUT_DIGEST', found: 'nothing' }])
    for (const wrong of ['latest', `sha256:${'AB'.repeat(32)}`, digest.slice(0, -1)]) {
      expect(releaseFor({ target, besu: { digest: wrong } }).problems).toMatchObject([{ code: 'IMAGE_WITHOUT_DIGEST' }])
    }
    expect(releaseFor({ target, besu: { digest } }).problems).toEqual([])
  })

  it('is refused where nobody vouches for it', () => {
    expect(releaseFor({ target: 'process', besu: { version: '26.1.0' } })).toMatchObject({
      besu: undefined,
      problems: [{ code: 'BESU_UNKNOWN', found: '26.1.0' }],
    })
  })
})
