#!/usr/bin/env bash
# Regenerates growth.json, fits.json (the numbers) and conditioning.svg (the figure): condition numbers of learning for whole
# fields and for the finest details, critical phi^4 and Gaussian fields. About five minutes. Needs
# Python and, for the figure, Node.js with the npm packages vega 6 and vega-lite 6 (vl2svg on the PATH).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
wirg=../../../wirg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in 8 16 32 64; do
  "$wirg" simulate phi4 --size $size --beta 0.68 --count 4000 --seed 11 --out "$work/phi4-$size.npy" --quiet
  "$wirg" simulate gaussian --size $size --exponent 1.75 --count 4000 --seed 12 \
    --out "$work/gaussian-$size.npy" --quiet
done
"$wirg" conditioning "$work"/phi4-{8,16,32,64}.npy --json "$work/phi4.json"
"$wirg" conditioning "$work"/gaussian-{8,16,32,64}.npy --exponent 1.75 --json "$work/gaussian.json"
python3 collect.py "$work/phi4.json" "$work/gaussian.json"
vl2svg conditioning.vl.json conditioning.svg
