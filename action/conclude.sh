#!/usr/bin/env bash
# Ends the job as the gate decided.
#
# Reads: OUTCOME, EXIT_CODE.
set -euo pipefail

echo "semper gate: $OUTCOME"
exit "$EXIT_CODE"
