import type { Hex } from '../../../../network/hex.ts'
import { decided } from '../carrying.ts'
import { actingMembers, picked } from '../choices.ts'
import type { Model } from '../model.ts'
import type { Action, Member } from '../state.ts'
import type { Step } from '../steps.ts'
import { actionOf, type Subject } from '../subjects.ts'

/** Where a plot begins: with a member who can act, and a number for everything else that it chooses. */
export interface Scene {
  readonly model: Model
  readonly member: Member
  /** Its place among all members. */
  readonly place: number
  readonly n: number
  readonly nonce: () => Hex
  /** An action proposed, voted for by all, and carried out. */
  readonly decide: (action: Action) => Generator<Step>
  /** An action that is about the member, as things are now. */
  readonly about: (action: Action['kind'], flaw?: Subject['flaw'], extra?: number) => Action
}

export type Plot = (scene: Scene) => Generator<Step>

export interface Opening {
  readonly who: number
  readonly n: number
  readonly nonce: () => Hex
}

export function sceneOf(model: Model, { who, n, nonce }: Opening): Scene | undefined {
  const member = picked(actingMembers(model), who)
  if (member === undefined) return undefined
  const place = model.state.members.indexOf(member)
  return {
    model,
    member,
    place,
    n,
    nonce,
    decide: (action) => decided(model, action, nonce),
    about: (action, flaw = 'none', extra = n) => actionOf(model.state, { action, which: place, extra, flaw }),
  }
}
