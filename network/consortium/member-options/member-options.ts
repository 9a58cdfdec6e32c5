import { z } from 'zod'
import { limits } from '../limits.ts'
import { choice } from '../schema/choice.ts'
import { list } from '../schema/list.ts'
import { mapping } from '../schema/mapping.ts'
import { nodeName, publicChainName } from '../schema/names.ts'
import { url } from '../schema/url.ts'
import { wholeNumber } from '../schema/whole-number.ts'
import { hsmOptionsSchema } from './hsm-options.ts'
import { kubernetesOptionsSchema } from './kubernetes-options.ts'

const port = wholeNumber(1024, 65_535)
const pathExpected = 'the path of a file'
const path = z.string({ error: pathExpected }).min(1, { error: pathExpected }).max(1024, { error: pathExpected })
const endpoint = url(['https:', 'wss:', 'http:', 'ws:'], 'https://rpc.example/')

/** Nodes answer on loopback, and in a container within it; an address to listen at is nobody's to choose. */
const rpc = mapping({ port: port.default(8545) })

const resources = mapping({
  memoryMiB: wholeNumber(512, 1_048_576).default(2048),
  cpus: wholeNumber(1, 256).default(2),
  diskGiB: wholeNumber(1, 65_536).default(50),
})

const versionExpected = 'a release such as 26.8.0'
const besu = mapping({
  version: z
    .string({ error: versionExpected })
    .regex(/^\d+\.\d+\.\d+$/, { error: versionExpected })
    .optional(),
  /** Repository of the image, without a tag. */
  image: path.optional(),
  digest: z
    .string({ error: 'sha256: and 64 hex digits' })
    .regex(/^sha256:[0-9a-f]{64}$/, { error: 'sha256: and 64 hex digits' })
    .optional(),
  /** With the target process: the folder of the installation; that of BESU_HOME or of the PATH where not given. */
  home: path.optional(),
})

const unlock = z.discriminatedUnion(
  'by',
  [
    mapping({ by: choice(['prompt']) }),
    mapping({ by: choice(['file']), path }),
    mapping({
      by: choice(['web3signer']),
      url: url(['https:', 'http:'], 'https://signer.example:9000/'),
      /** Whose keys are there. The others stay in keystores: nodes read theirs, and a checkpoint's is used for bare digests. */
      roles: list(choice(['officer', 'agent']), 'of officer and agent', { min: 1, max: 2 }).default([
        'officer',
        'agent',
      ]),
      /** PEM: who may have signed the service's certificate, and what this member shows itself by. */
      ca: path.optional(),
      certificate: path.optional(),
      key: path.optional(),
      /** A file whose content is sent as a bearer token, to what stands before the service. */
      token: path.optional(),
    }),
  ],
  { error: 'by: prompt, by: file with a path, or by: web3signer with a url' },
)

const subnetExpected = 'a private IPv4 subnet such as 10.218.0.0/24'
const docker = mapping({
  /**
   * For members that play on one engine: the network that their nodes reach one another in, each at the address of its
   * endpoint record. Through a published port of its own machine a node would be seen at the address of a bridge.
   */
  sharedSubnet: z
    .string({ error: subnetExpected })
    .regex(/^(10\.\d{1,3}|172\.(1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.0\/24$/, { error: subnetExpected })
    .refine((text) => text.split(/[./]/).every((part) => Number(part) < 256), { error: subnetExpected })
    .optional(),
})

/** One transaction on a public chain may cost at most one of so many parts of what the relayer has there: its node suggests the fee. */
const relayer = mapping({ purseParts: wholeNumber(1, 1000).default(30) })

/**
 * member.yaml: how one operator runs its own nodes. Nobody else sees it or depends on it, and nothing in it can change
 * what the network is. Of ports the first node takes the one given, and each further node of the member the next.
 */
export const memberOptionsSchema = mapping({
  format: choice(['quorate/member/1']),
  target: choice(['embedded', 'process', 'docker', 'kubernetes']),
  rpc: rpc.prefault({}),
  p2pPort: port.default(30_303),
  metricsPort: port.default(9545),
  resources: resources.prefault({}),
  /** Which Besu the nodes run; in containers by digest, since a tag may be moved. */
  besu: besu.prefault({}),
  /** By node: whose keys are in an HSM. */
  hsm: z.record(nodeName, hsmOptionsSchema, { error: 'a mapping from a node to its HSM' }).default({}),
  docker: docker.prefault({}),
  kubernetes: kubernetesOptionsSchema.prefault({}),
  /** Where each public chain of the consortium is reached, by its name there. Several make one another's spare. */
  publicChains: z
    .record(publicChainName, z.array(endpoint, { error: 'a list of URLs' }).min(1, { error: 'at least one URL' }), {
      error: 'a mapping from a public chain to a list of URLs',
    })
    .default({}),
  relayer: relayer.prefault({}),
  unlock: unlock.default({ by: 'prompt' }),
})

export type MemberOptions = z.output<typeof memberOptionsSchema>
export type Unlock = MemberOptions['unlock']

/** How many ports each of the bases has to leave free for the member's further nodes. */
export const portsApart: number = limits.nodes.max
