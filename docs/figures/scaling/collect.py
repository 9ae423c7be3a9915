"""Keeps what the figure shows of `wirg scaling --json`."""

import json
import sys

with open(sys.argv[1]) as file:
    result = json.load(file)
points = [
    {
        "size": p["size"],
        "microseconds": 1e6 * p["seconds_per_site"],
        "low": 1e6 * (p["seconds_per_field"] - p["seconds_per_field_spread"]) / p["sites"],
        "high": 1e6 * (p["seconds_per_field"] + p["seconds_per_field_spread"]) / p["sites"],
        "gradients": p["gradients_per_site"],
        "nanoseconds": 1e9 * p["seconds_per_site"] / p["gradients_per_site"],
    }
    for p in result["sizes"]
]
json.dump(points, open("points.json", "w"), indent=1)
fit = {key: result[key] for key in ("exponent", "exponent_error", "ratio_per_site", "threads")}
json.dump(fit, open("fit.json", "w"), indent=1)
