import { type Count, type Law, law } from './law.ts'
import type { ChamberRule } from './state.ts'

const cast = (count: Count) => count.for + count.against + count.abstain

/** Every number and comparison of governance, each bent a little: a model that nobody would notice to be wrong by reading. */
export const mutations: Readonly<Record<string, Partial<Law>>> = {
  'abstentions count for no quorum': {
    turnedOut: (count, { quorum }) => cast(count) > 0 && (count.for + count.against) * 10_000 >= quorum * count.size,
  },
  'a quorum has to be exceeded': {
    turnedOut: (count, { quorum }) => cast(count) > 0 && cast(count) * 10_000 > quorum * count.size,
  },
  'a chamber that cast nothing turned out': {
    turnedOut: (count, { quorum }) => cast(count) * 10_000 >= quorum * count.size,
  },
  'a quorum is of the votes, rounded down': {
    turnedOut: (count, { quorum }) => cast(count) > 0 && cast(count) >= Math.floor((quorum * count.size) / 10_000),
  },
  'a majority has only to be met': {
    agreed: (count, { majority }) => count.for > 0 && count.for * 10_000 >= majority * (count.for + count.against),
  },
  'abstentions count against': { agreed: (count, { majority }) => count.for * 10_000 > majority * cast(count) },
  'a tie is a veto': {
    vetoed: (count, { veto }: ChamberRule) => veto && count.against > 0 && count.against >= count.for,
  },
  'there is no veto': { vetoed: () => false },
  'a quorum is late in the last third': { lateShare: (period) => Math.floor(period / 3) },
  'no vote is extended': { lateShare: () => 0 },
  'the roll is the one at the proposal': { rollAt: ({ madeAt }) => madeAt },
  'the roll is the one a second before the snapshot': { rollAt: ({ snapshot }) => snapshot - 1 },
  'the last second of a vote is not of it': { isOpen: (now, deadline) => now < deadline },
  'a timelock is a second longer': { isDue: (now, eta) => now > eta },
  'there is no timelock': { isDue: () => true },
  'a grace is a second shorter': { isOver: (now, since, grace) => now >= since + grace },
  'nothing expires': { isOver: () => false },
  'a proposal is judged by the rule in force': { keepsItsRule: false },
  'a proposal is cancelled while it is voted on': { cancelledOnlyPending: false },
  'three validators are enough': { fewestValidators: 3 },
  'five validators are needed': { fewestValidators: 5 },
  'two thirds are rounded down': { confirmationsNeeded: (organisations) => Math.floor((2 * organisations) / 3) },
  'a majority confirms': { confirmationsNeeded: (organisations) => Math.floor(organisations / 2) + 1 },
  'who loses its last validator does not confirm': { leaverConfirms: false },
  'two changes go at once': { oneChangeInFlight: false },
  'a suspended member puts a node to its duty': { suspendedNodesActivate: true },
  'a suspended member votes': { suspendedVote: true },
  'a delegation lasts a second longer': { delegationIsOver: (time, until) => time > until },
  'a delegation never ends': { delegationIsOver: () => false },
  'a vote is delegated across chambers': { delegationStaysInChamber: false },
  'a reinstated member comes back with its delegation': { comesBackWithItsOwnVote: false },
  'a chamber may be emptied': { chambersStayPeopled: false },
  'a member leaves with its nodes': { leavesWithoutNodes: false },
  'a replaced key comes back': { retiredKeysStayRetired: false },
  'a card may be as old as the one before': { isLater: (issuedAt, last) => issuedAt >= last },
  'a card never expires': { isExpired: () => false },
  'a proof may be anybody’s': { proofsCount: false },
}

export function bent(mutation: Partial<Law>): Law {
  return { ...law, ...mutation }
}
