"""The wheel under every Python that Qorgan supports and that is on this machine: `make wheels`. Each gets an environment of its own with the packages of
`requirements.lock`, imports every module, collects the sample newsroom and opens the desk. The Python of the tests is left out: `tests/deploy/test_wheel.py`
tries that one."""

import os
import shutil
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from records.files import make_folder
from tests.deploy.built_wheel import SAMPLE, built, clean_sources, collected_sample, login_page, own_environment, uv
from tests.paths import ROOT
from tests.processes import ended, ending_with

SUPPORTED = ("3.11", "3.12", "3.13")
# Those of the extra `browser`, which is not among the packages.
_EXTRA = ("playwright", "scrapy_playwright")
# It makes the encoder, with PyTorch, in an environment of its own (`make encoder`).
_APART = "classify/training/encoder/"


def interpreter(version: str) -> Path | None:
    """The Python of this version on the path, or under pyenv. None where there is none that works."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [shutil.which(f"python{version}"), *sorted(map(str, pyenv.glob(f"{version}.*/bin/python")))]
    asks = "import sqlite3, ssl, sys; print('.'.join(map(str, sys.version_info[:2])))"
    return next((Path(one) for one in found if one and ended([one, "-c", asks]).stdout.strip() == version), None)


def tried(version: str, python: Path, wheel: Path, folder: Path) -> str:
    """What became of the wheel under this Python, in a word or a line."""
    place = folder / version
    uv("venv", "--python", python, place)
    uv("pip", "install", "--python", place, "--require-hashes", "-r", ROOT / "requirements.lock")
    uv("pip", "install", "--python", place, "--no-deps", "--offline", wheel)
    home, scripts = folder / f"home-{version}", place / "bin"
    make_folder(home)
    environment = own_environment(home)
    try:
        _import_all(wheel, scripts, home, environment)
        assert (counted := collected_sample(scripts, home, environment)) == SAMPLE, counted
        assert '<html lang="kk"' in login_page(scripts, home, environment)
    except AssertionError as fault:
        return str(fault)
    return ""


def _import_all(wheel: Path, scripts: Path, home: Path, environment: dict[str, str]) -> None:
    with zipfile.ZipFile(wheel) as opened:
        files = [name for name in opened.namelist() if name.endswith(".py") and not name.startswith(_APART) and "migrations/" not in name]
    modules = [name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in files if not name.endswith("__main__.py")]
    program = f"""import importlib, sys
for name in sys.stdin.read().split():
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name.partition(".")[0] not in {_EXTRA}:
            raise
"""
    done = ended([str(scripts / "python"), "-c", program], given="\n".join(modules), cwd=home, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]


def main() -> int:
    """Print a line for each version; exit 1 where one failed. One that is not here is named, and is no failure."""
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    here = {version: interpreter(version) for version in SUPPORTED if version != own}
    with ending_with(), tempfile.TemporaryDirectory(prefix="qorgan-wheels-") as name, ThreadPoolExecutor(2) as pool:
        folder = Path(name)
        wheel = built(clean_sources(folder / "source"), "build_wheel", folder / "built")
        trials = {version: pool.submit(tried, version, python, wheel, folder) for version, python in here.items() if python is not None}
        faults = {version: trial.result() for version, trial in trials.items()}
    for version in here:
        print(f"wheel under Python {version}: {(faults[version] or 'works') if version in faults else 'not tried, this machine has none'}")
    print(f"wheel under Python {own}: tests/deploy/test_wheel.py")
    return int(any(faults.values()))


if __name__ == "__main__":
    sys.exit(main())
