#!/bin/sh
# The two jobs of a pipeline that keeps connectors as the folder beside it describes them: `ci.sh pull-request` shows
# what a change would do, `ci.sh main` does it. Both take environment, cluster and Cloud API key from the variables that
# cconnect reads; reports go to $REPORTS.
set -eu
cd "$(dirname "$0")"
cconnect=${CCONNECT:-cconnect}
reports=${REPORTS:-reports}

# Holds no secret of a connector: whoever can propose a change could print it. A key that may only read is enough.
pull_request() {
    mkdir -p "$reports"
    rm -f "$reports/validate.md" "$reports/diff.md"
    status=0
    "$cconnect" connector validate -f connectors --offline \
        --report "junit=$reports/validate.xml" --report "markdown=$reports/validate.md" || status=$?
    if [ "$status" -eq 0 ]; then
        "$cconnect" connector diff -f connectors --no-references --report "markdown=$reports/diff.md" || status=$?
        # A difference is what a change is for.
        [ "$status" -ne 3 ] || status=0
    fi
    # To be shown beside the change, whatever came of it.
    for report in "$reports/diff.md" "$reports/validate.md"; do
        [ ! -f "$report" ] || { cat "$report"; echo; }
    done >"$reports/comment.md"
    return "$status"
}

# Holds the secrets that the files refer to, and a key that may write. Keep $XDG_STATE_HOME/cconnect from run to run: by
# the keyed fingerprints in it a secret that has changed is told from one that has not.
main() {
    "$cconnect" connector apply -f connectors --wait --timeout "${TIMEOUT:-30m}"
}

case ${1:-} in
pull-request) pull_request ;;
main) main ;;
*)
    echo "usage: $0 pull-request|main" >&2
    exit 2
    ;;
esac
