import type { z } from 'zod'
import { defaultRequestTimeout } from './chain-defaults.ts'
import { decisionClasses } from './decision-class.ts'
import { descriptionSchema, type WrittenRule } from './description.ts'
import type { Draft, DraftMember, DraftRule } from './draft.ts'
import { limits } from './limits.ts'
import { mergedDecisions } from './merged-decisions.ts'

const shape = descriptionSchema.shape
const chainShape = shape.chain.unwrap().shape
const memberShape = shape.members.element.shape
const nodeShape = memberShape.nodes.element.shape
const emergencyShape = shape.emergency.unwrap().shape
const publicChainShape = shape.checkpoints.shape.publicChains.element.shape

/** @param value what stands in the file, of any form. */
export function draftOfDescription(value: unknown): Draft {
  const fields = entries(value)
  const chain = fields.chain === undefined ? {} : entries(fields.chain)
  const checkpoints = entries(fields.checkpoints)
  const blockPeriodSeconds = read(chainShape.blockPeriodSeconds, chain.blockPeriodSeconds)
  return {
    chainId: read(shape.chainId, fields.chainId),
    foundedAt: read(shape.foundedAt, fields.foundedAt),
    blockPeriodSeconds,
    requestTimeoutSeconds: requestTimeout(chain.requestTimeoutSeconds, blockPeriodSeconds),
    chambers: items(fields.chambers, limits.chambers)?.map((item) => read(shape.chambers.element, item)),
    members: items(fields.members, limits.members)?.map(member),
    ...decisions(fields.decisions),
    everySeconds: read(shape.checkpoints.shape.every, checkpoints.every),
    threshold: read(shape.checkpoints.shape.threshold, checkpoints.threshold),
    publicChains: (items(checkpoints.publicChains, limits.publicChains) ?? []).map(entries).map((each) => ({
      name: read(publicChainShape.name, each.name),
      chainId: read(publicChainShape.chainId, each.chainId),
    })),
    ...emergency(fields.emergency),
    reassessBy: read(shape.privacy.shape.reassessBy, entries(fields.privacy).reassessBy),
  }
}

/** What is left out follows from what is judged elsewhere. */
function emergency(value: unknown): Pick<Draft, 'signers' | 'lapse'> {
  const { signers, lapse } = entries(value)
  return { signers: read(emergencyShape.signers, signers), lapse: read(emergencyShape.lapse, lapse) }
}

function member(value: unknown): DraftMember {
  const fields = entries(value)
  return {
    name: read(memberShape.name, fields.name),
    chamber: read(memberShape.chamber, fields.chamber),
    nodes: items(fields.nodes, limits.nodes)
      ?.map(entries)
      .map((node) => ({ name: read(nodeShape.name, node.name), duty: read(nodeShape.duty, node.duty) })),
  }
}

function decisions(value: unknown): Pick<Draft, 'decisions' | 'chambersNamed'> {
  const classes = Object.entries(entries(value))
  const chambersNamed = classes.flatMap(([name, rule]) =>
    Object.keys(entries(entries(rule).chambers)).map((chamber) => ({
      chamber,
      path: ['decisions', name, 'chambers', chamber],
    })),
  )
  const written = read(shape.decisions, value)
  if (written === undefined) return { decisions: undefined, chambersNamed }
  const merged = mergedDecisions(written)
  return { decisions: new Map(decisionClasses.map((name) => [name, draftRule(merged[name])])), chambersNamed }
}

function draftRule({ chambers = {}, ...rule }: WrittenRule): DraftRule {
  const chamberRules = Object.entries(chambers).map(
    ([name, { quorum, majority, veto = false }]) => [name, { quorum, majority, veto }] as const,
  )
  const { votingDelay, votingPeriod, timelock, grace, chambersNeeded } = rule
  return { votingDelay, votingPeriod, timelock, grace, chambersNeeded, chambers: new Map(chamberRules) }
}

function requestTimeout(written: unknown, blockPeriodSeconds: number | undefined): number | undefined {
  if (written !== undefined) return read(chainShape.requestTimeoutSeconds, written)
  return blockPeriodSeconds === undefined ? undefined : defaultRequestTimeout(blockPeriodSeconds)
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | undefined {
  return schema.safeParse(value).data
}

/** Longer lists are the schema's business; rules that compare everything with everything never see them. */
function items(value: unknown, { max }: { readonly max: number }): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length <= max ? value : undefined
}

function entries(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
