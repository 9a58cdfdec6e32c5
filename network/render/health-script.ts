/**
 * A node is healthy while its head is young: Besu's own /liveness says UP through any stall. Needs bash alone, which
 * the official image has; that image has no HTTP client. The request is HTTP 1.0, so that the answer is not chunked.
 */
export const healthScript = `#!/bin/bash
# health.sh ADDRESS PORT MOST_SECONDS
body='{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["latest",false]}'
exec 3<>"/dev/tcp/$1/$2" || exit 1
printf 'POST / HTTP/1.0\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "\${#body}" "$body" >&3
answer=$(timeout 4 cat <&3)
if [[ ! $answer =~ \\"timestamp\\":\\"0x([0-9a-fA-F]+)\\" ]]; then
  echo "no head: \${answer:0:200}"
  exit 1
fi
age=$(($(date +%s) - 16#\${BASH_REMATCH[1]}))
echo "head is $age seconds old, at most $3"
((age <= $3))
`
