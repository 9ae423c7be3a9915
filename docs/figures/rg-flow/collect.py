"""Renormalised couplings of normalised fields, one row per system, coupling and level."""
import json
import pathlib
import sys

rows = []
for beta, name in ((0.62, "0.62 (disordered)"), (0.6806, "0.6806 (critical)"), (0.74, "0.74 (ordered)")):
    flow = json.loads((pathlib.Path(sys.argv[1]) / f"{beta}.json").read_text())
    for level in flow["levels"]:
        unit = level["sigma"]
        found = {"V: phi^2": (level["polynomial"], 2), "V: phi^4": (level["polynomial"], 4)}
        values = {
            label: (p["coefficients"][d] * unit**d, p["errors"][d] * unit**d) for label, (p, d) in found.items()
        }
        for coupling in level["kernel"]:
            if sorted(map(abs, coupling["shift"])) == [0, 1] and "K(1,0)" not in values:
                values["K(1,0)"] = (coupling["value"] * unit**2, coupling["error"] * unit**2)
        for label, (value, error) in values.items():
            rows.append(
                {"beta": name, "coupling": label, "level": level["level"], "size": level["size"], "value": value,
                 "low": value - 2 * error, "high": value + 2 * error}
            )
json.dump(rows, sys.stdout, indent=0)
