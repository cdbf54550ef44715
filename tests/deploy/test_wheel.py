"""The wheel by itself: built from the sources as they are published, installed outside of the checkout, and used from a folder of its own.

The packages that it needs are those of the tests, seen through a `.pth` file: what is tried here is what the wheel brings. `make wheels` tries it with
every other Python, and packages of their own.
"""

import sys
import sysconfig
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.deploy.built_wheel import PACKAGES, SAMPLE, built, clean_sources, collected_sample, login_page, own_environment, uv
from tests.processes import ended


def contents(wheel: Path) -> dict[str, str]:
    """Every file in a wheel with its SHA-256."""
    with zipfile.ZipFile(wheel) as opened:
        return {name: sha256(opened.read(name)).hexdigest() for name in opened.namelist()}


@pytest.fixture(scope="module")
def checkout(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clean_sources(tmp_path_factory.mktemp("source") / "qorgan")


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
    uv("venv", "--python", sys.executable, environment)
    uv("pip", "install", "--python", environment, "--no-deps", "--offline", wheel)
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return environment / "bin"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return own_environment(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def folder(scripts: Path, environment: dict[str, str]) -> Path:
    """What `qorgan init` makes."""
    place = Path(environment["HOME"])
    done = ended([str(scripts / "qorgan"), "init", "new"], cwd=place, env={**environment, "QORGAN_LANG": "kk"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "new/prefect.yaml: жазылды" in done.stdout
    return place / "new"


def test_the_wheel_of_the_published_sources_is_that_of_the_checkout(checkout: Path, wheel: Path) -> None:
    ours, theirs = contents(built(checkout, "build_wheel", checkout.parent / "wheel-of-the-checkout")), contents(wheel)
    assert {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)} == set()


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(checkout: Path, wheel: Path) -> None:
    """Also those beside the modules: pages, lists of words, outlets, models, catalogues."""
    source = {path.relative_to(checkout).as_posix() for name in PACKAGES for path in (checkout / name).rglob("*") if path.is_file()}
    held = {name for name in contents(wheel) if ".dist-info/" not in name}
    assert held == source
    assert {f"records/locale/{lang}/LC_MESSAGES/qorgan.mo" for lang in ("kk", "ru")} <= held


def test_the_sample_is_collected_and_the_desk_opens_in_kazakh(scripts: Path, folder: Path, environment: dict[str, str]) -> None:
    assert collected_sample(scripts, folder, environment) == SAMPLE
    page = login_page(scripts, folder, environment)
    assert '<html lang="kk"' in page
    assert "Кіру" in page


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
    assert loaded.stdout.split() == ["qorgan", "qorgan-shard", "qorgan-intake"]
