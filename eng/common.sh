# Sourced by the scripts beside it: strict mode, the repository's root, and the settings every dotnet call shares.
set -euo pipefail

ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"
SOLUTION="$ROOT/HccRisk.sln"

# The scripts read dotnet's output, so it must be in English, plain and without a banner.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off

# On a build machine no helper process may outlive the script and hold its output open.
if [[ "${CI:-}" == "true" ]]; then
    export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
fi

fail() {
    printf '%s: %s\n' "$(basename -- "$0")" "$1" >&2
    exit "${2:-1}"
}

require_sdk() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed and 'dotnet' is not on PATH" 2
    # Asked for from the root, where global.json decides.
    (cd -- "$ROOT" && dotnet --version >/dev/null 2>&1) ||
        fail "the .NET 10 SDK is needed; found: $(cd / && dotnet --list-sdks | tr '\n' ' ')" 2
}

# Builds in Release; when that fails, shows each error once.
build() {
    local log
    echo "building $(basename -- "$1")" >&2
    log="$(mktemp)"
    if ! dotnet build "$@" -c Release --nologo -v quiet >"$log" 2>&1; then
        sort -u "$log" | grep -E '(error|Error)' >&2 || cat "$log" >&2
        rm -f "$log"
        fail "the build failed"
    fi
    rm -f "$log"
}

# closing_line LOG STATUS: from the output and the exit code of dotnet test makes the line eng/test ends with, and returns 0
# only when something ran and all of it passed. A project that broke off counts as one failure.
closing_line() {
    local passed failed skipped line
    passed="$(summary_count "$1" succeeded)"
    skipped="$(summary_count "$1" skipped)"
    failed=$(($(summary_count "$1" failed) + 0 + $(summary_count "$1" error) + 0))
    if [[ "$failed" == 0 && "$2" != 0 ]]; then
        echo "the test run broke off with exit code $2"
        failed=1
    elif [[ "$failed" == 0 && "${passed:-0}" == 0 ]]; then
        echo "no test ran"
        failed=1
    fi

    [[ "$failed" == 0 ]] || failures "$1"
    skip_reasons "$1"
    line="${passed:-0} passed, $failed failed"
    [[ "${skipped:-0}" == 0 ]] || line+=", $skipped skipped"
    echo "$line"
    [[ "$failed" == 0 ]]
}

# failures LOG: what failed, once more and shortly, where the end of a long output still shows it.
failures() {
    awk '/^failed / { left = 6 } /^(passed|skipped) / { left = 0 } left-- > 0 { print substr($0, 1, 300) }' "$1" | head -n 60
}

# skip_reasons LOG: why tests were skipped, one line a reason with its number of tests.
skip_reasons() {
    awk '/^skipped / { getline; sub(/^ +/, ""); count[$0]++ } END { for (reason in count) printf "%d skipped: %s\n", count[reason], reason }' "$1" | sort -rn
}

# summary_count LOG NAME: the count of that name after the last "Test run summary"; nothing when there is none.
summary_count() {
    awk -v name="$2:" '/^Test run summary/ { inside = 1; value = "" } inside && NF == 2 && $1 == name { value = $2 } END { print value }' "$1"
}

# Prints the leading comment of the calling script, which is its help.
usage() {
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
}
