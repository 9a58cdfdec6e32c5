import type { Duty } from '../consortium/consortium.ts'
import type { Hex } from '../hex.ts'
import type { BesuRelease } from './releases.ts'

/** A value of Besu's configuration file; a list is written as one. Text may hold the tokens of `Places`. */
export type OptionValue = string | number | boolean | readonly string[]

/**
 * One node, wholly described, as a pure value: what to run, with which options and files, where it listens. Targets only
 * translate it, so that a node runs alike as a process, in Docker and in Kubernetes. Holds no secret: the node's key is
 * named by its role and comes from the member's keystore.
 */
export interface NodeManifest {
  readonly format: 'quorate/node-manifest/1'
  readonly network: { readonly name: string; readonly chainId: number; readonly networkId: Hex }
  readonly member: string
  /** Unique in the whole consortium. */
  readonly node: string
  readonly duty: Duty
  /** keccak256 of the public key, cut to 20 bytes; lower case. */
  readonly address: Hex
  readonly publicKey: Hex
  readonly besu: BesuRelease
  /** Where other members reach it, by its endpoint record. */
  readonly advertised: { readonly host: string; readonly port: number }
  /** Where it listens, on the machine or in its container. */
  readonly ports: { readonly p2p: number; readonly rpc: number; readonly metrics: number }
  /** By the name in Besu's configuration file (`rpc-http-enabled`), each known to this release. */
  readonly options: Readonly<Record<string, OptionValue>>
  /** Text of each file that stands beside the node, read only, by its name in `Places.files`. */
  readonly files: Readonly<Record<string, string>>
  /** Files that Besu itself rewrites: put into `Places.data` where they are absent, never over what stands there. */
  readonly seeds: Readonly<Record<string, string>>
  /** Where the node's key is in a token: `Places.key` is then the file with the PIN that opens it. */
  readonly hsm?: HsmOfNode
  readonly resources: { readonly memoryMiB: number; readonly cpus: number; readonly diskGiB: number }
  readonly health: {
    /** A head older than this, in seconds, means that the chain stands still. */
    readonly headAgeSeconds: number
    /** How long a graceful stop may take, in seconds. */
    readonly stopSeconds: number
  }
}

export interface HsmOfNode {
  /** Besu's name of the plugin's security module. */
  readonly module: string
  /** Folder with the plugin, on the machine that the node runs on. */
  readonly plugins?: string
  /** In a cluster: the Secret with the PIN, which its operator makes. */
  readonly pinSecret?: string
  /** What the PKCS#11 library reads from the environment; no secret. */
  readonly environment: Readonly<Record<string, string>>
}

/** Where a target puts a node's parts; options name them as `${data}`, `${files}`, `${key}` and `${listen}`. */
export interface Places {
  /** The node's own folder, which outlives it: database, seeds. */
  readonly data: string
  /** Folder of `NodeManifest.files`. */
  readonly files: string
  /** The node's private key in hex, or the PIN of the token that has it: a file on a tmpfs, or in a Secret. */
  readonly key: string
  /** Address that RPC and metrics bind to: loopback, or every interface of a container. */
  readonly listen: string
}
