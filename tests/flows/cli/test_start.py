"""What a command imports before it does anything: a light one starts fast because it imports no heavy package."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.cli.calls import CALLS
from tests.flows.real_command import Home, crawl_command, with_tables
from tests.flows.test_faults import newsroom
from tests.processes import LIMIT, ended, started

# Each takes between a quarter of a second and two seconds to import.
HEAVY = {"prefect", "scrapy", "twisted", "spacy", "onnxruntime", "sklearn", "trafilatura", "apprise", "fastapi", "uvicorn"}
# What a program of its own imports: each call in a fork, so that none finds what another one has imported.
IMPORTED = """
import json, os, sys
from flows.cli.main import main
# An error of a command closes its standard output.
out = os.dup(1)
for words in json.loads(sys.argv[1]):
    if child := os.fork():
        os.waitpid(child, 0)
        continue
    sys.argv, sys.stdout, sys.stderr = ["qorgan", *words], open(os.devnull, "w"), open(os.devnull, "w")
    try:
        main()
    except SystemExit:
        pass
    found = [name for name in sorted(sys.modules) if "." not in name or name.startswith("flows.cli.")]
    os.write(out, (json.dumps([words, found]) + chr(10)).encode())
    os._exit(0)
"""
LIGHT = [["--version"], ["--help"], ["outlets"], ["decide", "1", "reject", "--as", "Aigul", "--reason", "old"], ["incident", "KZ-2026-0001"]]


def imported(tmp_path: Path, *calls: list[str]) -> dict[str, set[str]]:
    done = ended([sys.executable, "-c", IMPORTED, json.dumps(calls)], env={**Home(tmp_path / "var").environment, "PYTHONPATH": os.getcwd()})
    assert done.returncode == 0, done.stderr
    return {" ".join(words): set(found) for words, found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.usefixtures("processes")
def test_help_and_light_commands_import_no_heavy_package(tmp_path: Path) -> None:
    # The commands of a group are in one module.
    helps = [[word, "--help"] for word in dict.fromkeys(words.split()[0] for words in CALLS)]
    found = imported(tmp_path, *LIGHT, *helps)
    assert len(found) == len(LIGHT) + len(helps)
    assert {words: names & HEAVY for words, names in found.items() if names & HEAVY} == {}


@pytest.mark.usefixtures("processes")
def test_a_command_imports_no_other_one(tmp_path: Path) -> None:
    found = imported(tmp_path, ["--version"], ["--help"], ["decide", "--help"])
    modules = {words: {name for name in names if name.endswith("_command")} for words, names in found.items()}
    assert modules == {"--version": set(), "--help": set(), "decide --help": {"flows.cli.decide_command"}}
    assert "sqlalchemy" not in found["--help"]


@pytest.mark.usefixtures("processes")
def test_a_crawl_without_the_browser_imports_no_playwright(tmp_path: Path) -> None:
    home, told = with_tables(Home(tmp_path / "var")), tmp_path / "imports"
    with newsroom(tmp_path) as file, told.open("wb") as out:
        environment = {**home.environment, "OUTLET_FILES": str(file), "PYTHONPROFILEIMPORTTIME": "1"}
        command = crawl_command("crawl", home, "--outlet", "kz_sample_mayak")
        process = started(command, env=environment, stdin=subprocess.PIPE, stdout=out, stderr=out)
        try:
            process.wait(timeout=LIMIT)
        finally:
            process.end_group()
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.read_text().splitlines() if "|" in line}
    assert {"scrapy", "twisted"} <= names, "it tells what it imports"
    assert names & {"playwright", "scrapy_playwright", "prefect"} == set()
    assert home.rows("articles"), "it crawled"
