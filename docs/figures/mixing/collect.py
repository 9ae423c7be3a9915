"""Writes curves C(t)/C(0), times tau against L and their fits, from `wirg mixing --json`."""
import json
import sys

mixing = json.load(open(sys.argv[1]))
curves, times = [], []


def curve(what, size, rho, every):
    for k, value in enumerate(rho):
        if 0 < k and value > 0.01:
            curves.append({"what": what, "lattice": f"L = {size}", "t": k * every, "rho": value})


CONDITIONAL, LANGEVIN, WOLFF = "details at fixed coarser field", "whole fields, Langevin", "whole fields, Wolff clusters"
for level in mixing["levels"]:
    if level["size"] >= 8:
        curve(CONDITIONAL, level["size"], level["psi"]["rho"], level["psi"]["rho_every"])
        times.append({"what": CONDITIONAL, "size": level["size"], "tau": level["tau"], "error": level["tau_error"]})
for run in mixing["runs"]:
    if run["method"] == "mala":
        slow = next(o for o in run["observables"] if o["name"] == "|m|")
        curve(LANGEVIN, run["size"], slow["rho"], slow["rho_every"])
for method in mixing["methods"]:
    name = {"langevin": LANGEVIN, "wolff": WOLFF}.get(method["name"])
    for point in method["points"] if name else []:
        if point["tau"] is not None:
            times.append({"what": name, "size": point["size"], "tau": point["tau"], "error": point["tau_error"]})
for row in times:
    row["low"], row["high"] = row["tau"] - row["error"], row["tau"] + row["error"]
fits = {method["name"]: method["fit"] for method in mixing["methods"]}
fits["conditional"] = mixing["conditional_fits"]["slowest"]
for name, rows in (("curves", curves), ("times", times), ("fits", fits)):
    with open(f"{name}.json", "w") as out:
        json.dump(rows, out, indent=0)
