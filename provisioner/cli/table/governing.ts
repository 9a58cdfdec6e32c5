import type { Command } from '../command.ts'
import { offline } from './offline.ts'

const out = { flags: '--out <file>', says: 'where to write it' }

const removing = [
  { flags: '--text <text>', says: 'why; on chain stands only a salted commitment to it' },
  { flags: '--wait', says: 'go on until it is done' },
  { ...offline, says: `${offline.says}; run again, it gives the next` },
]

/** How members decide. */
export const governing: readonly Command[] = [
  {
    name: 'propose',
    says: 'put a decision to the vote: admit, add-node or replace-keys CARD; remove-node or settle-change N; suspend, reinstate, expel or ratify M; amend fork, block-period or cancel; parameter threshold M, cadence T or emergency FILE; rule CLASS FILE; offer-fleet FLEET MEMBER; upgrade CONTRACT SOURCES FILE [BASE]',
    takes: '<decision...>',
    options: [
      {
        flags: '--endpoints <file>',
        says: 'with admit: where the joiner’s nodes are reached, by its own record (CARD.endpoints.json)',
      },
      { flags: '--vote', says: 'and vote for it as soon as the vote opens' },
      { flags: '--code', says: 'with upgrade: put the new code on chain and write its file, and propose nothing yet' },
      offline,
      { flags: '--text <text>', says: 'why; on chain stands only a salted commitment to it' },
      out,
    ],
    example: 'quorate propose admit hospital-east.json --vote --text "agreed on 2 September"',
    load: () => import('../commands/propose.ts'),
  },
  {
    name: 'proposals',
    says: 'every proposal, and where it stands',
    example: 'quorate proposals',
    load: () => import('../commands/proposals.ts'),
  },
  {
    name: 'show',
    says: 'one proposal: what it will do, in words and as decoded calls, and how the vote stands',
    takes: '<id>',
    options: [
      {
        flags: '--text <file>',
        says: 'the proposer’s file, or that of a vote’s reason; compared with the commitment on chain',
      },
      {
        flags: '--upgrade <file>',
        says: 'an upgrade’s file: compiled again and held against what the proposal installs',
      },
      { flags: '--simulate', says: 'what carrying it out would change, by running it on a copy of the present state' },
    ],
    example: 'quorate show 1a2b3c4d',
    load: () => import('../commands/show.ts'),
  },
  {
    name: 'vote',
    says: 'cast this member’s vote: for, against or abstain',
    takes: '<id> <choice>',
    options: [
      { flags: '--reason <text>', says: 'kept in the home; on chain stands only a salted commitment to it' },
      { flags: '--wait', says: 'wait for the vote to open' },
      offline,
    ],
    example: 'quorate vote 1a2b3c4d for',
    load: () => import('../commands/vote.ts'),
  },
  {
    name: 'execute',
    says: 'carry out a proposal that passed: queue it, and execute it after its timelock',
    takes: '<id>',
    options: [{ flags: '--wait', says: 'wait for the end of the vote and of the timelock' }, offline],
    example: 'quorate execute 1a2b3c4d',
    load: () => import('../commands/execute.ts'),
  },
  {
    name: 'cancel',
    says: 'take this member’s own proposal back, before its vote opens',
    takes: '<id>',
    options: [offline],
    example: 'quorate cancel 1a2b3c4d',
    load: () => import('../commands/cancel.ts'),
  },
  {
    name: 'remove',
    says: 'this member’s part in removing one: propose, vote, carry on, hand over; every member runs the same, and again',
    takes: '<member>',
    options: removing,
    example: 'quorate remove hospital-west --text "no longer operates"',
    load: () => import('../commands/remove.ts'),
  },
  {
    name: 'leave',
    says: 'this member leaves: nodes voted out, then the membership ended, then the signer set handed over',
    options: removing,
    example: 'quorate leave',
    load: () => import('../commands/leave.ts'),
  },
  {
    name: 'sign',
    says: 'sign what --offline prepared, on a machine that needs no network',
    takes: '<file>',
    options: [out],
    example: 'quorate sign vote.json --home /media/officer/home',
    load: () => import('../commands/sign.ts'),
  },
  {
    name: 'send',
    says: 'send what --offline prepared and another machine, or tool, signed: that and nothing else',
    takes: '<file>',
    options: [{ flags: '--signed <files...>', says: 'raw signed transactions of an ordinary tool, in order' }],
    example: 'quorate send vote.signed.json',
    load: () => import('../commands/send.ts'),
  },
  {
    name: 'log',
    says: 'every action of governance from the founding on; --verify replays them and compares with what the contracts say',
    options: [
      {
        flags: '--verify',
        says: 'hold the entries against the chain’s head, and what they make against the contracts',
      },
      { flags: '--expect <head>', says: 'the head that another member sees: it has to be one of this log’s' },
      { flags: '--from <file>', says: 'verify this copy instead of what the node gives' },
      { flags: '--lock <file>', says: 'with --rpc, in place of a home: which network' },
      { flags: '--rpc <url>', says: 'with --lock: a node of it' },
      { flags: '--out <file>', says: 'where to write a copy' },
    ],
    example: 'quorate log --verify',
    load: () => import('../commands/log.ts'),
  },
  {
    name: 'delegate',
    says: 'give this member’s vote to another one of its chamber, for a while or until it is taken back',
    takes: '[member]',
    options: [
      { flags: '--until <moment>', says: 'when it ends, such as 2026-12-31T00:00:00Z' },
      { flags: '--for <duration>', says: 'how long it lasts, such as 30d' },
      { flags: '--back', says: 'take the vote back' },
      offline,
    ],
    example: 'quorate delegate hospital-south --for 30d',
    load: () => import('../commands/delegate.ts'),
  },
  {
    name: 'emergency',
    says: 'what a few members do at once: suspend M drafts it, sign ACTION, submit ACTION SIGNATURE…; lapse books its end',
    takes: '<step...>',
    options: [
      { flags: '--for <duration>', says: 'with suspend: how long it may take to be signed and brought; a day' },
      { flags: '--to-sign <file>', says: 'with sign: write what an officer elsewhere signs; needs no key' },
      {
        flags: '--officer-proof <file>',
        says: 'with sign: its signature of that, or what its ERC-1271 contract takes for one; needs no key',
      },
      out,
      offline,
    ],
    example: 'quorate emergency suspend hospital-west --out action.json',
    load: () => import('../commands/emergency.ts'),
  },
]
