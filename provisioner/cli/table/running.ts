import type { Command } from '../command.ts'

const out = { flags: '--out <file>', says: 'where to write it' }
const target = { flags: '--target <target>', says: 'where nodes run: embedded, process, docker or kubernetes' }
const lock = { flags: '--lock <file>', says: 'the agreed lock' }
const endpoints = {
  flags: '--endpoints <files...>',
  says: 'where other members’ nodes are reached: their records, or folders of them',
}
/** What apply keeps, given before it did. */
const described = [lock, { flags: '--options <member.yaml>', says: 'how this member runs its nodes' }, endpoints]
const standing = [
  target,
  lock,
  { flags: '--options <member.yaml>', says: 'how this member runs its nodes; kept for the next time' },
  endpoints,
  { flags: '--directory <file>', says: 'a newer directory: what was amended since, and where the others are reached' },
  { flags: '--rpc <url>', says: 'embedded: its RPC' },
  { flags: '--public-rpc <name=url...>', says: 'a public chain that checkpoints are anchored to' },
]

/** How a member runs its part. */
export const running: readonly Command[] = [
  {
    name: 'rehearse',
    says: 'play every member on this machine, each in a home of its own',
    options: [
      { flags: '--spec <file>', says: 'the description' },
      target,
      { flags: '--detach', says: 'return when the network stands' },
      { flags: '--agents', says: 'embedded: an agent for every member as well; with nodes each has one anyway' },
      { flags: '--port <n>', says: 'port of the RPC on loopback (a free one)' },
      {
        flags: '--volumes <dir>',
        says: 'compose: the founding alone, for docker-compose.yml; where each member’s parts go',
      },
      {
        flags: '--options <member.yaml>',
        says: 'kubernetes: how all members run their nodes, each on ports of its own',
      },
      {
        flags: '--host <address>',
        says: 'kubernetes: an address of this machine that pods reach (127.0.0.1: none does)',
      },
      { flags: '--besu-version <version>', says: 'process, docker: Besu’s release (the newest that this kit knows)' },
      { flags: '--besu-image <name@sha256:…>', says: 'docker: Besu’s image by digest (QUORATE_BESU_IMAGE)' },
    ],
    example: 'quorate rehearse --spec six-members.yaml --target embedded --detach --home ./rehearsal',
    load: () => import('../commands/rehearse.ts'),
  },
  {
    name: 'plan',
    says: 'what apply would do for this member, and why',
    options: [...standing],
    example: 'quorate plan --target embedded --lock lock.json --rpc http://127.0.0.1:8545',
    load: () => import('../commands/plan.ts'),
  },
  {
    name: 'apply',
    says: 'make this member’s part of the network stand',
    options: [
      ...standing,
      { flags: '--agent', says: 'and go on as the member’s agent, until it is stopped' },
      {
        flags: '--without-lease',
        says: 'replace a validator without the maintenance lease: only where the chain stands still, or it is silent',
      },
    ],
    example: 'quorate apply --options member.yaml --agent',
    frugal: 'agent',
    load: () => import('../commands/apply.ts'),
  },
  {
    name: 'render',
    says: 'files for those who start nodes and agent by their own means; never a secret, nothing overwritten',
    options: [
      ...standing.filter(({ flags }) => !flags.startsWith('--rpc')),
      { flags: '--rehearsal', says: 'of all members: a compose file that founds the network itself' },
      { flags: '--spec <file>', says: 'with --rehearsal: the description' },
      { flags: '--out <place>', says: 'folder, or with --rehearsal the file, to write' },
    ],
    example: 'quorate render --target kubernetes --lock lock.json --endpoints endpoints --out hospital-north',
    load: () => import('../commands/render.ts'),
  },
  {
    name: 'node-key',
    says: 'the private key of one own node, into a file in memory: for who hands it over by other means',
    takes: '<node>',
    options: [{ flags: '--out <file>', says: 'on a tmpfs; never overwritten' }],
    example: 'quorate node-key hospital-north-1 --out /dev/shm/hospital-north-1.key',
    load: () => import('../commands/node-key.ts'),
  },
  {
    name: 'agent',
    says: 'keep this member’s nodes as decided, speak for it on chain, sign checkpoints, anchor; until it is stopped',
    options: [
      { flags: '--once', says: 'one pass, and tell what it did' },
      { flags: '--host <address>', says: 'where metrics and health are served (127.0.0.1)' },
      { flags: '--port <n>', says: 'their port (a free one)' },
      { flags: '--nodes <file>', says: 'the member’s nodes, where a chart or compose runs them' },
    ],
    example: 'quorate agent --home ./hospital-north --port 9600',
    frugal: true,
    load: () => import('../commands/agent.ts'),
  },
  {
    name: 'upgrade',
    says: 'bring this member’s nodes to another release of Besu, one at a time over all members; run again it goes on',
    options: [
      { flags: '--to <version>', says: 'the release' },
      { flags: '--digest <sha256:…>', says: 'docker: the digest of its image' },
      { flags: '--image <repository>', says: 'docker: where its image is, where that is another place' },
      { flags: '--besu-home <folder>', says: 'process: where it is installed' },
      { flags: '--plan', says: 'tell what would be done, and do nothing' },
    ],
    example: 'quorate upgrade --to 26.8.0 --besu-home /opt/besu-26.8.0',
    load: () => import('../commands/upgrade.ts'),
  },
  {
    name: 'status',
    says: 'what is: network, members, proposals, findings',
    options: [
      { flags: '--watch', says: 'again every two seconds' },
      {
        flags: '--unlock',
        says: 'ask for the passphrase, and own nodes how their allow lists differ from what was decided',
      },
    ],
    example: 'quorate status --json',
    load: () => import('../commands/status.ts'),
  },
  {
    name: 'doctor',
    says: 'what is wrong with this member’s nodes and its network, why, and what to do',
    options: [
      { flags: '--unlock', says: 'ask for the passphrase, and the nodes what only their member may ask' },
      { flags: '--nodes <file>', says: 'a list of nodes, where they are pods or containers' },
    ],
    example: 'quorate doctor --json',
    load: () => import('../commands/doctor.ts'),
  },
  {
    name: 'firewall',
    says: 'who must reach whom: from, to, port, protocol, why',
    options: [
      ...described,
      { flags: '--test', says: 'try every connection that begins here, and that RPC is closed elsewhere' },
    ],
    example: 'quorate firewall --test',
    load: () => import('../commands/firewall.ts'),
  },
  {
    name: 'backup',
    says: 'one encrypted file of all that this member cannot make again',
    options: [
      { flags: '--out <file>', says: 'where to write it; never overwritten' },
      { flags: '--with-vault', says: 'the vault too, in FILE.vault: apart, since what is in it may have to be erased' },
    ],
    example: 'quorate backup --out /mnt/safe/hospital-north.backup',
    load: () => import('../commands/backup.ts'),
  },
  {
    name: 'restore',
    says: 'make a home again from its backup; its nodes start when the old ones are surely gone',
    takes: '[file]',
    options: [
      { flags: '--vault <file>', says: 'the vault’s own backup; by itself into a home that has no vault' },
      { flags: '--old-node-is-gone', says: 'the old nodes are stopped and erased for good: let these start' },
      { flags: '--rpc <url>', says: 'let them start if this node’s chain shows that their keys seal nothing' },
    ],
    example: 'quorate restore hospital-north.backup --home ./hospital-north',
    load: () => import('../commands/restore.ts'),
  },
  {
    name: 'directory',
    says: 'the present members and where they are reached, with the lock, signed: where a joiner starts',
    options: [out],
    example: 'quorate directory --out directory.json',
    load: () => import('../commands/directory.ts'),
  },
  {
    name: 'export',
    says: 'the present consortium in the form of a description; a picture that founds nothing',
    options: [out],
    example: 'quorate export --out now.yaml',
    load: () => import('../commands/export.ts'),
  },
  {
    name: 'down',
    says: 'stop what a rehearsal started, or this member’s own nodes',
    options: [{ flags: '--erase', says: 'remove the rehearsal, homes and all' }],
    example: 'quorate down --home ./rehearsal',
    load: () => import('../commands/down.ts'),
  },
]
