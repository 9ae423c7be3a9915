"""Writes condition numbers and steps against L, and their powers, from `wirg conditioning --json`."""
import json
import sys

rows, fits = [], {}


def add(system, law, quantity, size, value, error, exact):
    rows.append({"system": system, "law": law, "series": f"{law}, {system}", "quantity": quantity, "size": size,
                 "value": value, "low": value - error, "high": value + error, "exact": exact})


for path, system in zip(sys.argv[1:], ("phi^4", "Gaussian")):
    result = json.load(open(path))
    fits[system] = result["growth"]
    for file in result["files"]:
        for problem, law in zip(file["problems"], ("whole fields", "finest details")):
            exact, learned = problem.get("exact"), problem["couplings"]
            add(system, law, "modes", file["size"], problem["modes"], problem["modes_error"], exact and exact["modes"])
            for quantity in ("condition", "steps"):
                add(system, law, quantity, file["size"], learned[quantity], learned[quantity + "_error"],
                    exact and exact["couplings"][quantity])
for name, content in (("growth", rows), ("fits", fits)):
    with open(f"{name}.json", "w") as out:
        json.dump(content, out, indent=0)
