import { type Count, type Law, law } from './law.ts'
import type { ChamberRule } from './state.ts'

const cast = (count: Count) => count.for + count.against + count.abstain

const ofVoting: Readonly<Record<string, Partial<Law>>> = {
  'abstentions count for no quorum': {
    turnedOut: (count, { quorum }) => (count.for + count.against) * 10_000 >= quorum * count.size,
  },
  'a quorum has to be exceeded': {
    turnedOut: (count, { quorum }) => cast(count) * 10_000 > quorum * count.size,
  },
  'a quorum is of the votes, rounded down': {
    turnedOut: (count, { quorum }) => cast(count) >= Math.floor((quorum * count.size) / 10_000),
  },
  'a majority has only to be met': {
    agreed: (count, { majority }) => count.for > 0 && count.for * 10_000 >= majority * (count.for + count.against),
  },
  'abstentions count against': { agreed: (count, { majority }) => count.for * 10_000 > majority * cast(count) },
  'a tie is a veto': {
    vetoed: (count, { veto }: ChamberRule) => veto && count.against > 0 && count.against >= count.for,
  },
  'there is no veto': { vetoed: () => false },
  'any chambers replace a member’s keys': { ownChamberIsAsked: () => false },
  'a member alone in its chamber needs itself for new keys': { ownChamberIsAsked: () => true },
  'who is suspended is nobody of its chamber': {
    ownChamberIsAsked: (others) => others.some(({ status }) => status === 'active'),
  },
  'the rule of keys is changed like any other': { everyChamberIsAsked: false },
  'keys of two members are replaced at once': { keysChangeOneByOne: false },
  'a vote is extended once': { extendsAgain: false },
  'a vote is late in the last third': { lateShare: (period) => Math.floor(period / 3) },
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
  'a suspended member votes': { suspendedVote: true },
  'a delegation lasts a second longer': { delegationIsOver: (time, until) => time > until },
  'a delegation never ends': { delegationIsOver: () => false },
  'a vote is delegated across chambers': { delegationStaysInChamber: false },
  'a reinstated member comes back with its delegation': { comesBackWithItsOwnVote: false },
}

const ofSignedVotes: Readonly<Record<string, Partial<Law>>> = {
  'a signed vote counts whoever signed it': { votesAreSignedByVoters: false },
  'a vote signed for one proposal counts for another': { votesNameTheProposal: false },
  'a vote signed one way counts another way': { votesNameTheChoice: false },
  'a vote signed for another network counts': { votesNameTheFounding: false },
  'a signed vote counts with any number': { votesNameTheirNumber: false },
  'a vote that counts leaves its number to be used again': { countedVotesUseTheirNumber: false },
  'a vote that is refused uses its number up': { refusedVotesUseTheirNumber: true },
  'a key that was replaced votes by signature': { replacedKeysVote: true },
}

const ofMembership: Readonly<Record<string, Partial<Law>>> = {
  'a chamber may be emptied': { chambersStayPeopled: false },
  'a member leaves with its nodes': { leavesWithoutNodes: false },
  'a replaced key comes back': { retiredKeysStayRetired: false },
  'a card may be as old as the one before': { isLater: (issuedAt, last) => issuedAt >= last },
  'a card never expires': { isExpired: () => false },
  'a proof may be anybody’s': { proofsCount: false },
  'a delegation outlives the key that made it': { newOfficersVoteThemselves: false },
}

const ofValidators: Readonly<Record<string, Partial<Law>>> = {
  'three validators are enough': { fewestValidators: 3 },
  'five validators are needed': { fewestValidators: 5 },
  'two thirds are rounded down': { confirmationsNeeded: (organisations) => Math.floor((2 * organisations) / 3) },
  'a majority confirms': { confirmationsNeeded: (organisations) => Math.floor(organisations / 2) + 1 },
  'who loses its last validator does not confirm': { leaverConfirms: false },
  'two changes go at once': { oneChangeInFlight: false },
  'a suspended member puts a node to its duty': { suspendedNodesActivate: true },
  'an active member’s validator is stood down': { stoodDownAreSuspended: false },
  'a barred member’s validator is stood down': { barredStandDown: true },
  'what is stood down is gone for good': { stoodDownComeBack: false },
  'a validator is stood down though too few can confirm it': { standingDownWaitsForConfirmers: false },
  'what is being stood down is retired meanwhile': { retiringWaitsForStandingDown: false },
}

