"""A category added as CONTRIBUTING says: one entry makes it a category everywhere but for the machine, which is asked to be trained first."""

import json
from pathlib import Path

import pytest

from records.database import write_transaction
from records.vocabulary import categories
from tests.desk.site import FEW, add_draft
from tests.empty_database import open_upgraded
from tests.flows.real_command import Home

pytestmark = pytest.mark.usefixtures("processes")

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
# Python runs `sitecustomize` at its start, so the command reads the vocabulary with one entry more.
FINDER = """
import importlib.util
import sys


class Vocabulary:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.util.spec_from_file_location(name, {file!r}) if name == "records.vocabulary.categories" else None


sys.meta_path.insert(0, Vocabulary)
"""
SHOWN = """
from desk.pages.draft.view import boxes, options
from records.vocabulary import Category
from reports.charts.bars import by_category
open({file!r}, "w").write(f"{{options('primary', '')}} {{boxes('categories', [])}} {{by_category(dict.fromkeys(Category, 1))}}")
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


def test_a_model_that_was_not_trained_for_a_category_is_refused_by_name_in_one_line(tmp_path: Path) -> None:
    for done in with_spy(tmp_path, read=True).several((("screen",), ATTACK), (("gate",), "")):
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert done.stderr.startswith("qorgan: ")
        assert "SPY" in done.stderr
        assert "qorgan train --output classify/scoring/kk-ru-en.npz" in done.stderr


def test_until_it_is_trained_a_person_names_it_and_everything_that_shows_categories_has_it(tmp_path: Path) -> None:
    home, release, shown = with_spy(tmp_path, read=False), tmp_path / "release", tmp_path / "shown"
    engine = open_upgraded(f"sqlite:///{home.data / 'qorgan.db'}")
    with write_transaction(engine) as session:
        draft = add_draft(session, "a", **FEW["a"])
    engine.dispose()
    period = ("--since", "2026-11-01", "--until", "2026-11-30")
    confirm = ("decide", str(draft), "confirm", "--set", "primary=SPY", "--set", "incident_date=2026-11-22", "--as", "Aigul")
    screened, decided, exported, statement, made = home.several(
        (("screen",), ATTACK),
        (confirm, ""),
        (("export", "incidents", "--category", "SPY"), ""),
        (("report", "statement", *period, "--format", "md"), ""),
        (("report", "release", *period, "--output", str(release)), ""),
        first=SHOWN.format(file=str(shown)),
    )
    assert [one.returncode for one in (screened, decided, exported, statement, made)] == [0] * 5
    codes = [one["code"] for one in json.loads(screened.stdout)["categories"]]
    assert (codes[0], "SPY" in codes) == ("ATT", False)
    (incident,) = map(json.loads, exported.stdout.splitlines())
    assert (incident["primary"], incident["adil_soz_block"], incident["mapping_media_freedom"]) == ("SPY", "A", "intimidation")
    assert "1 newsroom bugged" in statement.stdout
    assert "\nSPY," in (release / "taxonomies.csv").read_text(encoding="utf-8")
    option, box, chart = '<option value="SPY">Bugging', 'name="categories" value="SPY"', ">bugging</text>"
    assert [words for words in (option, box, chart) if words not in shown.read_text(encoding="utf-8")] == []
