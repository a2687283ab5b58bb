#!/usr/bin/env python3
"""Generates the model catalogue and the list of compatible vendors.

    scripts/catalog/build.py [--source FILE] [--check]

Reads the models.dev catalogue and `supplement.json` (what the source lacks or has wrong, each with its own source),
writes `src/main/resources/catalog/` and `src/main/resources/providers/compatible.yaml`. The same input gives the
same bytes. With --check nothing is written; exit code 1 says that the resources are not what would be written.
"""

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import models  # noqa: E402
import successors  # noqa: E402
import vendors  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "src/main/resources"
MODEL_COLUMNS = (
    "id", "name", "type", "can", "context", "max_input", "max_output", "inputs", "outputs", "rates", "tiers",
    "modes", "toggle", "efforts", "budget_min", "budget_max", "reasoning_field", "released", "status", "successor",
    "open_weights", "region", "aliases",
)
PROVIDER_COLUMNS = ("id", "name", "source_ids", "aliases", "models", "documentation")
RATE_CODE = dict(zip(models.RATE_CLASSES, ("i", "c", "w", "W", "a", "m", "o", "r", "A", "M")))


def encode_rates(rates):
    return ",".join(f"{RATE_CODE[name]}{rates[name]}" for name in models.RATE_CLASSES if name in rates)


def clean(text):
    return " ".join(str(text).split())


def positive(value):
    return str(value) if isinstance(value, (int, Decimal)) and value > 0 else ""


def released(entry):
    """The release date; the source writes the epoch where it has none."""
    date = entry.get("release_date") or ""
    return "" if date < "2015" else date


def maker_outputs(source):
    """normal id -> what the model's own maker says it can produce"""
    known = {}
    for maker in models.MAKERS:
        for entry in source[maker]["models"].values():
            known.setdefault(models.normal(entry["id"]), set(entry["modalities"]["output"]))
    return known


def row(source_id, entry, makers):
    """One entry as a dict of columns, or None when it is not a model the gateway can use."""
    provider = models.provider_id(source_id)
    inputs, outputs = set(entry["modalities"]["input"]), set(entry["modalities"]["output"])
    made = makers.get(models.normal(models.last_segment(entry["id"])))
    if made and source_id not in models.MAKERS:
        outputs = made
    outputs = outputs - {"pdf"}
    family = entry.get("family")
    kind = entry.get("type") or models.model_type(entry["id"], inputs, outputs, family)
    if kind is None:
        return None
    base, tiers, modes = models.prices(provider, entry, kind)
    toggle, efforts, low, high, field = models.reasoning(entry)
    limit = entry.get("limit") or {}
    return {
        "id": entry["id"],
        "name": clean(entry["name"]),
        "type": kind,
        "can": models.capabilities(entry, kind),
        "context": positive(limit.get("context")),
        "max_input": positive(limit.get("input")),
        # For an embedding the source's output limit is the vector's length; for speech not sold by tokens it is anything.
        "max_output": positive(limit.get("output"))
        if kind in ("llm", "realtime", "image", "stt") or (kind == "tts" and (entry.get("cost") or {}).get("output"))
        else "",
        "inputs": "".join(v for k, v in models.MODALITY.items() if k in inputs),
        "outputs": "".join(v for k, v in models.MODALITY.items() if k in outputs),
        "rates": ",".join(filter(None, [encode_rates(base), *models.unit_rates(entry)])),
        "tiers": ";".join(f"{size}:{encode_rates(r)}" for size, r in tiers if r),
        "modes": ";".join(f"{name}:{encode_rates(r)}" for name, r in modes.items() if r),
        "toggle": "1" if toggle else "",
        "efforts": ",".join(efforts),
        "budget_min": "" if low is None else str(low),
        "budget_max": "" if high is None else str(high),
        "reasoning_field": field or "",
        "released": released(entry),
        "status": entry.get("status") or "",
        "successor": entry.get("successor") or "",
        "open_weights": "1" if entry.get("open_weights") else "",
        "region": models.region(provider, entry["id"]),
        "aliases": ",".join(models.aliases(provider, entry)),
        "family": family or "",
    }


def supplemented(source, supplement):
    """The source with the supplement's additions and corrections; an addition the source has by now is an error."""
    for key, extra in supplement["add"].items():
        provider, model = key.split("/", 1)
        if model in source[provider]["models"]:
            sys.exit(f"supplement.json: {key} is in the source now; remove it from the supplement")
        source[provider]["models"][model] = {"id": model, **{k: v for k, v in extra.items() if k != "source"}}
    for key, patch in supplement["correct"].items():
        provider, model = key.split("/", 1)
        if model not in source[provider]["models"]:
            sys.exit(f"supplement.json: {key} is not in the source any more; remove the correction")
        entry = source[provider]["models"][model]
        for name, value in patch.items():
            if name == "cost":
                entry["cost"] = {**entry.get("cost", {}), **value}
            elif name != "source":
                entry[name] = value
    return source


def table(columns, rows):
    lines = ["#" + "\t".join(columns)]
    lines += ["\t".join(r[c] for c in columns) for r in rows]
    return "\n".join(lines) + "\n"


def newest(source):
    """The day of the source's last change: the prices are those of that day."""
    return max(m.get("last_updated") or "" for vendor in source.values() for m in vendor["models"].values())


def generate(source_file):
    """path below resources -> text"""
    source = json.loads(source_file.read_text(encoding="utf-8"), parse_float=Decimal)
    supplement_file = Path(__file__).with_name("supplement.json")
    source = supplemented(source, json.loads(supplement_file.read_text(encoding="utf-8"), parse_float=Decimal))
    makers = maker_outputs(source)
    files, index = {}, []
    for source_id in sorted(source, key=models.prominence):
        if source_id in models.LEFT_OUT:
            continue
        provider, vendor = models.provider_id(source_id), source[source_id]
        rows = [row(source_id, e, makers) for e in vendor["models"].values()]
        rows = sorted((r for r in rows if r), key=lambda r: r["id"])
        successors.derive(rows)
        files[f"catalog/models/{provider}.tsv"] = table(MODEL_COLUMNS, rows)
        index.append({
            "id": provider,
            "name": clean(vendor["name"]),
            "source_ids": source_id,
            "aliases": ",".join(models.ALIASES.get(provider, [])),
            "models": str(len(rows)),
            "documentation": vendor["doc"],
        })
    files["catalog/providers.tsv"] = table(PROVIDER_COLUMNS, index)
    files["catalog/source.tsv"] = table(["name", "date"], [{"name": "models.dev", "date": newest(source)}])
    files["catalog/LICENSE.models-dev"] = source_file.with_name("models-dev.LICENSE").read_text(encoding="utf-8")
    files["providers/compatible.yaml"] = vendors.compatible(source)
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=ROOT.parent / "shared/catalog/models-dev.json")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    files = generate(arguments.source)
    stale = [n for n, text in files.items()
             if not (RESOURCES / n).exists() or (RESOURCES / n).read_text(encoding="utf-8") != text]
    extra = [p for p in (RESOURCES / "catalog").rglob("*") if p.is_file()
             and str(p.relative_to(RESOURCES)) not in files]
    if arguments.check:
        for name in stale + extra:
            print(f"not up to date: {name}", file=sys.stderr)
        sys.exit(1 if stale or extra else 0)
    for path in extra:
        path.unlink()
    for name in stale:
        (RESOURCES / name).parent.mkdir(parents=True, exist_ok=True)
        (RESOURCES / name).write_text(files[name], encoding="utf-8")
    print(f"{len(files)} files, {len(stale)} written, {len(extra)} removed")


if __name__ == "__main__":
    main()
