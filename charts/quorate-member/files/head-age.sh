#!/usr/bin/env bash
# head-age.sh HOST PORT ready|alive SECONDS
# Asks the node's metrics, which need no token, how old the head of its chain is. Besu's own /liveness is always UP.
#   ready: the head is younger than SECONDS.
#   alive: metrics answer; and not both head and process are older than SECONDS, so that a chain that stands still costs
#          one restart in that time. A chain that has not begun costs none, nor does a node that catches up: its height
#          has moved since it was asked last.
set -euo pipefail
export LC_ALL=C
host=$1 port=$2 question=$3 seconds=$4

exec 3<>"/dev/tcp/$host/$port"
printf 'GET /metrics HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n' "$host" >&3
head='' height='' started=''
while read -r name value _ <&3; do
  case $name in
    besu_blockchain_chain_head_timestamp) printf -v head '%.0f' "${value%$'\r'}" ;;
    ethereum_blockchain_height) printf -v height '%.0f' "${value%$'\r'}" ;;
    process_start_time_seconds) printf -v started '%.0f' "${value%$'\r'}" ;;
  esac
done
[[ -n $head && -n $height ]] || { echo "no head in the metrics of $host:$port"; exit 1; }

printf -v now '%(%s)T' -1
age=$((now - head))
case $question in
  ready) ((age <= seconds)) || { echo "head $height is $age s old"; exit 1; } ;;
  alive)
    last=${TMPDIR:-/tmp}/quorate-height-$port
    before=$(cat "$last" 2> /dev/null || true)
    echo "$height" > "$last"
    ((height == 0 || height != ${before:-$height} || age <= seconds || now - ${started:-$now} <= seconds)) || { echo "head $height stands for $age s"; exit 1; } ;;
  *) echo "unknown question: $question"; exit 2 ;;
esac
