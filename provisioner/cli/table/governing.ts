import type { Command } from '../command.ts'

const out = { flags: '--out <file>', says: 'where to write it' }

/** How members decide. */
export const governing: readonly Command[] = [
  {
    name: 'propose',
    says: 'put a decision to the vote: admit, add-node or replace-keys CARD; remove-node N; suspend, reinstate or expel M; amend fork, block-period or cancel; parameter threshold or cadence',
    takes: '<decision...>',
    options: [
      {
        flags: '--endpoints <file>',
        says: 'with admit: where the joiner’s nodes are reached, by its own record (CARD.endpoints.json)',
      },
      { flags: '--vote', says: 'and vote for it as soon as the vote opens' },
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
    options: [{ flags: '--text <file>', says: 'the proposer’s file; compared with the commitment on chain' }],
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
    ],
    example: 'quorate vote 1a2b3c4d for',
    load: () => import('../commands/vote.ts'),
  },
  {
    name: 'execute',
    says: 'carry out a proposal that passed: queue it, and execute it after its timelock',
    takes: '<id>',
    options: [{ flags: '--wait', says: 'wait for the end of the vote and of the timelock' }],
    example: 'quorate execute 1a2b3c4d',
    load: () => import('../commands/execute.ts'),
  },
]
