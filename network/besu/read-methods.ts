/**
 * What anybody who reaches a node's RPC may ask without a token: reads that cost the node little. Besu compares whole
 * names and has no patterns; a name that it does not know keeps it from starting. Nothing here sends, votes, traces, or
 * leaves anything behind in the node (filters).
 */
export const readMethods: readonly string[] = [
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getBlockReceipts',
  'eth_getBlockTransactionCountByHash',
  'eth_getBlockTransactionCountByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getProof',
  'eth_getStorageAt',
  'eth_getTransactionByBlockHashAndIndex',
  'eth_getTransactionByBlockNumberAndIndex',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_syncing',
  'net_listening',
  'net_peerCount',
  'net_version',
  'web3_clientVersion',
  'qbft_getPendingVotes',
  'qbft_getRequestTimeoutSeconds',
  'qbft_getSignerMetrics',
  'qbft_getValidatorsByBlockHash',
  'qbft_getValidatorsByBlockNumber',
]
