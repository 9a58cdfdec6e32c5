import type { Command } from '../command.ts'

const rehearsal = { flags: '--rehearsal', says: 'weak keys, for a rehearsal; refused everywhere else' }
const out = { flags: '--out <file>', says: 'where to write it' }

/** How a consortium is founded, and how a member joins one. */
export const founding: readonly Command[] = [
  {
    name: 'demo',
    says: 'the whole story on this machine: six members found a network, and vote a seventh in; below --home where that is given, an empty folder, else among temporary files',
    options: [{ flags: '--keep', says: 'leave the network running at the end, and its folder' }],
    example: 'quorate demo',
    load: () => import('../commands/demo.ts'),
  },
  {
    name: 'init',
    says: 'make one member’s home and keys',
    takes: '<member>',
    options: [
      { flags: '--spec <file>', says: 'the description of the consortium to found' },
      { flags: '--from <file>', says: 'the directory, or the lock, of the network to join' },
      { flags: '--expect <id>', says: 'with --from: its network id or anchor, as another way told; refuse any other' },
      { flags: '--public-rpc <name=url...>', says: 'with --from: look the network’s anchor up on a public chain' },
      { flags: '--chamber <name>', says: 'with --from: the chamber to join' },
      { flags: '--node <name:duty...>', says: 'with --from: a node, e.g. acme-1:validator' },
      {
        flags: '--hsm <node=file...>',
        says: 'a node whose key an HSM made: its public key, as the token’s tools give it',
      },
      { flags: '--again', says: 'with --from: new keys for a member that lost its own; the others vote them in' },
      rehearsal,
    ],
    example: 'quorate init hospital-north --spec consortium.yaml --home ./hospital-north',
    load: () => import('../commands/init.ts'),
  },
  {
    name: 'card',
    says: 'the member’s signed public card, with a proof of possession by every key',
    options: [
      out,
      { flags: '--renew', says: 'make a new card in place of the kept one' },
      { flags: '--keys', says: 'without nodes: for `propose replace-keys`, when keys were lost or are rotated' },
      {
        flags: '--officer <address>',
        says: 'an officer whose key is elsewhere: a hardware wallet, or an ERC-1271 contract',
      },
      { flags: '--officer-proof <file>', says: 'with --officer: its signature over what the first run wrote' },
      {
        flags: '--node-proof <node=file...>',
        says: 'nodes whose keys are in an HSM: the token’s signature of card.digest',
      },
      { flags: '--days <n>', says: 'how long it holds (90, at most 365)' },
      { flags: '--set <node=host:port...>', says: 'where a node is reached: a record of its own, beside the card' },
    ],
    example: 'quorate card --set hospital-east-1=203.0.113.9:30303 --out hospital-east.json',
    load: () => import('../commands/card.ts'),
  },
  {
    name: 'endpoints',
    says: 'where the member’s nodes are reached now, signed by the member alone',
    options: [{ flags: '--set <node=host:port...>', says: 'a node’s address' }, out],
    example: 'quorate endpoints --set hospital-north-1=203.0.113.7:30303 --out endpoints.json',
    load: () => import('../commands/endpoints.ts'),
  },
  {
    name: 'check',
    says: 'check descriptions, cards, endpoints, foundings, approvals, locks, evidence and upgrades; who could halt or capture the chain',
    takes: '<files...>',
    example: 'quorate check consortium.yaml cards/*.json',
    load: () => import('../commands/check.ts'),
  },
  {
    name: 'found',
    says: 'derive the whole network, genesis and its block hash',
    options: [
      { flags: '--spec <file>', says: 'the description' },
      { flags: '--cards <dir>', says: 'the folder of the members’ cards' },
      out,
      rehearsal,
    ],
    example: 'quorate found --spec consortium.yaml --cards cards --out founding.json',
    load: () => import('../commands/found.ts'),
  },
  {
    name: 'approve',
    says: 'derive the founding again, compare, and sign it',
    takes: '<founding>',
    options: [{ flags: '--expect <networkId>', says: 'refuse any other network' }, out],
    example: 'quorate approve founding.json --expect 0x5078… --out approvals/hospital-north.json',
    load: () => import('../commands/approve.ts'),
  },
  {
    name: 'seal',
    says: 'the lock: the founding with every founder’s approval',
    takes: '<founding> [approvals...]',
    options: [out, { flags: '--missing', says: 'only list who has not signed' }],
    example: 'quorate seal founding.json approvals/*.json --out lock.json',
    load: () => import('../commands/seal.ts'),
  },
]
