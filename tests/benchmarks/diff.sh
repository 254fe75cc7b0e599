#!/usr/bin/env bash
# `connector diff` of 1,000 connectors beside `jq .` of the same list, and of 500 beside curl of it: medians of alternating
# runs, and the memory it takes. Usage: tests/benchmarks/diff.sh [RUNS]   (needs curl, jq and GNU time; builds the release
# program first)
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-20}

cargo build --quiet --release -p ccloud-connect-cli
cconnect=$PWD/target/release/cconnect
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache

CCONNECT_SANDBOX_DIR="$work/sandbox" "$cconnect" sandbox serve --listen 127.0.0.1:0 >"$work/env" &
server=$!
until grep -q CONFLUENT_CLOUD_API_SECRET "$work/env" 2>/dev/null; do sleep 0.1; done
# shellcheck disable=SC1091
source "$work/env"
url="$CONFLUENT_CLOUD_ENDPOINT/connect/v1/environments/$CONFLUENT_ENVIRONMENT_ID/clusters/$KAFKA_ID/connectors?expand=id,info,status"
# The credentials go by a file, as they would in a script that takes care.
printf 'user = "%s:%s"\n' "$CONFLUENT_CLOUD_API_KEY" "$CONFLUENT_CLOUD_API_SECRET" >"$work/curlrc"
export KAFKA_SECRET=not-a-secret

connectors() { # first last: files, and the connectors that they describe
    mkdir -p "$work/connectors"
    for number in $(seq "$1" "$2"); do
        printf '{"name":"orders-%04d","config":{"connector.class":"DatagenSource","kafka.api.key":"KEY","kafka.api.secret":"${env:KAFKA_SECRET}","kafka.topic":"orders-%04d","output.data.format":"JSON","quickstart":"ORDERS","schema.context.name":"default","max.interval":"1000","tasks.max":"1"}}\n' \
            "$number" "$number" >"$work/connectors/orders-$number.json"
    done
    "$cconnect" connector apply -f "$work/connectors" -o json >/dev/null
}
measure() { # file command…
    local out=$1 start end
    shift
    start=${EPOCHREALTIME/./}
    "$@" >"$work/answer" 2>/dev/null
    end=${EPOCHREALTIME/./}
    echo $((end - start)) >>"$work/$out"
}
median() { sort -n "$work/$1" | awk '{ all[NR] = $1 } END { printf "%.1f", all[int((NR + 1) / 2)] / 1000 }'; }

connectors 1 500
for _ in $(seq "$runs"); do
    measure curl-500 curl --silent --fail --config "$work/curlrc" "$url"
    measure diff-500 "$cconnect" connector diff -f "$work/connectors"
done
echo "500 connectors, median of $runs: diff $(median diff-500) ms, curl $(median curl-500) ms (at most 50 ms less)"

connectors 501 1000
curl --silent --fail --config "$work/curlrc" "$url" >"$work/list.json"
for _ in $(seq "$runs"); do
    measure jq jq . "$work/list.json"
    measure curl curl --silent --fail --config "$work/curlrc" "$url"
    measure diff "$cconnect" connector diff -f "$work/connectors"
done
grep -q '1000 unchanged' "$work/answer" || { echo "the connectors differ" >&2; exit 1; }
echo "1,000 connectors ($(wc -c <"$work/list.json") bytes), median of $runs: diff $(median diff) ms, of which the service takes $(median curl) ms (curl); jq $(median jq) ms"
/usr/bin/time -f '%M KiB' "$cconnect" connector diff -f "$work/connectors" 2>&1 >/dev/null | tail -1
