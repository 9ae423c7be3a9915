#!/usr/bin/env bash
# Makes the figures of the README: those of the demo's report. About a minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
../../../wirg demo --out "$work" >/dev/null
cp "$work"/report/figures/{fields-side-by-side,inverse-flow}.png .
