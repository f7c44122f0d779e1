#!/usr/bin/env bash
# Keeps the verdict in one comment of the pull request: writes it, or brings the one that is there up to date.
#
# Reads: FOLDER, PULL_REQUEST, GH_TOKEN (by gh); GITHUB_REPOSITORY.
set -euo pipefail

# Tells our comment from others.
mark='<!-- semper gate -->'
report="$FOLDER/gate.md"
if [[ ! -f "$report" ]]; then
  echo "there is no verdict to comment"
  exit 0
fi

# A comment holds 65,536 characters; the report has as many bytes at most, and the mark needs room.
body="$FOLDER/comment.md"
{
  echo "$mark"
  # What is cut in the middle of a character ends before it, which iconv tells as an error.
  head -c 65000 "$report" | { iconv -c -f UTF-8 -t UTF-8 2> /dev/null || true; }
} > "$body"

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
ours=$(gh api --paginate "$comments" \
  --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$mark\"))) | .id" | head -n 1)
if [[ -n "$ours" ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$ours" --field "body=@$body" > /dev/null
  echo "brought comment $ours up to date"
else
  gh api --method POST "$comments" --field "body=@$body" > /dev/null
  echo "wrote a comment"
fi
