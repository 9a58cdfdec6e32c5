/** Which Besu the table was recorded from. */
export const recordedFrom = '26.8-develop-683880b'

/** Type, arity and names of every option, which are experimental: written by scripts/besu-options.ts. */
export const recordedOptions = `
BigInteger 1: network-id
Boolean 0: api-gas-and-priority-fee-limiting-enabled bonsai-limit-trie-logs-enabled
Boolean 0: cache-last-block-headers-preload-enabled cache-precompiles color-enabled engine-jwt-disabled
Boolean 0: engine-rpc-enabled filter-on-enr-fork-id genesis-state-hash-cache-enabled graphql-http-enabled
Boolean 0: graphql-mtls-enabled graphql-tls-enabled history-expiry-prune json-pretty-print-enabled metrics-enabled
Boolean 0: metrics-push-enabled permissions-accounts-config-file-enabled permissions-nodes-config-file-enabled
Boolean 0: random-peer-priority-enabled receipt-compaction-enabled remote-connections-limit-enabled
Boolean 0: revert-reason-enabled rpc-http-authentication-enabled rpc-http-enabled rpc-http-tls-ca-clients-enabled
Boolean 0: rpc-http-tls-client-auth-enabled rpc-http-tls-enabled rpc-ws-authentication-enabled rpc-ws-enabled
Boolean 0: rpc-ws-ssl-client-auth-enabled rpc-ws-ssl-enabled tx-sender-nonce-index-enabled
Boolean 0: version-compatibility-protection
Boolean 0 experimental: Xbonsai-archive-state-proofs-enabled Xbonsai-cross-block-cache-enabled
Boolean 0 experimental: Xin-process-rpc-enabled Xmetrics-timers-enabled Xrpc-ipc-enabled
Boolean 0..1: era1-import-prepipeline-enabled snapsync-server-enabled
Boolean 0..1: snapsync-synchronizer-pre-checkpoint-headers-only-enabled
Boolean 0..1: snapsync-synchronizer-transaction-indexing-enabled strict-tx-replay-protection-enabled
Boolean 0..1: tx-pool-enable-balance-check tx-pool-enable-save-restore tx-pool-no-local-priority
Boolean 0..1 experimental: Xcheckpoint-post-merge-enabled Xpeer-tracker-forget-evicted-txs Xsnap2-enabled
Boolean 1: auto-log-bloom-caching-enabled bonsai-parallel-state-root-computation-enabled
Boolean 1: bonsai-parallel-tx-processing-enabled discovery-enabled p2p-enabled poa-discovery-retry-bootnodes
Boolean 1 experimental: Xaltbn128-native-enabled Xblake2bf-native-enabled Xbonsai-full-flat-db-enabled Xdns-enabled
Boolean 1 experimental: Xdns-update-enabled Xmodexp-native-enabled Xnat-method-fallback-enabled
Boolean 1 experimental: Xp256verify-native-enabled Xsecp256k1-native-enabled
Byte 1: tx-pool-min-score
Bytes 1: miner-extra-data
ChainPruningStrategy 1 experimental: Xchain-pruning-enabled
Checkpoint 1: checkpoint
CorsAllowedOriginsProperty<> 1: graphql-http-cors-origins rpc-http-cors-origins
DataStorageFormat 1: data-storage-format
DiscoveryMode 1: discovery-mode
Double 1: api-gas-price-percentile estimate-gas-tolerance-ratio
Duration 1 experimental: Xeth65-tx-announced-buffering-period-milliseconds
Duration 1 experimental: Xp2p-check-maintained-connections-frequency Xp2p-initiate-connections-frequency
Duration 1 experimental: Xp2p-peer-task-timeout Xtx-pool-save-restore-timeout Xv5-discovery-interval-seconds
Duration 1 experimental: Xv5-discovery-timeout-seconds
File 1: config-file genesis-file node-private-key-file rpc-http-authentication-jwt-public-key-file
File 1: rpc-ws-authentication-jwt-public-key-file tx-pool-save-file
Fraction 1: tx-pool-limit-by-account-percentage
Implementation 0..1: tx-pool
Integer 1: bonsai-trie-logs-pruning-window-size cache-last-block-headers cache-last-blocks engine-rpc-http-port
Integer 1: era1-import-prepipeline-concurrency ethstats-report-interval graphql-http-port max-blobs-per-block
Integer 1: max-blobs-per-transaction metrics-port metrics-push-interval metrics-push-port p2p-discovery-port
Integer 1: p2p-discovery-port-ipv6 p2p-peer-upper-bound p2p-port p2p-port-ipv6 rpc-http-max-active-connections
Integer 1: rpc-http-max-batch-size rpc-http-port rpc-max-active-filters rpc-ws-max-active-connections
Integer 1: rpc-ws-max-active-subscriptions rpc-ws-max-frame-size rpc-ws-port sync-min-peers
Integer 1: tx-pool-max-future-by-sender tx-pool-max-prioritized tx-pool-max-size tx-pool-retention-hours
Integer 1 experimental: Xincoming-tx-messages-keep-alive-seconds Xpos-slot-duration
JsonRPCAllowlistHostsProperty<> 1: engine-host-allowlist host-allowlist
JwtAlgorithm 1: rpc-http-authentication-jwt-algorithm rpc-ws-authentication-jwt-algorithm
List<inet.ipaddr.IPAddress> 1..*: net-restrict
List<java.lang.String> 0..*: bootnodes
List<java.lang.String> 1..*: banned-node-ids rpc-http-api-methods-no-auth rpc-http-apis rpc-http-tls-cipher-suites
List<java.lang.String> 1..*: rpc-http-tls-protocols rpc-ws-api-methods-no-auth rpc-ws-apis
List<java.lang.String> 1..* experimental: Xrpc-ipc-apis
List<org.hyperledger.besu.ethereum.core.plugins.PluginInfo> 1: plugins
LoggingFormat 1: logging-format
Long 1: api-gas-and-priority-fee-lower-bound-coefficient api-gas-and-priority-fee-upper-bound-coefficient
Long 1: api-gas-price-blocks api-gas-price-max bonsai-historical-block-limit graphql-max-blocks-range
Long 1: reorg-logging-threshold rpc-filter-timeout-seconds rpc-gas-cap rpc-http-max-request-content-length
Long 1: rpc-max-logs-range rpc-max-trace-filter-range target-gas-limit tx-pool-layer-max-capacity
Long 1 experimental: Xbonsai-cross-block-cache-account-max-size Xbonsai-cross-block-cache-storage-max-size
Long 1 experimental: Xchain-pruning-bals-retained Xchain-pruning-blocks-retained Xchain-pruning-retained-minimum
Long 1 experimental: Xevm-jumpdest-cache-weight-kb Xhttp-streaming-timeout-seconds Xhttp-timeout-seconds
Long 1 experimental: Xpos-block-creation-max-time Xpos-block-creation-repetition-min-duration
Long 1 experimental: Xpos-block-finalization-timeout-ms Xws-timeout-seconds
Map<java.lang.Long,org.hyperledger.besu.datatypes.Hash> 0..*: required-blocks
Map<java.lang.String,java.lang.String> 0..*: override-genesis-config
Map<org.hyperledger.besu.datatypes.TransactionType,java.lang.Integer> 1: tx-pool-max-prioritized-by-type
MetricsProtocol 1: metrics-protocol
NatMethod 1: nat-method
Optional 1: identity
Optional 1 experimental: Xp2p-dns-discovery-server Xplugin-rocksdb-blob-garbage-collection-age-cutoff
Optional 1 experimental: Xplugin-rocksdb-blob-garbage-collection-force-threshold Xplugin-rocksdb-max-open-files
Path 1: data-path engine-jwt-secret ethstats-cacert-file kzg-trusted-setup pid-path rpc-http-tls-keystore-file
Path 1: rpc-http-tls-keystore-password-file rpc-http-tls-known-clients-file rpc-http-tls-truststore-file
Path 1: rpc-http-tls-truststore-password-file static-nodes-file
Path 1 experimental: Xrpc-ipc-path
Percentage 1: remote-connections-max-percentage tx-pool-blob-price-bump tx-pool-price-bump
PluginsVerificationMode 1: plugins-verification-mode
PositiveNumber 1: block-txs-selection-max-time plugin-block-txs-selection-max-time poa-block-txs-selection-max-time
PositiveNumber 1 experimental: Xchain-pruning-frequency Xeth-max-message-size Xeth-max-transactions-message-size
PositiveNumber 1 experimental: Xewp-max-get-bodies Xewp-max-get-headers Xewp-max-get-pooled-transactions
PositiveNumber 1 experimental: Xewp-max-get-receipts Xpre-merge-pruning-quantity
Set<java.lang.String> 1..*: metrics-categories
Set<java.lang.String> 1..* experimental: Xin-process-rpc-apis
Set<org.hyperledger.besu.datatypes.Address> 1..*: tx-pool-priority-senders
String 0..1: print-paths-and-exit
String 1: discovery-dns-url ethstats ethstats-contact graphql-http-host graphql-tls-keystore-file
String 1: graphql-tls-keystore-password-file graphql-tls-truststore-file graphql-tls-truststore-password-file
String 1: key-value-storage logging metrics-host metrics-push-host metrics-push-prometheus-job network p2p-host
String 1: p2p-host-ipv6 p2p-interface p2p-interface-ipv6 permissions-accounts-config-file
String 1: permissions-nodes-config-file profile rpc-http-authentication-credentials-file rpc-http-host
String 1: rpc-ws-authentication-credentials-file rpc-ws-host rpc-ws-ssl-cert-file rpc-ws-ssl-key-file
String 1: rpc-ws-ssl-keystore-file rpc-ws-ssl-keystore-password rpc-ws-ssl-keystore-password-file
String 1: rpc-ws-ssl-keystore-type rpc-ws-ssl-trustcert-file rpc-ws-ssl-truststore-file
String 1: rpc-ws-ssl-truststore-password rpc-ws-ssl-truststore-password-file rpc-ws-ssl-truststore-type
String 1: security-module sync-mode
String 1 experimental: Xsynchronizer-block-propagation-range
UInt256 1 experimental: Xsynchronizer-downloader-change-target-threshold-by-td
URI 1: era1-data-uri
Wei 1: min-gas-price min-priority-fee p2p-tx-feecap rpc-tx-feecap tx-pool-min-gas-price
WorldUpdaterMode 1 experimental: Xevm-worldstate-update-mode
boolean 0: help p2p-ipv6-outbound-enabled plugin-continue-on-error version
boolean 0 experimental: Xbal-log-bals-on-mismatch Xbal-perfect-parallelization-enabled Xbal-state-root-enabled
boolean 0 experimental: Xplugin-rocksdb-blockchain-blob-garbage-collection-enabled Xplugin-rocksdb-high-spec-enabled
boolean 0 experimental: Xplugin-rocksdb-read-cache-snapshots-enabled Xplugins-external-enabled
boolean 0 experimental: Xqbft-enable-early-round-change
boolean 0..1 experimental: Xbft-legacy-protocol-encoding
boolean 1 experimental: Xbonsai-code-using-code-hash-enabled Xevm-go-fast Xevm-optimized-opcodes
double 1 experimental: Xv5-minimum-peer-ratio
int 1 experimental: Xeth-capability-max Xeth-capability-min Xmax-send-queue-size-per-peer Xmax-tracked-seen-txs
int 1 experimental: Xmetrics-idle-timeout Xplugin-rocksdb-background-thread-count
int 1 experimental: Xsnapsync-server-max-concurrent-requests Xsnapsync-server-max-concurrent-requests-per-peer
int 1 experimental: Xsnapsync-synchronizer-bytecode-count-per-request
int 1 experimental: Xsnapsync-synchronizer-flat-account-healed-count-per-request
int 1 experimental: Xsnapsync-synchronizer-flat-slot-healed-count-per-request
int 1 experimental: Xsnapsync-synchronizer-pivot-block-distance-before-caching
int 1 experimental: Xsnapsync-synchronizer-pivot-block-window-validity
int 1 experimental: Xsnapsync-synchronizer-storage-count-per-request
int 1 experimental: Xsnapsync-synchronizer-trienode-count-per-request Xsynchronizer-computation-parallelism
int 1 experimental: Xsynchronizer-downloader-bodies-request-size Xsynchronizer-downloader-chain-segment-size
int 1 experimental: Xsynchronizer-downloader-checkpoint-timeouts-permitted
int 1 experimental: Xsynchronizer-downloader-header-request-size Xsynchronizer-downloader-parallelism
int 1 experimental: Xsynchronizer-header-download-parallelism-factor Xsynchronizer-pivot-distance
int 1 experimental: Xsynchronizer-transactions-parallelism Xsynchronizer-world-state-hash-count-per-request
int 1 experimental: Xsynchronizer-world-state-max-requests-without-progress
int 1 experimental: Xsynchronizer-world-state-request-parallelism Xsynchronizer-world-state-task-cache-size
long 1 experimental: Xplugin-rocksdb-cache-capacity Xsnapsync-synchronizer-pivot-block-check-interval-millis
long 1 experimental: Xsynchronizer-backward-headers-download-step-timeout-millis
long 1 experimental: Xsynchronizer-bodies-download-step-timeout-millis
long 1 experimental: Xsynchronizer-downloader-change-target-threshold-by-height
long 1 experimental: Xsynchronizer-receipts-download-step-timeout-millis
long 1 experimental: Xsynchronizer-world-state-min-millis-before-stalling
`
