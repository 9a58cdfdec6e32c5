import { describe, expect, it } from '@jest/globals'
import { edited, placeOf, problemsOf } from '../example.ts'

type Edit = readonly [string, string]

/** What is wrong, the edits that make it so, where it has to be shown, and what the path and the culprit are. */
interface Attack {
  readonly title: string
  readonly code: string
  readonly edits: readonly Edit[]
  readonly at: readonly [needle: string, nth?: number]
  readonly path: string
  readonly whose?: string
}

const attacks: readonly Attack[] = [
  {
    title: 'two members of one name',
    code: 'NAME_DUPLICATE',
    edits: [['name: devices-beta\n', 'name: devices-alpha\n']],
    at: ['devices-alpha\n', 1],
    path: 'members[4].name',
    whose: 'devices-alpha',
  },
  {
    title: 'two nodes of one name at different members',
    code: 'NAME_DUPLICATE',
    edits: [['devices-beta-1', 'devices-alpha-1']],
    at: ['devices-alpha-1', 1],
    path: 'members[4].nodes[0].name',
    whose: 'devices-beta',
  },
  {
    title: 'a chamber that is listed twice',
    code: 'NAME_DUPLICATE',
    edits: [['[hospitals, ', '[hospitals, hospitals, ']],
    at: ['hospitals, manufacturers'],
    path: 'chambers[1]',
  },
  {
    title: 'two public chains of one name',
    code: 'NAME_DUPLICATE',
    edits: [['name: arbitrum-one', 'name: base']],
    at: ['base, chainId: 42161'],
    path: 'checkpoints.publicChains[1].name',
  },
  {
    title: 'the chain id of a public chain',
    code: 'CHAIN_ID_TAKEN',
    edits: [['620620', '137']],
    at: ['137'],
    path: 'chainId',
  },
  {
    title: 'the chain id of every development chain',
    code: 'CHAIN_ID_TAKEN',
    edits: [['620620', '1337']],
    at: ['1337'],
    path: 'chainId',
  },
  {
    title: 'one public chain under two names',
    code: 'PUBLIC_CHAIN_DUPLICATE',
    edits: [['42161', '8453']],
    at: ['8453', 1],
    path: 'checkpoints.publicChains[1].chainId',
  },
  {
    title: 'anchoring to the consortium itself',
    code: 'PUBLIC_CHAIN_DUPLICATE',
    edits: [['42161', '620620']],
    at: ['620620', 1],
    path: 'checkpoints.publicChains[1].chainId',
  },
  {
    title: 'a request timeout below two block periods',
    code: 'REQUEST_TIMEOUT_SHORT',
    edits: [['requestTimeoutSeconds: 4', 'requestTimeoutSeconds: 3']],
    at: ['3 # at least'],
    path: 'chain.requestTimeoutSeconds',
  },
  {
    title: 'a chamber nobody sits in',
    code: 'CHAMBER_EMPTY',
    edits: [
      ['regulators]', 'regulators, patients]'],
      ['      hospitals: {', '      patients: { quorum: 50%, majority: 50% }\n      hospitals: {'],
    ],
    at: ['patients'],
    path: 'chambers[3]',
  },
  {
    title: 'a member of an unknown chamber',
    code: 'CHAMBER_UNKNOWN',
    edits: [['chamber: manufacturers', 'chamber: manufacturer']],
    at: ['manufacturer\n'],
    path: 'members[3].chamber',
    whose: 'devices-alpha',
  },
  {
    title: 'a rule for an unknown chamber',
    code: 'CHAMBER_UNKNOWN',
    edits: [['      hospitals: {', '      hospital: { veto: false, quorum: 1%, majority: 50% }\n      hospitals: {']],
    at: ['hospital: {'],
    path: 'decisions.default.chambers.hospital',
  },
  {
    title: 'a chamber no rule names',
    code: 'CHAMBER_WITHOUT_RULE',
    edits: [['      manufacturers: { quorum: 50%, majority: 50% }\n', '']],
    at: ['manufacturers, regulators'],
    path: 'chambers[1]',
  },
  {
    title: 'a chamber only one class has a rule for',
    code: 'CHAMBER_WITHOUT_RULE',
    edits: [
      ['      manufacturers: { quorum: 50%, majority: 50% }\n', ''],
      ['admission: {', 'admission: { chambers: { manufacturers: { quorum: 50%, majority: 50% } },'],
    ],
    at: ['manufacturers, regulators'],
    path: 'chambers[1]',
  },
  {
    title: 'a part of the rule that nothing gives',
    code: 'RULE_INCOMPLETE',
    edits: [['    votingPeriod: 7d\n', '']],
    at: ['votingDelay: 1m'],
    path: 'decisions.default',
  },
  {
    title: 'a chamber without a majority',
    code: 'RULE_INCOMPLETE',
    edits: [['hospitals: { quorum: 50%, majority: 50% }', 'hospitals: { quorum: 50% }']],
    at: ['votingDelay: 1m'],
    path: 'decisions.default',
  },
  {
    title: 'more chambers needed than there are',
    code: 'CHAMBERS_NEEDED_TOO_MANY',
    edits: [['upgrade: { chambersNeeded: 3', 'upgrade: { chambersNeeded: 4']],
    at: ['4, timelock'],
    path: 'decisions.upgrade.chambersNeeded',
  },
  {
    title: 'an upgrade with fewer chambers than an admission',
    code: 'UPGRADE_WEAKER',
    edits: [['upgrade: { chambersNeeded: 3, ', 'upgrade: { ']],
    at: ['{ timelock: 7d'],
    path: 'decisions.upgrade',
  },
  {
    title: 'an upgrade that takes effect sooner than the rest',
    code: 'UPGRADE_WEAKER',
    edits: [['timelock: 7d', 'timelock: 1h']],
    at: ['{ chambersNeeded: 3, timelock: 1h'],
    path: 'decisions.upgrade',
  },
  {
    title: 'an upgrade that drops the veto',
    code: 'UPGRADE_WEAKER',
    edits: [['grace: 30d }', 'grace: 30d, chambers: { regulators: { veto: false } } }']],
    at: ['{ chambersNeeded: 3, timelock'],
    path: 'decisions.upgrade',
  },
  {
    title: 'an expulsion with a larger majority than an upgrade',
    code: 'UPGRADE_WEAKER',
    edits: [['admission: {', 'admission: { chambers: { hospitals: { majority: 66.66% } },']],
    at: ['{ chambersNeeded: 3, timelock'],
    path: 'decisions.upgrade',
  },
  {
    title: 'more signatures than members',
    code: 'THRESHOLD_TOO_HIGH',
    edits: [['threshold: 4', 'threshold: 7']],
    at: ['7\n  publicChains'],
    path: 'checkpoints.threshold',
  },
  {
    title: 'more signers of an emergency action than there are others',
    code: 'EMERGENCY_SIGNERS_TOO_MANY',
    edits: [['signers: 3', 'signers: 6']],
    at: ['6\n  lapse'],
    path: 'emergency.signers',
  },
  {
    title: 'an emergency action that lapses before a late quorum could have ratified it',
    code: 'EMERGENCY_LAPSE_SHORT',
    edits: [['lapse: 3d', 'lapse: 30h']],
    at: ['30h'],
    path: 'emergency.lapse',
  },
  {
    title: 'half of the members as threshold',
    code: 'THRESHOLD_TOO_LOW',
    edits: [['threshold: 4', 'threshold: 3']],
    at: ['3\n  publicChains'],
    path: 'checkpoints.threshold',
  },
  {
    title: 'a checkpoint every few blocks',
    code: 'CHECKPOINT_TOO_OFTEN',
    edits: [
      ['every: 1h', 'every: 10s'],
      ['blockPeriodSeconds: 2', 'blockPeriodSeconds: 3'],
      ['requestTimeoutSeconds: 4', 'requestTimeoutSeconds: 6'],
    ],
    at: ['10s'],
    path: 'checkpoints.every',
  },
  {
    title: 'a reassessment on the day of the founding',
    code: 'REASSESSMENT_TOO_EARLY',
    edits: [['2027-09-01', '2026-09-01']],
    at: ['2026-09-01', 1],
    path: 'privacy.reassessBy',
  },
]

