"""The three programs of the quick start, as they are: only the host and the key are others."""

import os
import pathlib
import subprocess
import sys

import pytest

from targets import BASE_URL, KEY, SANDBOX_URL

PROGRAMS = pathlib.Path(__file__).parent.parent / "quickstart"
HOST = "https://gateway.example/v3/compat"
# A gateway with providers of the names that the programs use, and one that was started with --sandbox.
BASES = {"providers": BASE_URL, "sandbox": SANDBOX_URL}


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("vendor", ["openai", "anthropic", "gemini"])
def test_says_hello(vendor, base, tmp_path):
    program = (PROGRAMS / f"with_{vendor}.py").read_text()
    assert program.count(HOST) == 1
    ran = subprocess.run(
        [sys.executable, "-c", program.replace(HOST, BASES[base])],
        env={**os.environ, "OPPER_API_KEY": KEY},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() not in ("", "None")
