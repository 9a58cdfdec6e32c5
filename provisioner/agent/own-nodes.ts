/** One own node: where its agent reaches it. */
export interface OwnNode {
  readonly node: string
  /** Running also where nobody can tell. */
  readonly state: 'running' | 'stopped'
  /** Null where it does not run, or no way to it opens. */
  readonly rpc: string | null
  /** Unix seconds since when it runs; null where nobody can tell. */
  readonly since: number | null
}

/** A member's own nodes, wherever they run. */
export interface OwnNodes {
  observe(): Promise<readonly OwnNode[]>
  /** Stops one gracefully and starts it again, with its data. */
  restart(node: string): Promise<void>
}