const ofLeases: Readonly<Record<string, Partial<Law>>> = {
  'a lease may be a second too long': { longestLease: law.longestLease + 1 },
  'a lease is renewed for ever': { longestLeaseInAll: Number.MAX_SAFE_INTEGER },
  'a renewed lease is a new one': { renewedLeasesAreOld: false },
  'a lease runs a second longer': { leaseIsOver: (now, until) => now > until },
  'the same member takes the next lease at once': { restOfLeases: 0 },
  'a lease rests a second longer': { restOfLeases: law.restOfLeases + 1 },
  'two are down at once': { oneLease: false },
  'one goes down while the validators change': { leasesWaitForChanges: false },
  'the validators change while one is down': { changesWaitForLeases: false },
  'a suspended member keeps its lease': { suspensionEndsLeases: false },
  'a lease comes back with its member': { endedLeasesStayEnded: false },
  'a validator is taken down by another member': { leasesAreOfOwnNodes: false },
  'an observer is leased': { leasesAreOfValidators: false },
  'a lease is given back by another member': { leasesAreGivenBackByHolders: false },
}

const ofTheCouncil: Readonly<Record<string, Partial<Law>>> = {
  'one member may be enough': {
    settingsAreSound: ({ signers, lapse, rest }) => signers > 0 && lapse > 0 && rest > 0,
  },
  'an emergency may last no time': { settingsAreSound: ({ signers, rest }) => signers >= 2 && rest > 0 },
  'a member may have no rest': { settingsAreSound: ({ signers, lapse }) => signers >= 2 && lapse > 0 },
  'one signer fewer is enough': { signersNeeded: (asked) => asked - 1 },
  'signers of one chamber are enough': { chambersThatSign: 1 },
  'signers of all chambers are needed': { chambersThatSign: 3 },
  'who it is about signs': { concernedSign: true },
  'who may not act signs': { suspendedSign: true },
  'a key that was replaced signs': { replacedKeysSign: true },
  'a signature is good for another action': { signaturesNameTheAction: false },
  'a signature is good in another network': { signaturesNameTheFounding: false },
  'an action is brought twice': { actionsAreNumbered: false },
  'an action is brought a second too late': { isBroughtTooLate: (now, notAfter) => now > notAfter + 1 },
  'the last second of an action is not of it': { isBroughtTooLate: (now, notAfter) => now >= notAfter },
  'two are barred at once': { oneActionAtATime: false },
  'an emergency lasts a second longer': { hasLapsed: (now, until) => now > until },
  'an emergency never ends by itself': { hasLapsed: () => false },
  'the same member is barred again at once': { rests: () => false },
  'a member rests a second longer': { rests: (now, until) => now <= until },
  'the last of a chamber is barred': { barsLeaveSomebody: false },
  'who is barred is enough of a chamber': { barredAreLeft: true },
  'who is barred leaves the roll': { barredCount: () => false },
  'who is barred counts where that is decided': { barredCount: () => true },
  'who is barred votes': { barredVote: true },
  'who is barred holds others’ votes': { barredHold: true },
  'what a barred member gave away is used': { barredGive: true },
  'who is barred gets no new keys': { barredRenew: false },
  'a decision does not end an emergency': { decisionsEndIt: false },
  'who was barred comes back without its delegation': { barredKeepWhatTheyChose: false },
  'an emergency that is over is ratified': { ratifiedWhileItRuns: false },
  'one action is ratified by a decision on another': { ratifiedByNumber: false },
  'a ratified emergency ends': { ratifiedForGood: false },
  'an emergency that runs is booked as over': { bookedWhenOver: false },
}

const ofAmendments: Readonly<Record<string, Partial<Law>>> = {
  'an amendment is an upgrade': { classOfAmendments: 'upgrade' },
  'an amendment begins a second too soon': { lead: law.lead - 1 },
  'an amendment begins a second later': { lead: law.lead + 1 },
  'an amendment may be as far as one likes': { furthest: Number.MAX_SAFE_INTEGER },
  'amendments are in any order': { follows: () => true },
  'two amendments begin at once': { follows: (beginsAt, last) => beginsAt >= last },
  'what was cancelled keeps its place': { cancelledKeepTheirPlace: true },
  'a fork begins twice': { forksBeginOnce: false },
  'a fork that was cancelled never comes again': { cancelledForksComeAgain: false },
  'blocks are more than a minute apart': { longestPeriod: law.longestPeriod + 1 },
  'what has begun is cancelled': { cancelledInTime: false },
  'an amendment is cancelled twice': { cancelledOnce: false },
}

/** Every number and comparison of governance, each bent a little: a model that nobody would notice to be wrong by reading. */
export const mutations: Readonly<Record<string, Partial<Law>>> = {
  ...ofVoting,
  ...ofSignedVotes,
  ...ofMembership,
  ...ofValidators,
  ...ofLeases,
  ...ofTheCouncil,
  ...ofAmendments,
}

export function bent(mutation: Partial<Law>): Law {
  return { ...law, ...mutation }
}
