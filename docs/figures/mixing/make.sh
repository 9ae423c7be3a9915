#!/usr/bin/env bash
# Regenerates curves.json, times.json, fits.json (the numbers) and mixing.svg (the figure): autocorrelation of the details
# at fixed coarser field and of whole fields, critical phi^4. About ten minutes. Needs Python and,
# for the figure, Node.js with the npm packages vega 6 and vega-lite 6 (vl2svg on the PATH).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
wirg=../../../wirg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$wirg" simulate phi4 --size 32 --beta 0.68 --count 10000 --out "$work/fields.npy" --quiet
"$wirg" fit "$work/fields.npy" --out "$work/model.json" --quiet
"$wirg" mixing "$work/model.json" --action phi4 --beta 0.68 --sizes 8,16,32 --effort 40 \
  --json "$work/mixing.json"
python3 collect.py "$work/mixing.json"
vl2svg mixing.vl.json mixing.svg