describe('the rules of a description', () => {
  it.each(attacks)('refuse $title', ({ code, edits, at, path, whose }) => {
    const text = edited('six-members', ...edits)
    const problems = problemsOf(text)
    expect(problems).toEqual([expect.objectContaining({ code, ...placeOf(text, ...at), path })])
    expect(problems[0]?.whose).toBe(whose)
  })

  it('refuse three validators', () => {
    const text = edited('four-members', ['devices-beta-1, duty: validator', 'devices-beta-1, duty: observer'])
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({
        code: 'VALIDATORS_TOO_FEW',
        ...placeOf(text, '- { name: hospital-north'),
        path: 'members',
        found: '3 validators',
      }),
    ])
  })

  it('refuse one member with a quorum of validators, whatever the number of members', () => {
    const more = Array.from({ length: 10 }, (_, i) => `{ name: hospital-north-${i + 2}, duty: validator }`).join(', ')
    const text = edited('four-members', [
      'hospital-north-1, duty: validator }',
      `hospital-north-1, duty: validator }, ${more}`,
    ])
    const problems = problemsOf(text)
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'MEMBER_CAPTURES',
        ...placeOf(text, '[{ name: hospital-north-1'),
        whose: 'hospital-north',
      }),
    ])
  })

  it('leave a member alone that can halt the chain but not capture it', () => {
    const text = edited('four-members', [
      'hospital-north-1, duty: validator }',
      'hospital-north-1, duty: validator }, { name: hospital-north-2, duty: validator }',
    ])
    expect(problemsOf(text)).toEqual([])
  })

  it('suggest the chamber that was meant', () => {
    const text = edited('six-members', ['chamber: regulators', 'chamber: regulator'])
    expect(problemsOf(text)[0]?.expected).toContain('regulators?')
  })

  it('judge nothing by a list that is longer than any may be', () => {
    const names = Array.from({ length: 30_000 }, (_, i) => `c${i}`).join(', ')
    const members = Array.from({ length: 20_000 }, (_, i) => `{ chamber: x${i} }`).join(', ')
    const problems = problemsOf(`chambers: [${names}]\nmembers: [${members}]\n`)
    expect(problems.map(({ path }) => path)).toEqual(expect.arrayContaining(['chambers', 'members']))
    expect(problems.map(({ code }) => code)).not.toContain('CHAMBER_UNKNOWN')
  })
})
