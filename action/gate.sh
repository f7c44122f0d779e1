#!/usr/bin/env bash
# Compares, and leaves the reports, the step summary and the outputs. Does not fail on a regression: the comment comes
# first, and `conclude.sh` fails.
#
# Reads: BASELINE, CANDIDATE, RUBRIC, CANDIDATE_RUBRIC, ARGUMENTS; RUNNER_TEMP, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY.
set -uo pipefail

folder="$RUNNER_TEMP/semper-gate"
mkdir -p "$folder"
rm -f "$folder"/gate.*

# Words are split at spaces and nothing is expanded.
set -f
read -r -d '' -a baseline <<< "$BASELINE" || true
read -r -d '' -a candidate <<< "$CANDIDATE" || true
read -r -d '' -a more <<< "${ARGUMENTS:-}" || true

arguments=(gate --baseline "${baseline[@]}" --candidate "${candidate[@]}" --format github)
[[ -n "${RUBRIC:-}" ]] && arguments+=(--rubric "$RUBRIC")
[[ -n "${CANDIDATE_RUBRIC:-}" ]] && arguments+=(--candidate-rubric "$CANDIDATE_RUBRIC")
arguments+=(
  --report "markdown=$folder/gate.md" --report "json=$folder/gate.json"
  --report "junit=$folder/gate.junit.xml" --report "sarif=$folder/gate.sarif"
)

"${SEMPER:-$RUNNER_TEMP/semper/bin/semper}" "${arguments[@]}" ${more[@]+"${more[@]}"}
code=$?

outcome=failed
if [[ -f "$folder/gate.json" ]]; then
  outcome=$(sed -n 's/^  "outcome": "\([a-z-]*\)",$/\1/p' "$folder/gate.json" | head -n 1)
fi
{
  echo "outcome=$outcome"
  echo "exit-code=$code"
  echo "folder=$folder"
} >> "$GITHUB_OUTPUT"
if [[ -f "$folder/gate.md" ]]; then
  cat "$folder/gate.md" >> "$GITHUB_STEP_SUMMARY"
else
  echo "semper gate could not run (exit code $code); the log of the step says why." >> "$GITHUB_STEP_SUMMARY"
fi
