#!/usr/bin/env bash
# Uploads to a store that reads 10 MB in a second, which takes its time and ends well; then to one that stops to read in
# the middle, which is noticed after the two minutes that an upload may stand still, and tried again.
# Usage: tests/benchmarks/slow-store.sh [MIB] [PROGRAM]   (1024 unless told; four minutes of waiting)
set -euo pipefail
cd "$(dirname "$0")/../.."

mib=${1:-1024} cconnect=${2:-target/release/cconnect}
[[ -n ${2:-} ]] || cargo build --quiet --release -p ccloud-connect-cli
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
archive=tests/archives/heartbeat-source-0.1.0.zip
# A ZIP may have anything before it: holes need no disk.
truncate -s "$((mib * 1048576 - $(stat -c %s "$archive")))" "$work/large.zip"
cat "$archive" >>"$work/large.zip"

# Uploads with this fault, and tells how it went on.
upload() {
    export CCONNECT_SANDBOX_DIR="$work/$1"
    "$cconnect" sandbox serve --listen 127.0.0.1:0 --fault "$2" >"$CCONNECT_SANDBOX_DIR.env" &
    until grep -q CONFLUENT_CLOUD_API_SECRET "$CCONNECT_SANDBOX_DIR.env" 2>/dev/null; do sleep 0.1; done
    # shellcheck disable=SC1091
    source "$CCONNECT_SANDBOX_DIR.env"
    echo "$1:"
    time "$cconnect" custom-plugin upload "$work/large.zip" --name n --progress
    kill $!
}

upload slow 'slow-request=10000000,path=/s3/*'
upload stopped "stall-request=$((mib << 19)),path=/s3/*,call=1"
