#!/usr/bin/env bash
# Regenerates points.json, fit.json (the numbers) and scaling.svg (the figure): the time to generate a field of the critical
# phi^4 model, per site, on lattices of several sizes. About seven minutes on two cores. Needs Python
# and, for the figure, Node.js with the npm packages vega 6 and vega-lite 6 (vl2svg on the PATH).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
wirg=../../../wirg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$wirg" simulate phi4 --size 32 --beta 0.68 --count 4000 --seed 11 --out "$work/fields.npy" --quiet
"$wirg" fit "$work/fields.npy" --out "$work/model.json" --quiet
"$wirg" scaling "$work/model.json" --sizes 32,64,128,256,512 --json "$work/scaling.json"
python3 collect.py "$work/scaling.json"
vl2svg scaling.vl.json scaling.svg
