import type { Command } from '../command.ts'

const out = { flags: '--out <file>', says: 'where to write it' }

/** How records are committed to, anchored and proven. */
export const proving: readonly Command[] = [
  {
    name: 'record',
    says: 'values in this member’s vault, committed to on chain: put FILE, list, show ID',
    takes: '<what...>',
    options: [{ flags: '--schema <name>', says: 'with put: what the values are (record/1)' }],
    example: 'quorate record put values.ndjson --schema infusion/1',
    load: () => import('../commands/record.ts'),
  },
  {
    name: 'checkpoint',
    says: 'this member’s next step towards a checkpoint: propose, agree or sign, whichever is due',
    example: 'quorate checkpoint',
    load: () => import('../commands/checkpoint.ts'),
  },
  {
    name: 'anchor',
    says: 'on every public chain: submit signed checkpoints; or deploy, fund, balance',
    takes: '[what]',
    options: [{ flags: '--patience <seconds>', says: 'wait so long for a block before offering a higher fee (60)' }],
    example: 'quorate anchor deploy',
    load: () => import('../commands/anchor.ts'),
  },
  {
    name: 'anchors',
    says: 'the newest anchored checkpoints on each public chain, whether it calls them final, and how old the last is',
    options: [
      { flags: '--last <n>', says: 'so many of each chain (10)' },
      { flags: '--all', says: 'every one' },
    ],
    example: 'quorate anchors --json',
    load: () => import('../commands/anchors.ts'),
  },
  {
    name: 'evidence',
    says: 'evidence of one record, that anyone can verify offline',
    takes: '<record>',
    options: [
      { flags: '--public', says: 'leave the value and its salt out' },
      { flags: '--history', says: 'prove too that the newest signed checkpoint goes on from this one' },
      out,
    ],
    example: 'quorate evidence 7d2c… --public --out record.evidence.json',
    load: () => import('../commands/evidence.ts'),
  },
  {
    name: 'verify',
    says: 'verify evidence, layer by layer; offline unless told otherwise',
    takes: '<file>',
    options: [
      { flags: '--lock <file>', says: 'the network’s lock: which network, and who signed for it first' },
      { flags: '--network <id>', says: 'the network’s id' },
      { flags: '--online', says: 'with --lock: ask public chains what the network’s anchor holds' },
      { flags: '--rpc <url...>', says: 'with --online: where to ask' },
    ],
    example: 'quorate verify record.evidence.json --lock lock.json',
    load: () => import('../commands/verify.ts'),
  },
]
