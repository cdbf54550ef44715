"""The wheel by itself: built from the sources as they are published, installed outside of the checkout, and used from a folder of its own.

The packages that it needs are those of the tests, seen through a `.pth` file: what is tried here is what the wheel brings.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.flows.real_command import Home, free_ports, with_prefect
from tests.paths import ROOT
from tests.processes import GroupLeader, ended, started

NEEDED = (
    "setup.py",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
    "Makefile",
    "babel.cfg",
    "prefect.yaml",
    "scrapy.cfg",
    "deploy",
    "docs",
)
PACKAGES = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows")
BACKEND = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"


def built(source: Path, what: str, into: Path) -> Path:
    """What the build backend makes of these sources, as pip asks it to; nothing is downloaded."""
    into.mkdir(exist_ok=True)
    said = ended([sys.executable, "-c", BACKEND, what, str(into)], cwd=source, env={**os.environ, "PYTHONPATH": ""})
    assert said.returncode == 0, said.stderr[-3000:]
    return into / said.stdout.splitlines()[-1]


def contents(wheel: Path) -> dict[str, str]:
    """Every file in a wheel with its SHA-256."""
    with zipfile.ZipFile(wheel) as opened:
        return {name: sha256(opened.read(name)).hexdigest() for name in opened.namelist()}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources without what was built of them before."""
    folder = tmp_path_factory.mktemp("source") / "qorgan"
    folder.mkdir()
    for name in NEEDED:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    leave_out = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=leave_out)
    return folder


@pytest.fixture(scope="module")
def sdist(checkout: Path) -> Path:
    return built(checkout, "build_sdist", checkout.parent / "sdist")


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """A wheel of what was published, not of the checkout."""
    with tarfile.open(sdist) as opened:
        opened.extractall(sdist.parent / "unpacked", filter="data")
    (source,) = (sdist.parent / "unpacked").iterdir()
    return built(source, "build_wheel", sdist.parent / "wheel")


@pytest.fixture(scope="module")
def scripts(wheel: Path) -> Path:
    """The commands of an environment with this wheel."""
    environment = wheel.parent / "environment"
    uv = Path(sys.executable).parent / "uv"
    for words in (["venv", "--python", sys.executable, environment], ["pip", "install", "--python", environment, "--no-deps", "--offline", wheel]):
        done = ended([str(word) for word in (uv, *words)])
        assert done.returncode == 0, done.stderr
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return environment / "bin"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of the checkout, nor of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QORGAN_", "PREFECT_", "PYTHON"))}
    port = free_ports(4)
    return {**kept, "QORGAN_SAMPLE_PORT": str(port), "QORGAN_DOWNLOAD_DELAY": "0", "NO_COLOR": "1", "HOME": str(tmp_path), "COLUMNS": "200"}


@pytest.fixture
def folder(scripts: Path, tmp_path: Path, environment: dict[str, str]) -> Path:
    """What `qorgan init` makes."""
    done = ended([str(scripts / "qorgan"), "init", "new"], cwd=tmp_path, env={**environment, "QORGAN_LANG": "kk"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "new/prefect.yaml: жазылды" in done.stdout
    return tmp_path / "new"


def test_the_wheel_of_the_published_sources_is_that_of_the_checkout(checkout: Path, wheel: Path) -> None:
    ours, theirs = contents(built(checkout, "build_wheel", checkout.parent / "wheel-of-the-checkout")), contents(wheel)
    assert {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)} == set()


def test_the_wheel_holds_every_file_of_the_packages(checkout: Path, wheel: Path) -> None:
    """Also those beside the modules: pages, lists of words, outlets, models. And nothing of the tests."""
    source = {path.relative_to(checkout).as_posix() for name in PACKAGES for path in (checkout / name).rglob("*") if path.is_file()}
    held = {name for name in contents(wheel) if ".dist-info/" not in name}
    assert held == source


def test_its_command_speaks_kazakh_and_russian(scripts: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    for lang, words in (("kk", "Өңірлік баспасөзден"), ("ru", "Находит в региональной прессе")):
        done = ended([str(scripts / "qorgan"), "--help"], cwd=tmp_path, env={**environment, "QORGAN_LANG": lang})
        assert done.returncode == 0
        assert words in done.stdout, done.stdout[:300]


def test_the_sample_is_collected_and_the_desk_opens_in_kazakh(scripts: Path, folder: Path, environment: dict[str, str]) -> None:
    with_prefect(Home(folder / "var"))
    collected = ended([str(scripts / "qorgan"), "run", "--outlets", "sample"], cwd=folder, env={**environment, "QORGAN_LANG": "en"})
    assert collected.returncode == 0, collected.stderr[-3000:]
    exported = {
        what: ended([str(scripts / "qorgan"), "export", what, "--format", "jsonl"], cwd=folder, env=environment).stdout
        for what in ("articles", "drafts")
    }
    assert {what: len(lines.splitlines()) for what, lines in exported.items()} == {"articles": 132, "drafts": 7}
    desk = started(
        [str(scripts / "qorgan"), "desk", "--port", "0"],
        cwd=folder,
        env={**environment, "QORGAN_LANG": "kk"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with urllib.request.urlopen(f"{address(desk)}login") as answer:
        page = answer.read().decode()
    assert '<html lang="kk"' in page
    assert "Кіру" in page


def address(desk: GroupLeader) -> str:
    """Where it says that it answers."""
    said = ""
    while line := desk.line(desk.stdout):
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found.group()
    raise AssertionError(said)


def test_scrapy_works_in_the_folder(scripts: Path, folder: Path, environment: dict[str, str]) -> None:
    listed = ended([str(scripts / "python"), "-m", "scrapy", "list"], cwd=folder, env=environment)
    assert listed.returncode == 0, listed.stderr[-3000:]
    assert "kz_time" in listed.stdout.splitlines()


def test_prefect_finds_there_what_it_deploys(scripts: Path, folder: Path, environment: dict[str, str]) -> None:
    """As `prefect deploy --all` reads it: every entry names a flow that can be loaded there."""
    program = (
        "import yaml; from flows import flow; from prefect.flows import load_flow_from_entrypoint as load\n"
        "told = yaml.safe_load(open('prefect.yaml', encoding='utf-8')); assert told['pull'] == [], told\n"
        "print(*(load(one['entrypoint']).name for one in told['deployments']))"
    )
    loaded = ended([str(scripts / "python"), "-c", program], cwd=folder, env=environment)
    assert loaded.returncode == 0, loaded.stderr[-3000:]
    assert loaded.stdout.split() == ["qorgan", "qorgan-intake"]
