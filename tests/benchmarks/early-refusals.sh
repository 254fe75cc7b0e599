#!/usr/bin/env bash
# Counts how often the store's own code reaches the user when s3s-fs refuses an upload early: after the form's fields,
# while the file is still on its way. Then how often the local check of the policy catches what it can know.
# Usage: tests/benchmarks/early-refusals.sh [TIMES] [MIB] [PROGRAM]   (100 times 64 MiB unless told; needs s3s-fs)
set -euo pipefail
cd "$(dirname "$0")/../.."

times=${1:-100} mib=${2:-64} cconnect=${3:-target/release/cconnect}
PATH="$PWD/target/tools/bin:$PATH"
[[ -n ${3:-} ]] || cargo build --quiet --release -p ccloud-connect-cli
work=$(mktemp -d) port=8517
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

truncate -s "${mib}M" "$work/large.zip"
mkdir -p "$work/store/plugins"
s3s-fs --host 127.0.0.1 --port "$port" --access-key AKEXAMPLE --secret-key right "$work/store" >/dev/null 2>&1 &

# Serves with these flags and sets the variables that lead there.
serve() {
    export CCONNECT_SANDBOX_DIR="$work/$1"
    shift
    "$cconnect" sandbox serve --listen 127.0.0.1:0 --store-endpoint "http://127.0.0.1:$port" --store-bucket plugins \
        --store-access-key AKEXAMPLE --store-secret-key-file "$work/secret" "$@" >"$CCONNECT_SANDBOX_DIR.env" &
    until grep -q CONFLUENT_CLOUD_API_SECRET "$CCONNECT_SANDBOX_DIR.env" 2>/dev/null; do sleep 0.1; done
    # shellcheck disable=SC1091
    source "$CCONNECT_SANDBOX_DIR.env"
}

# How many of the uploads are told this.
count() {
    local told=0
    for ((i = 0; i < times; i++)); do
        "$cconnect" custom-plugin upload "$work/large.zip" --name n --class a.B --type sink \
            --no-preflight --max-retries 0 -o json >/dev/null 2>"$work/error" &&
            { echo "an upload that was to be refused was taken" && exit 1; }
        if grep -q "$1" "$work/error"; then told=$((told + 1)); else cat "$work/error" >&2; fi
    done
    echo "$told of $times"
}

echo wrong >"$work/secret"
serve wrong
echo "wrong signature, told by the store's code: $(count SignatureDoesNotMatch)"
echo right >"$work/secret"
serve expired --fault 'policy-life=0s,path=*/presigned-upload-url'
echo "expired, caught before the store: $(count 'ended before it could be used')"
