#!/usr/bin/env bash
# What action.yml runs: the audit, against a baseline where there is one, and where its reports lie.
# Reads TARGET, BASELINE, FAIL_ON, CONFIG, BASE_SHA; writes to RUNNER_TEMP and GITHUB_OUTPUT.
set -euo pipefail

out="${RUNNER_TEMP:-/tmp}/numbers-audit"
mkdir -p "$out"
options=()
if [ -n "${CONFIG:-}" ]; then options+=(--config "$CONFIG"); fi

# Without a report of the target branch, that commit is audited here, if the checkout has it.
if [ -z "${BASELINE:-}" ] && [ -n "${BASE_SHA:-}" ] &&
  git -C "${TARGET:-.}" cat-file -e "$BASE_SHA^{commit}" 2>/dev/null; then
  BASELINE="$out/baseline.json"
  numbers-audit "${TARGET:-.}" --rev "$BASE_SHA" --quiet "${options[@]}" -o "$BASELINE"
fi
if [ -n "${BASELINE:-}" ]; then options+=(--baseline "$BASELINE"); fi
if [ -n "${FAIL_ON:-}" ]; then options+=(--fail-on "$FAIL_ON"); fi

reports=(report:report.json html:report.html comment:comment.md sarif:report.sarif badge:badge.svg)
for report in "${reports[@]}"; do
  options+=(-o "$out/${report#*:}")
  echo "${report%%:*}=$out/${report#*:}" >> "${GITHUB_OUTPUT:-/dev/null}"
done
status=0
numbers-audit "${TARGET:-.}" "${options[@]}" || status=$?
if [ -f "$out/comment.md" ]; then cat "$out/comment.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
exit "$status"
