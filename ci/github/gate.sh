#!/usr/bin/env bash
#
# Runs the gate for action.yml: the page goes to the log, annotations and the summary to GitHub, the other reports to files for the
# steps that follow. Ends with 0 whatever the verdict is, so that those steps run; the last one ends with the gate's exit code.
#
#   GATE_IMAGE GATE_CONFIG GATE_BASELINE   as the inputs of action.yml; empty where they are not set
#   GATE_ARGS                              more arguments, one a line
#
set -uo pipefail

reports=${RUNNER_TEMP:?}/imgpeek-gate
rm -rf "$reports" && mkdir -p "$reports" || exit

arguments=()
[ -n "${GATE_IMAGE:-}" ] && arguments+=("$GATE_IMAGE")
[ -n "${GATE_CONFIG:-}" ] && arguments+=(--config "$GATE_CONFIG")
[ -n "${GATE_BASELINE:-}" ] && arguments+=(--baseline "$GATE_BASELINE")
while IFS= read -r argument; do
  [ -n "$argument" ] && arguments+=("$argument")
done <<<"${GATE_ARGS:-}"

imgpeek gate "${arguments[@]}" \
  --report terminal \
  --report "json=$reports/gate.json" \
  --report "markdown=$reports/gate.md" \
  --report "sarif=$reports/gate.sarif" \
  --report "junit=$reports/gate.junit.xml" \
  --report "github=$reports/annotations" \
  --report "github-summary=$reports/summary.md" \
  2> >(tee "$reports/errors" >&2)
code=$?

verdict=error
if [ -f "$reports/gate.json" ]; then
  verdict=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).verdict' "$reports/gate.json") || verdict=error
  cat "$reports/annotations"
  cat "$reports/summary.md" >>"${GITHUB_STEP_SUMMARY:?}"
fi
{
  echo "exit-code=$code"
  echo "verdict=$verdict"
  echo "reports=$reports"
} >>"${GITHUB_OUTPUT:?}"
