import { describe, expect, it } from '@jest/globals'
import { parseMemberOptions } from '../../../network/consortium/member-options/parse-member-options.ts'
import { unknownEndpoints } from '../../../network/consortium/member-options/unknown-endpoints.ts'
import { unknownNodes } from '../../../network/consortium/member-options/unknown-nodes.ts'
import { type ProblemCode, problemCodes } from '../../../network/consortium/problem-codes.ts'
import { codesOf, consortiumOf, edited, exampleText } from './example.ts'

const six = (from: string, to: string) => codesOf(edited('six-members', [from, to]))
const four = (from: string, to: string) => codesOf(edited('four-members', [from, to]))

function option(line: string): string[] {
  const reading = parseMemberOptions(`format: quorate/member/1\ntarget: docker\n${line}\n`, 'member.yaml')
  if (!reading.ok) return reading.problems.map(({ code }) => code)
  const consortium = consortiumOf(exampleText('four-members'))
  const nodes = consortium.members.flatMap(({ nodes }) => nodes.map(({ name }) => name))
  const strange = [
    ...unknownEndpoints(reading.options, consortium, 'member.yaml'),
    ...unknownNodes(reading.options, nodes),
  ]
  return strange.map(({ code }) => code)
}

function inCluster(line: string): string[] {
  const reading = parseMemberOptions(`format: quorate/member/1\ntarget: kubernetes\n${line}\n`, 'member.yaml')
  return reading.ok ? [] : reading.problems.map(({ code }) => code)
}

const validators = Array.from({ length: 9 }, (_, i) => `{ name: more-${i}, duty: validator }`).join(', ')

/** The smallest thing that provokes each code. */
const provoked: { readonly [Code in ProblemCode]: () => readonly string[] } = {
  FILE_TOO_LARGE: () => codesOf('#'.repeat(2_000_000)),
  FILE_EMPTY: () => codesOf(''),
  YAML_INVALID: () => codesOf('a: [1'),
  YAML_TOO_DEEP: () => codesOf('['.repeat(40)),
  YAML_MANY_DOCUMENTS: () => codesOf(`${exampleText('four-members')}---\na: 1\n`),
  YAML_DUPLICATE_KEY: () => four('chainId: 620604', 'chainId: 620604\nchainId: 1'),
  YAML_ALIAS: () => four('name: four-members', 'name: &name four-members'),
  YAML_TAG: () => four('chainId: 620604', 'chainId: !!int 620604'),
  YAML_DIRECTIVE: () => codesOf(`%YAML 1.2\n---\n${exampleText('four-members')}`),
  YAML_KEY_INVALID: () => four('chainId: 620604', 'chainId: 620604\n__proto__: { chainId: 1 }'),
  TOO_MANY_PROBLEMS: () => codesOf(Array.from({ length: 120 }, (_, i) => `f${i}: 1`).join('\n')),
  FIELD_UNKNOWN: () => four('chainId: 620604', 'chainId: 620604\nchain_id: 1'),
  FIELD_MISSING: () => four('chainId: 620604\n', ''),
  FIELD_INVALID: () => four('chainId: 620604', 'chainId: many'),
  NUMBER_IN_HEX: () => four('chainId: 620604', 'chainId: 0x1'),
  NAME_DUPLICATE: () => four('name: devices-beta,', 'name: devices-alpha,'),
  CHAIN_ID_TAKEN: () => four('chainId: 620604', 'chainId: 1'),
  PUBLIC_CHAIN_DUPLICATE: () => four('chainId: 8453', 'chainId: 620604'),
  REQUEST_TIMEOUT_SHORT: () => six('requestTimeoutSeconds: 4', 'requestTimeoutSeconds: 3'),
  VALIDATORS_TOO_FEW: () => four('duty: validator', 'duty: observer'),
  MEMBER_CAPTURES: () => four('duty: validator }', `duty: validator }, ${validators}`),
  CHAMBER_UNKNOWN: () => four('chamber: hospitals', 'chamber: clinics'),
  CHAMBER_EMPTY: () => six('chamber: regulators', 'chamber: hospitals'),
  CHAMBER_WITHOUT_RULE: () => four('      hospitals: { quorum: 50%, majority: 50% }\n', ''),
  RULE_INCOMPLETE: () => four('    timelock: 1d\n', ''),
  CHAMBERS_NEEDED_TOO_MANY: () => four('chambersNeeded: 2', 'chambersNeeded: 3'),
  UPGRADE_WEAKER: () => six('upgrade: { chambersNeeded: 3', 'upgrade: { chambersNeeded: 2'),
  THRESHOLD_TOO_HIGH: () => four('threshold: 3', 'threshold: 5'),
  THRESHOLD_TOO_LOW: () => four('threshold: 3', 'threshold: 2'),
  CHECKPOINT_TOO_OFTEN: () =>
    codesOf(
      edited(
        'four-members',
        ['every: 1h', 'every: 10s'],
        ['chambers: [', 'chain: { blockPeriodSeconds: 3 }\nchambers: ['],
      ),
    ),
  EMERGENCY_SIGNERS_TOO_MANY: () => six('signers: 3', 'signers: 6'),
  EMERGENCY_LAPSE_SHORT: () => six('lapse: 3d', 'lapse: 1d'),
  REASSESSMENT_TOO_EARLY: () => four('reassessBy: 2027', 'reassessBy: 2026'),
  ENDPOINT_INSECURE: () => option('publicChains: { base: ["http://rpc.example/"] }'),
  ENDPOINT_UNKNOWN: () => option('publicChains: { bass: ["https://rpc.example/"] }'),
  NODE_STRANGE: () => option('kubernetes: { byNode: { nobody: { annotations: { a: b } } } }'),
  PORTS_OVERLAP: () => option('p2pPort: 8546'),
  HSM_PIN_ABSENT: () => option('hsm: { north-1: { module: m, config: c, alias: a } }'),
  HSM_PLUGINS_ELSEWHERE: () =>
    inCluster('hsm: { north-1: { module: m, config: c, alias: a, pinSecret: s, plugins: /p1 } }'),
  METRICS_UNREAD: () => inCluster('kubernetes: { monitoring: { prometheusRule: { enabled: true } } }'),
  SECRET_IN_FILE: () => option('publicChains: { base: ["https://u:p@rpc.example/"] }'),
}

describe('problem codes', () => {
  it.each(Object.entries(provoked))('%s comes alone when it is provoked', (code, codes) => {
    if (code === 'TOO_MANY_PROBLEMS') expect(codes().at(-1)).toBe(code)
    else expect(codes()).toEqual([code])
  })

  it('are each explained in one sentence', () => {
    for (const [code, sentence] of Object.entries(problemCodes)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
      expect(sentence).toMatch(/^[A-Z`].*\.$/)
    }
  })
})
