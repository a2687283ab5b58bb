"""Suggests what to use instead of a model that its vendor has deprecated.

No vendor states this in the source, so it is derived, within one provider only, among live models of the same family
and kind that came later and can do all that the old one could: the plain name of a preview, else the newest that
costs at most half as much again, else the oldest.
"""

import re


def derive(rows):
    live = [r for r in rows if r["status"] != "deprecated"]
    by_id = {r["id"]: r for r in live}
    for old in rows:
        if old["status"] == "deprecated" and not old["successor"]:
            old["successor"] = plain(old, by_id) or later(old, live)


def plain(old, by_id):
    name = re.sub(r"-(preview|beta|exp|experimental)(-[\d-]+)?$", "", old["id"])
    return name if name != old["id"] and name in by_id else ""


def later(old, live):
    if not old["family"] or not old["released"]:
        return ""
    fits = [r for r in live
            if r["family"] == old["family"] and r["type"] == old["type"] and r["released"] > old["released"]
            and able(old) <= able(r) and r["region"] == old["region"] and not r["id"].endswith("-latest")]
    finished = [r for r in fits if "preview" not in r["id"]] or fits
    finished.sort(key=lambda r: (r["released"], -len(r["id"]), r["id"]))
    affordable = [r for r in finished if price(r) and price(old) and price(r) <= 1.5 * price(old)]
    if affordable:
        return affordable[-1]["id"]
    return min(finished, key=lambda r: (r["released"], len(r["id"]), r["id"]))["id"] if finished else ""


def price(row):
    match = re.match(r"i(\d+)", row["rates"])
    return int(match.group(1)) if match else 0


def able(row):
    can = {c for c in row["can"] if c.isupper() and c != "P"}
    return can | {"in-" + c for c in row["inputs"]} | {"out-" + c for c in row["outputs"]}
