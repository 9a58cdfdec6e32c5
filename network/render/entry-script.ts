/** Where a node's parts stand inside its container, whichever way that was made. */
export const containerPlaces = {
  /** Below a volume's root, which belongs to root; this folder belongs to the node. */
  volume: '/quorate/volume',
  data: '/quorate/volume/data',
  files: '/quorate/files',
  seeds: '/quorate/files/seeds',
  keys: '/quorate/key',
  key: '/quorate/key/node.key',
  /** Of a security module, where its folder is not in the image. */
  plugins: '/quorate/plugins',
  flags: '/quorate/flags',
  restart: '/quorate/flags/restart',
} as const

/**
 * First process of a node's container, for any POSIX shell. Waits for the key, puts seeds where nothing stands, runs
 * the node, and runs it again once another word stands in the restart flag: so an agent restarts its node without
 * holding the container engine. It reads the flag only, so it may be mounted read only, and a flag left by an earlier
 * time restarts nothing. Ends with the node; what then happens is the engine's restart policy.
 */
export const entryScript = `#!/bin/sh
# entry.sh KEY FLAG SEEDS DATA STOP_SECONDS COMMAND...
set -u
umask 077
key=$1 flag=$2 seeds=$3 data=$4 stop=$5
shift 5
child=

# The image says where to listen, and Besu heeds its environment more than its file.
unset BESU_RPC_HTTP_HOST BESU_RPC_WS_HOST BESU_GRAPHQL_HTTP_HOST

leave() {
  trap '' TERM INT
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null
    wait "$child"
  fi
  exit 0
}
trap leave TERM INT

# A signal ends the wait at once; it would not end a sleep in the foreground.
nap() {
  sleep 1 &
  wait $!
}

look() {
  mark=
  if [ -r "$flag" ]; then read -r mark <"$flag" || :; fi
}

if [ ! -s "$key" ]; then echo "quorate: waiting for the node's key; its member's agent or 'quorate apply' hands it over"; fi
until [ -s "$key" ]; do nap; done

[ -d "$data" ] || mkdir -p "$data" || exit 74
for seed in "$seeds"/*; do
  name=\${seed##*/}
  if [ -e "$seed" ] && [ ! -e "$data/$name" ]; then
    cat "$seed" >"$data/.$name.new" && mv "$data/.$name.new" "$data/$name" || exit 74
  fi
done

while :; do
  look
  seen=$mark
  "$@" &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    nap
    look
    if [ -n "$mark" ] && [ "$mark" != "$seen" ]; then
      echo "quorate: restart asked for: $mark"
      kill -TERM "$child" 2>/dev/null
      left=$stop
      while [ "$left" -gt 0 ] && kill -0 "$child" 2>/dev/null; do
        nap
        left=$((left - 1))
      done
      kill -KILL "$child" 2>/dev/null
      wait "$child"
      continue 2
    fi
  done
  wait "$child"
  exit $?
done
`
