import { z } from 'zod'
import { choice } from '../../consortium/schema/choice.ts'
import { mapping } from '../../consortium/schema/mapping.ts'
import { wholeNumber } from '../../consortium/schema/whole-number.ts'
import { fileName, fileText, hash32, image, label, objectName } from './fields.ts'

const port = (what: string) => wholeNumber(1024, 65_535).describe(what)

const ports = mapping({
  p2p: port('Where other members reach the node; the port of its endpoint record, inside and outside alike.'),
  rpc: port('JSON-RPC, ADMIN and PERM included: only the agent gets through the network policy.'),
  metrics: port('Prometheus metrics, which the health checks read as well.'),
})

const resources = mapping({
  memoryMiB: wholeNumber(512, 1_048_576).describe('Request and limit. Half of it is the heap.'),
  cpus: wholeNumber(1, 256).describe(
    'Limit; a quarter of it is requested: a node is busy while it starts and when it catches up.',
  ),
  diskGiB: wholeNumber(1, 65_536).describe('Size of the volume claim when it is made.'),
})

const health = mapping({
  headAgeSeconds: wholeNumber(1, 86_400).describe('Not ready when the head of the chain is older.'),
  stallSeconds: wholeNumber(60, 86_400).describe(
    'Restarted when head and process are both older: what is left when no agent heals. Never while the chain is at genesis.',
  ),
  stopSeconds: wholeNumber(60, 3600).describe('How long a graceful stop may take before the node is killed.'),
})

export const nodeValuesSchema = mapping({
  name: label(31).describe('Unique in the whole consortium.'),
  duty: choice(['validator', 'observer']),
  address: z
    .string()
    .regex(/^0x[0-9a-f]{40}$/)
    .describe("The node's address, lower case."),
  manifest: hash32.describe('Digest of the manifest this was rendered from.'),
  image,
  config: fileText.describe("Besu's configuration file (TOML), finished."),
  files: z
    .record(fileName, label(63))
    .describe(
      'Read-only files beside the node: name → key in the top-level `files`. Genesis and static nodes are here.',
    ),
  seeds: z
    .record(fileName, fileText)
    .default({})
    .describe('Files that Besu rewrites: put into its data folder where absent, never over what stands there.'),
  keySecret: objectName
    .optional()
    .describe('Existing Secret of this node alone; its key `node.key` is the private key in hex. This or `pinSecret`.'),
  pinSecret: objectName
    .optional()
    .describe(
      "Where an HSM keeps the node's key: existing Secret whose key `pin` opens its token. The plugin is in the image.",
    ),
  environment: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/),
      z
        .string()
        .max(1024)
        .regex(/^[\x20-\x23\x25-\x7e]*$/),
    )
    .default({})
    .describe("What an HSM's library reads from the environment; nothing of Besu or Java. Never a secret."),
  ports,
  discovery: z.boolean().default(false).describe('Opens the P2P port for UDP too.'),
  podAddress: z.boolean().default(false).describe("Announces the pod's own address in place of the endpoint record's."),
  resources,
  health,
})

export type NodeValues = z.output<typeof nodeValuesSchema>
