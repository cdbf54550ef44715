"""A category added as CONTRIBUTING says: one entry makes it a category everywhere but for the machine, which is asked to be trained first."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from records.database import write_transaction
from records.vocabulary import categories
from tests.desk.site import FEW, add_draft
from tests.empty_database import open_upgraded
from tests.flows.real_command import Home
from tests.paths import ROOT

ENTRY = """
    SPY = "SPY", CategoryFacts(
        label="bugging", adil_soz="прослушка",
        counted=("{{n}} newsroom bugged", "{{n}} newsrooms bugged"),
        coarse=CoarseClass.SURVEILLANCE, kind=ActKind.VIOLENCE, block="A", us_tracker="other incident",
        mapping_media_freedom="intimidation", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.LEGAL, gravity=175, punishable=True,
        read_by_machine={read},
    )
    # fmt: on
"""
# Python runs `sitecustomize` at its start, so the real command reads the vocabulary with one entry more.
FINDER = """
import importlib.util
import sys


class Vocabulary:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.util.spec_from_file_location(name, {file!r}) if name == "records.vocabulary.categories" else None


sys.meta_path.insert(0, Vocabulary)
"""
ATTACK = json.dumps({"id": "1", "lang": "ru", "text": "Журналиста избили у подъезда редакции в Костанае. Он снимал митинг. Полиция начала проверку."})


def with_spy(folder: Path, *, read: bool) -> Home:
    """A data folder over which the command knows a category SPY, read by the machine or not."""
    source = Path(categories.__file__).read_text(encoding="utf-8")
    assert source.count("    # fmt: on\n") == 1
    file = folder / "categories.py"
    file.write_text(source.replace("    # fmt: on\n", ENTRY.format(read=read)), encoding="utf-8")
    (folder / "sitecustomize.py").write_text(FINDER.format(file=str(file)), encoding="utf-8")
    return Home(folder / "var", {"PYTHONPATH": str(folder)})


@pytest.mark.parametrize("command", [("screen",), ("gate",)])
def test_a_model_that_was_not_trained_for_a_category_is_refused_by_name_in_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = with_spy(tmp_path, read=True).qorgan(*command, given=ATTACK + "\n", code=1)
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("qorgan: the shipped model and the vocabulary differ in SPY; train it")
    assert "qorgan train --output classify/scoring/learned/kk-ru-en.npz" in line


def test_until_it_is_trained_a_person_names_it_and_everything_that_tells_of_categories_carries_it(tmp_path: Path) -> None:
    home = with_spy(tmp_path, read=False)
    engine = open_upgraded(f"sqlite:///{home.data / 'qorgan.db'}")
    with write_transaction(engine) as session:
        draft = add_draft(session, "a", **FEW["a"])
    engine.dispose()
    screened = json.loads(home.qorgan("screen", given=ATTACK + "\n").stdout)
    codes = [one["code"] for one in screened["categories"]]
    assert (codes[0], "SPY" in codes) == ("ATT", False)
    home.qorgan("decide", str(draft), "confirm", "--set", "primary=SPY", "--set", "incident_date=2026-11-22", "--as", "Aigul")
    (incident,) = home.rows("incidents", "--category", "SPY")
    assert (incident["primary"], incident["adil_soz_block"], incident["mapping_media_freedom"]) == ("SPY", "A", "intimidation")
    period = ("--since", "2026-11-01", "--until", "2026-11-30")
    assert "1 newsroom bugged" in home.qorgan("report", "statement", *period, "--format", "md").stdout
    home.qorgan("report", "release", *period, "--output", str(tmp_path / "release"))
    assert "\nSPY," in (tmp_path / "release" / "taxonomies.csv").read_text(encoding="utf-8")


def test_forms_and_charts_take_it_from_its_entry(tmp_path: Path) -> None:
    home = with_spy(tmp_path, read=False)
    shown = (
        "from desk.pages.draft.choices import boxes, options\n"
        "from records.vocabulary import Category\n"
        "from reports.charts.category_chart import by_category\n"
        "print(options('primary', ''), boxes('categories', []), by_category(dict.fromkeys(Category, 1)))"
    )
    done = subprocess.run([sys.executable, "-c", shown], env=home.environment, cwd=ROOT, capture_output=True, text=True, check=True)
    option, box, chart = '<option value="SPY">Bugging', 'name="categories" value="SPY"', ">bugging</text>"
    assert [words for words in (option, box, chart) if words not in done.stdout] == []
