import { head } from './healthy.ts'

/** As Besu writes it a second before now. */
function at(time: number): string {
  return new Date(time * 1000).toISOString().replace('T', ' ').replace('Z', '+0000')
}
const line = (rest: string) => [`${at(head.time)} | ${rest}`]

/**
 * Lines of Besu 26.8. `genesis`, `busy`, `port`, `block` and `round` are from real nodes; the others have the wording of
 * its source.
 */
export const logs = {
  round: (round: number, age: number) => [
    `${at(head.time + 1 - age)} | BftProcessorExecutor-QBFT-0 | INFO  | RoundTimer | Moved to round ${round} which will expire in ${4 * 2 ** round} seconds`,
  ],
  margin: line(
    'EthScheduler-Workers-1 | INFO  | TimestampBoundedByFutureParameter | Invalid block header: timestamp 1788221112 is greater than the timestamp margin 1788221103',
  ),
  nat: line(
    'main | WARN  | NatService | Nat manager failed to configure itself automatically due to the following reason : java.lang.RuntimeException: no gateway. NONE mode will be used as a fallback (set --Xnat-method-fallback-enabled=false to disable)',
  ),
  rlp: [
    ...line('nioEventLoopGroup-3-2 | ERROR | ApiHandler | Error:'),
    'org.hyperledger.besu.ethereum.rlp.RLPException: Expected current item to be a list, but it is: SHORT_ELEMENT',
    '\tat org.hyperledger.besu.ethereum.rlp.AbstractRLPInput.enterList(AbstractRLPInput.java:540)',
  ],
  invalid: line(
    'EthScheduler-Workers-0 | WARN  | MainnetBlockBodyValidator | Invalid block 7 (0x9a18): receipts root mismatch (expected=0x01, actual=0x02)',
  ),
  worldState: line(
    'BftProcessorExecutor-QBFT-0 | INFO  | AbstractBlockCreator | Unable to create block because world state is not available',
  ),
  stateRoot: line(
    'EthScheduler-Workers-0 | ERROR | MainnetBlockProcessor | World State Root does not match expected value, header 0x0a calculated 0x0b',
  ),
  persisting: line(
    'EthScheduler-Workers-0 | INFO  | AbstractBlockProcessor | failed persisting block due to stateroot mismatch; expected 0x0a, actual 0x0b',
  ),
  connections: line(
    'vert.x-eventloop-thread-1 | WARN  | JsonRpcHttpService | Rejecting new connection from 127.0.0.1:51884. Max 80 active connections limit reached.',
  ),
  busy: [
    ...line(
      'main | ERROR | Besu | Failed to start Besu: org.rocksdb.RocksDBException: While lock file: /srv/open/data/database/LOCK: Resource temporarily unavailable',
    ),
    'org.rocksdb.RocksDBException: While lock file: /srv/open/data/database/LOCK: Resource temporarily unavailable',
  ],
  port: [
    ...line(
      "main | ERROR | Besu | Failed to start Besu: Port(s) '[30399/TCP]' already in use. Check for other processes using the port(s).",
    ),
    "Port(s) '[30399/TCP]' already in use. Check for other processes using the port(s).",
  ],
  memory: line(
    'vertx-eventloop-thread-0 | ERROR | ContextImpl | Unhandled exception java.lang.OutOfMemoryError: Java heap space',
  ),
  genesis: [
    ...line(
      'main | ERROR | Besu | Failed to start Besu: Supplied genesis block does not match chain data stored in /srv/data',
    ),
    'Please specify a different data directory with --data-path, specify the original genesis file with --genesis-file or supply a testnet/mainnet option with --network.',
  ],
  newer: line(
    'main | ERROR | Besu | Failed to start Besu: Besu version 26.7.1 is lower than version 26.8.0 that last started. Remove --version-compatibility-protection option to allow Besu to start at  the lower version (warning - this may have unrecoverable effects on the database).',
  ),
  block: line(
    'BftProcessorExecutor-QBFT-0 | INFO  | QbftBesuControllerBuilder | Imported empty block #25 / 0 tx / 0 pending / 0 (0.0%) gas / (0xbceb691d18ad33eb7f1917f1334aa6a2e6ef3bf05f41c966abb79f9b043320f3)',
  ),
} as const
