#!/usr/bin/env bash
# Uploads one gibibyte over plain http to a sandbox in another process, and prints what it took of memory and time.
# Usage: tests/benchmarks/upload-1gib.sh   (Linux; builds the release program first)
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --quiet --release -p ccloud-connect-cli
cconnect=target/release/cconnect
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

# Incompressible or not makes no difference to an upload; a file with holes needs no disk.
truncate -s 1073741824 "$work/large.zip"
CCONNECT_SANDBOX_DIR="$work/sandbox" "$cconnect" sandbox serve --listen 127.0.0.1:0 >"$work/env" &
server=$!
until grep -q CONFLUENT_CLOUD_API_SECRET "$work/env" 2>/dev/null; do sleep 0.1; done
# shellcheck disable=SC1091
source "$work/env"

start=$(date +%s.%N)
"$cconnect" custom-plugin upload "$work/large.zip" --class a.B --type sink -o json >"$work/plugin.json" &
upload=$!
peak=0
while kill -0 "$upload" 2>/dev/null; do
    now=$(awk '/VmHWM/ {print $2}' "/proc/$upload/status" 2>/dev/null || true)
    [ "${now:-0}" -gt "$peak" ] && peak=$now
    sleep 0.05
done
wait "$upload"
end=$(date +%s.%N)

grep -o '"sha256": *"[0-9a-f]*"' "$work/plugin.json"
awk -v peak="$peak" -v start="$start" -v end="$end" \
    'BEGIN { printf "peak memory %.1f MiB, %.2f s\n", peak / 1024, end - start }'
