#!/usr/bin/env bash
# A cold `connector list` of 50 connectors beside curl of the same URL: medians of alternating runs.
# Usage: tests/benchmarks/connector-list.sh [RUNS]   (needs curl; builds the release program first)
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-50}

cargo build --quiet --release -p ccloud-connect-cli
cconnect=$PWD/target/release/cconnect
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

CCONNECT_SANDBOX_DIR="$work/sandbox" "$cconnect" sandbox serve --listen 127.0.0.1:0 >"$work/env" &
server=$!
until grep -q CONFLUENT_CLOUD_API_SECRET "$work/env" 2>/dev/null; do sleep 0.1; done
# shellcheck disable=SC1091
source "$work/env"

for number in $(seq -w 50); do
    printf -- '---\nname: orders-%s\nconnector.class: DatagenSource\nkafka.auth.mode: SERVICE_ACCOUNT\n' "$number"
    printf 'kafka.service.account.id: sa-1\nkafka.topic: orders\noutput.data.format: JSON\nquickstart: ORDERS\ntasks.max: "1"\n'
done | csplit --quiet --elide-empty-files --prefix "$work/connector-" - '/^---$/' '{*}'
for file in "$work"/connector-*; do mv "$file" "$file.yaml"; done
"$cconnect" connector create -f "$work"/connector-*.yaml -o json >/dev/null

url="$CONFLUENT_CLOUD_ENDPOINT/connect/v1/environments/$CONFLUENT_ENVIRONMENT_ID/clusters/$KAFKA_ID/connectors?expand=id,info,status"
# The credentials go by a file, as they would in a script that takes care.
printf 'user = "%s:%s"\n' "$CONFLUENT_CLOUD_API_KEY" "$CONFLUENT_CLOUD_API_SECRET" >"$work/curlrc"

measure() { # file command…
    local out=$1 start end
    shift
    start=${EPOCHREALTIME/./}
    "$@" >"$work/answer"
    end=${EPOCHREALTIME/./}
    echo $((end - start)) >>"$work/$out"
}
median() { sort -n "$work/$1" | awk '{ all[NR] = $1 } END { printf "%.1f", all[int((NR + 1) / 2)] / 1000 }'; }

for _ in $(seq "$runs"); do
    measure curl curl --silent --fail --config "$work/curlrc" "$url"
    measure cconnect "$cconnect" connector list
done
[ "$(wc -l <"$work/answer")" -gt 50 ] || { echo "the list is not complete" >&2; exit 1; }
echo "median of $runs: cconnect $(median cconnect) ms, curl $(median curl) ms"
