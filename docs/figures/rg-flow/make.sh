#!/usr/bin/env bash
# Regenerates rg-flow.json (the numbers) and rg-flow.svg (the figure): the couplings of phi^4's
# renormalised Hamiltonians below, at and above its critical point. Needs Python and, for the
# figure, Node.js with the npm packages vega 6 and vega-lite 6 (vl2svg on the PATH).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
wirg=../../../wirg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for beta in 0.62 0.6806 0.74; do
  "$wirg" simulate phi4 --size 32 --beta "$beta" --count 10000 --out "$work/fields.npy" --quiet
  "$wirg" fit "$work/fields.npy" --isotropic --symmetry z2 --out "$work/model.json" --quiet
  "$wirg" hamiltonian "$work/model.json" --json "$work/$beta.json" --quiet
done
python3 collect.py "$work" >rg-flow.json
vl2svg rg-flow.vl.json rg-flow.svg
