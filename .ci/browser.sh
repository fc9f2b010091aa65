#!/usr/bin/env bash
# Is there a Chromium for the tests of pages? Debian's is installed where that is possible.
# Reports are opened in it by tests/browser, the page of the reference project by its own tests.
set -euo pipefail

names=(chromium chromium-browser google-chrome google-chrome-stable chrome)
found() { command -v "${NUMBERS_AUDIT_BROWSER:-}" "${names[@]}" 2>/dev/null | head -n 1; }

if [ -n "$(found)" ]; then exit 0; fi

if command -v apt-get >/dev/null; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
  echo "Installing chromium for the tests of pages ..."
  {
    "${as_root[@]}" apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive "${as_root[@]}" \
        apt-get install -qq -y --no-install-recommends chromium >/dev/null
  } || true
fi

if [ -z "$(found)" ]; then
  echo "Tests of pages need Chromium or Chrome, and none could be installed here." >&2
  echo "Install one, or name it: NUMBERS_AUDIT_BROWSER=/path/to/chrome make test" >&2
  exit 1
fi
