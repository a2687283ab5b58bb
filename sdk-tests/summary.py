"""Prints what the suites' JUnit reports say: a line for each suite, a column for each provider behind the gateway.

summary.py SDK_TESTS_FOLDER REPORTS_FOLDER
"""

import collections
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

PROVIDERS = "sandbox openai chat responses azure anthropic gemini vertex bedrock cohere ollama self odd other".split()
NAMED = re.compile(r"\b(sandbox|self)/|\b(\w+)-(mock|odd)/")


def provider(name):
    """Of the first model that a case names."""
    found = NAMED.search(name)
    if not found:
        return "other"
    if found[3] == "odd":
        return "odd"
    return found[1] or (found[2] if found[2] in PROVIDERS else "other")


def suite(file, case):
    """The line of a case: the language, the file or class that it is in, and whether the SDK is an older one."""
    if file.stem.startswith("Python"):
        older = ", older" if "older" in file.stem else ""
        return "Python " + case.get("classname", "").split(".")[0].removeprefix("test_") + older
    if file.stem == "Node":
        older = ", older" if case.get("name", "").startswith("older") else ""
        return "Node " + pathlib.Path(case.get("file", "")).name.removesuffix(".test.mjs") + older
    older = ", older" if file.stem.startswith("older-") else ""
    return "Java " + case.get("classname", "").split(".")[-1].removesuffix("Test") + older


def read(folder):
    counts = collections.defaultdict(lambda: [0, 0])
    for file in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(file).iter("testcase"):
            if case.find("skipped") is None:
                bad = case.find("failure") is not None or case.find("error") is not None
                counts[suite(file, case), provider(case.get("name", ""))][bad] += 1
    return counts


def cell(passed, failed):
    return f"{passed}+{failed}!" if failed else str(passed or "")


def versions(home):
    packages = json.loads((home / "package.json").read_text())["dependencies"]
    wanted = [name for name in packages if re.search("openai|anthropic|genai", name)]
    yield "Node: " + ", ".join(f"{name} {packages[name].split('@')[-1]}" for name in wanted)
    for file, what in ("requirements.txt", "Python"), ("requirements-older.txt", "Python, older"):
        yield what + ": " + ", ".join((home / file).read_text().replace("==", " ").split("\n")[:-1])
    poms = {"Java": home.parent / "pom.xml", **{f"Java, {p.parent.name}": p for p in home.glob("java/*/pom.xml")}}
    for what, pom in poms.items():
        found = re.findall(
            r"<artifactId>((?:openai|anthropic)-java|google-genai|langchain4j-[\w-]+|spring-ai-[\w-]+)</artifactId>"
            r"\s*<version>([^<]+)</version>",
            pom.read_text(),
        )
        yield what + ": " + ", ".join(" ".join(pair) for pair in found)


def main(home, reports):
    counts = read(reports)
    if not counts:
        return
    lines = sorted({line for line, _ in counts})
    used = [name for name in PROVIDERS if any((line, name) in counts for line in lines)]
    wide = max(map(len, lines)) + 1
    print("".join(["suite".ljust(wide), *(name.rjust(max(8, len(name) + 1)) for name in [*used, "all"])]))
    for line in [*lines, "all"]:
        rows = lines if line == "all" else [line]
        sums = [[sum(counts.get((row, name), (0, 0))[i] for row in rows) for i in (0, 1)] for name in used]
        sums.append([sum(column) for column in zip(*sums)])
        print("".join([line.ljust(wide), *(cell(*s).rjust(max(8, len(n) + 1)) for s, n in zip(sums, [*used, "all"]))]))
    print()
    print("\n".join(versions(home)))


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
