#!/usr/bin/env bash
# Our upload beside `curl -F` of the same file to the same server in another process, in turns, over plain http and over
# TLS: through the program, which hashes it, looks into the archive and tells its progress, and through the SDK, with
# SHA-256 and without. Prints medians of wall time, CPU time and peak memory, and their ratios to curl's.
# Usage: tests/benchmarks/upload.sh [RUNS] [MIB…]   (5 runs of 256 and 1024 MiB unless told; Linux with GNU time, curl and
# openssl; builds release programs first, or others: PROFILE=dev)
set -euo pipefail
cd "$(dirname "$0")/../.."

runs=${1:-5}
sizes=("${@:2}")
((${#sizes[@]})) || sizes=(256 1024)
profile=${PROFILE:-release}
cargo build --quiet --profile "$profile" -p ccloud-connect-cli
cargo build --quiet --profile "$profile" -p ccloud-connect-tests --example sink --example send
archive=tests/archives/heartbeat-source-0.1.0.zip
built=target/${profile/#dev/debug}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
export CONFLUENT_CLOUD_API_KEY=key CONFLUENT_CLOUD_API_SECRET=secret SSL_CERT_FILE="$work/ca.pem"

# A certificate that is its own root is no end certificate: a small authority and a leaf.
key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${key[@]}" -keyout "$work/ca.key" -out "$work/ca.pem" -subj "/CN=benchmark" -days 2 2>/dev/null
openssl req "${key[@]}" -keyout "$work/leaf.key" -out "$work/leaf.csr" -subj "/CN=localhost" 2>/dev/null
openssl x509 -req -in "$work/leaf.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=DNS:localhost") -out "$work/leaf.pem" 2>/dev/null

# Appends "wall user system peak" of a command to a file.
measure() {
    local to=$1
    shift
    /usr/bin/time -a -o "$to" -f '%e %U %S %M' "$@" >/dev/null 2>"$work/said" || { cat "$work/said" && exit 1; }
}

# The middle of the numbers that come in.
median() { sort -g | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

# Wall, CPU and peak memory of one contender: medians.
medians() {
    for of in '$1' '$2 + $3' '$4 / 1024'; do awk "{ print $of }" "$1" | median; done | paste -sd' '
}

for way in plain tls; do
    certificate=()
    [[ $way == plain ]] || certificate=("$work/leaf.pem" "$work/leaf.key")
    "$built/examples/sink" "${certificate[@]}" >"$work/$way" &
    until [[ $(wc -l <"$work/$way") -ge 2 ]]; do sleep 0.1; done
    { read -r endpoint && read -r store; } <"$work/$way"
    export CONFLUENT_CLOUD_ENDPOINT=$endpoint
    for size in "${sizes[@]}"; do
        # A ZIP may have anything before it: holes need no disk.
        truncate -s "$((size * 1048576 - $(stat -c %s "$archive")))" "$work/large.zip"
        cat "$archive" >>"$work/large.zip"
        into="$work/$way-$size"
        for ((run = 0; run < runs; run++)); do
            measure "$into-curl" curl -sS --fail --cacert "$work/ca.pem" -F key=k -F "file=@$work/large.zip" "$store"
            measure "$into-program" "$built/cconnect" custom-plugin upload "$work/large.zip" --name n --progress
            measure "$into-hashed" "$built/examples/send" "$work/large.zip" sha256
            measure "$into-unhashed" "$built/examples/send" "$work/large.zip"
        done
        echo "$size MiB, $way, medians of $runs: wall s, CPU s, peak MiB (and as parts of curl's)"
        read -r -a curl <<<"$(medians "$into-curl")"
        printf '  %-16s %6.2f %6.2f %6.1f\n' curl "${curl[@]}"
        for contender in program hashed unhashed; do
            read -r -a ours <<<"$(medians "$into-$contender")"
            paste -d' ' <(printf '%s\n' "${ours[@]}") <(printf '%s\n' "${curl[@]}") |
                awk -v name="$contender" '{ ours[NR] = $1; part[NR] = $2 > 0 ? $1 / $2 : 0 }
                    END { printf "  %-16s %6.2f %6.2f %6.1f  (%.2f, %.2f, %.2f)\n", name, ours[1], ours[2], ours[3], part[1], part[2], part[3] }'
        done
    done
    kill $!
done
