import { z } from 'zod'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/)
const count = z.number().int().nonnegative()
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)

const network = z.strictObject({
  name: z.string(),
  chainId: count,
  networkId: hash,
  genesisHash: hash,
  target: z.enum(['embedded', 'process', 'docker', 'kubernetes']),
  engine: z.string(),
})

const consensus = z.strictObject({
  kind: z.enum(['qbft', 'none']),
  height: count,
  validators: z.array(address),
  quorum: count,
  tolerates: count,
  lastBlockAgeSeconds: count,
})

/** What a target has no reality for is null. */
const node = z.strictObject({
  name: z.string(),
  duty: z.enum(['validator', 'observer']),
  running: z.boolean(),
  height: count.nullable(),
  peers: count.nullable(),
  synced: z.boolean().nullable(),
  allowlistDrift: z.strictObject({ lacks: z.array(z.string()), surplus: z.array(z.string()) }).nullable(),
})

const member = z.strictObject({
  name: z.string(),
  chamber: z.string(),
  status: z.enum(['candidate', 'active', 'suspended', 'expelled']),
  delegate: z.strictObject({ to: z.string(), until: instant.nullable() }).nullable(),
  nodes: z.array(node),
})

const proposal = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  title: z.string(),
  state: z.enum(['pending', 'active', 'cancelled', 'defeated', 'succeeded', 'queued', 'expired', 'executed']),
  deadline: instant,
})

/** What is not done yet, and whose turn it is. */
const awaits = z.strictObject({
  subject: z.string(),
  member: z.string().nullable(),
  stage: z.enum([
    'proposing',
    'opening',
    'voting',
    'queueing',
    'timelock',
    'executing',
    'syncing',
    'activating',
    'validators-voting',
    'standing-down',
    'opening-epoch',
    'handing-over',
  ]),
  from: z.array(z.string()),
  says: z.string(),
})

const finding = z.strictObject({ code: z.string(), subject: z.string(), says: z.string(), remedy: z.string() })

const checkpoint = z.strictObject({ sequence: count, window: count, blockNumber: count, historyRoot: hash })

const anchor = z.strictObject({
  chain: z.string(),
  sequence: count,
  state: z.enum(['pending', 'included', 'finalised']),
  transaction: hash,
})

/** `quorate status --json`, field by field as the page of the command line promises it, and nothing beside. */
export const statusShape = z.strictObject({
  network,
  consensus,
  members: z.array(member),
  proposals: z.array(proposal),
  awaits: z.array(awaits),
  emergency: z.strictObject({ member: z.string(), number: count, until: instant }).nullable(),
  checkpoint: checkpoint.nullable(),
  anchors: z.array(anchor),
  findings: z.array(finding),
})

export type StatusDocument = z.output<typeof statusShape>
