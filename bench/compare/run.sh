#!/usr/bin/env bash
# The same jobs by wirg and by plain NumPy (yardstick.py), one after the other in one run: what is
# printed belongs to this machine at this moment, only ratios carry over. About a minute on two
# cores; with --short a third of it. Needs Python with NumPy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
count=10000 seconds=10
[[ ${1-} == --short ]] && count=2000 seconds=3
wirg=../../wirg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$wirg" --version >/dev/null # builds it where that is due

timed() {
  local start=$EPOCHREALTIME
  "$@" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f s", b - a }'
}

echo "wirg simulate, $count fields 32x32: $(timed "$wirg" simulate phi4 --size 32 --beta 0.68 --count "$count" --seed 12 --out "$work/fields.npy")"
echo "wirg fit, all levels and normalisation, radius 2: $(timed "$wirg" fit "$work/fields.npy" --radius 2 --out "$work/model.json")"
echo "wirg fit, radius 4: $(timed "$wirg" fit "$work/fields.npy" --out "$work/radius4.json")"
echo "wirg sample, 1,000 fields, radius 2: $(timed "$wirg" sample "$work/model.json" --count 1000 --out "$work/new.npy")"
"$wirg" scaling "$work/model.json" --sizes 32 --quiet --json "$work/scaling.json"
python3 - "$work/scaling.json" <<'P'
import json, sys

size = json.load(open(sys.argv[1]))["sizes"][0]
rate = size["gradients_per_site"] / size["seconds_per_site"]
print(f"wirg Monte Carlo, all levels, everything but tuning: {rate:.3g} site-gradients a second")
P
echo "NumPy, the finest level alone, radius 2:"
python3 yardstick.py "$work/fields.npy" "$work/model.json" --fields "$count" --seconds "$seconds"
