import type { ParamType } from 'ethers'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import type { Hex } from '../../../network/hex.ts'
import type { PlayedChain, View } from './chain.ts'
import { expected, type Value } from './expected.ts'
import type { Law } from './law.ts'
import type { Model } from './model.ts'
import type { Move } from './moves.ts'
import { stepsOf } from './played.ts'
import type { State } from './state.ts'
import { attempt, type Step } from './steps.ts'
import { storyOf } from './story.ts'
import { transactionOf } from './transactions.ts'

/** A history in which model and contracts part, told step by step. */
export class Parting extends Error {}

/** What histories did, so that a test can tell whether they got anywhere. */
export interface Tally {
  steps: number
  readonly done: Record<string, number>
  readonly refused: Record<string, number>
}

export interface World {
  readonly chain: PlayedChain
  readonly initial: State
}

/** Plays a history on the contracts and on the model at once, and compares everything after each step. */
export async function play({ chain, initial }: World, law: Law, moves: readonly Move[], tally: Tally): Promise<void> {
  const model: Model = { state: structuredClone(initial), law }
  const told: string[] = []
  const nonce = counter()
  await chain.begin(initial.now)
  try {
    await compare(chain, model, told)
    for (const move of moves) {
      for (const step of stepsOf(model, move, nonce)) {
        told.push(storyOf(model.state, step))
        await take(chain, model, step, { told, tally })
        await compare(chain, model, told)
      }
    }
  } finally {
    await chain.end()
  }
}

async function take(chain: PlayedChain, model: Model, step: Step, { told, tally }: { told: string[]; tally: Tally }) {
  const transaction = step.kind === 'wait' ? undefined : transactionOf(model.state, step)
  const reasons = attempt(model, step)
  tally.steps += 1
  if (step.kind === 'wait') return chain.waitUntil(step.until)
  if (transaction === undefined) return
  const found = await chain.send(step.by, transaction.to, transaction.data)
  told.push(`   ${found === undefined ? 'done' : `refused: ${found}`}`)
  const agrees = reasons.length === 0 ? found === undefined : found !== undefined && reasons.includes(found)
  if (!agrees)
    throw parting(told, `the model ${reasons.length === 0 ? 'has it done' : `refuses it: ${reasons.join(' or ')}`}`)
  if (found === undefined) count(tally.done, nameOf(step, model.state))
  else count(tally.refused, found)
}

async function compare(chain: PlayedChain, model: Model, told: readonly string[]): Promise<void> {
  for (const { view, value } of expected(model)) {
    const found = decoded(view, await chain.view(view))
    const wanted = JSON.stringify(unwrapped(view, value))
    if (found === wanted) continue
    throw parting(
      told,
      `${view.contract}.${view.name}(${view.given.join()}) is\n  ${found}, the model has\n  ${wanted}`,
    )
  }
}

function parting(told: readonly string[], what: string): Parting {
  return new Parting(`model and contracts part.\n${told.join('\n')}\n${what}`)
}

interface Outputs {
  readonly decoded: Map<Hex, string>
  readonly types: readonly ParamType[]
}

const outputs = new Map<string, Outputs>()

/** A view's outputs as JSON. What was decoded once is remembered: most answers repeat. */
function decoded({ contract, name }: View, returned: Hex): string {
  const { decoded, types } = outputsOf(contract, name)
  const before = decoded.get(returned)
  if (before !== undefined) return before
  const result = interfaceOf(contract).decodeFunctionResult(name, returned)
  const text = JSON.stringify(types.map((type, i) => normal(type, result[i])))
  decoded.set(returned, text)
  return text
}

/** A single output stands in no list in the model. */
function unwrapped({ contract, name }: View, value: Value): Value {
  return outputsOf(contract, name).types.length === 1 ? [value] : value
}

function outputsOf(contract: View['contract'], name: string): Outputs {
  const key = `${contract}.${name}`
  const known = outputs.get(key) ?? {
    decoded: new Map<Hex, string>(),
    types: interfaceOf(contract).getFunction(name)?.outputs ?? [],
  }
  outputs.set(key, known)
  return known
}

function normal(type: ParamType, value: unknown): Value {
  if (type.arrayChildren !== null) {
    const child = type.arrayChildren
    return [...(value as Iterable<unknown>)].map((item) => normal(child, item))
  }
  if (type.components !== null) return type.components.map((part, i) => normal(part, (value as readonly unknown[])[i]))
  return typeof value === 'boolean' ? value : String(value).toLowerCase()
}

function nameOf(step: Step, { proposals }: State): string {
  if (step.kind !== 'execute') return step.kind
  return `execute ${proposals[step.proposal]?.actions.map(({ kind }) => kind).join(' and ')}`
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

/** Descriptions, each another. */
export function counter(): () => Hex {
  let made = 0
  return () => `0x${(++made).toString(16).padStart(64, '0')}`
}
