import type { Model } from './model.ts'
import { plotsOfAmendments } from './plots/amendments.ts'
import { plotsOfEmergencies } from './plots/emergencies.ts'
import { plotsOfLeases } from './plots/leases.ts'
import { plotsOfMembers } from './plots/members.ts'
import { plotsOfNodes } from './plots/nodes.ts'
import { type Opening, sceneOf } from './plots/scene.ts'
import { plotsOfVotes } from './plots/votes.ts'
import type { Step } from './steps.ts'

/** Histories that tell something only as a whole. What they lead to is for model and contracts to agree on. */
const all = {
  ...plotsOfVotes,
  ...plotsOfMembers,
  ...plotsOfNodes,
  ...plotsOfLeases,
  ...plotsOfEmergencies,
  ...plotsOfAmendments,
}

export type Plot = keyof typeof all
/** What single moves seldom come to by chance. */
export const plots = Object.keys(all) as Plot[]

export function* plotted(model: Model, plot: Plot, opening: Opening): Generator<Step> {
  const scene = sceneOf(model, opening)
  if (scene !== undefined) yield* all[plot](scene)
}
