/** What needs a node's RPC and its metrics. */
export const OPEN = {
  rpc: 'reads, votes, allow lists and transactions, by token',
  metrics: 'heights, peers and memory for alarms',
} as const

/** Why nobody else may reach them. */
export const CLOSED = {
  rpc: 'whoever reaches it reads all there is, and needs one leaked token to change the node',
  metrics: 'they tell who is connected, and need no token',
} as const
