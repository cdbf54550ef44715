"""The file in which the desk keeps outlets stands in for the files that come with Qorgan."""

from pathlib import Path

from spiders.config.files import load_outlets
from spiders.config.own_file import OWN, own_file, with_own
from tests.spiders.config.test_files import LEAST


def test_it_goes_before_the_others_once_it_is_there(tmp_path: Path) -> None:
    shipped = tmp_path / "a.yaml"
    assert with_own([shipped], tmp_path) == [shipped]
    own_file(tmp_path).write_text("", encoding="utf-8")
    assert with_own([shipped], tmp_path) == [tmp_path / OWN, shipped]


def test_its_entry_takes_the_place_of_another_without_a_fault_and_nothing_else_does(tmp_path: Path) -> None:
    shipped = tmp_path / "a.yaml"
    shipped.write_text(LEAST.format(name="kz_one") + LEAST.format(name="kz_two"), encoding="utf-8")
    own_file(tmp_path).write_text(LEAST.format(name="kz_one").replace("Образец", "Своё"), encoding="utf-8")
    outlets, faults = load_outlets(with_own([shipped], tmp_path))
    assert faults == []
    assert {one.name: one.title.model_dump()["ru"] for one in outlets} == {"kz_one": "Своё", "kz_two": "Образец"}
    own_file(tmp_path).write_text(LEAST.format(name="kz_one") * 2, encoding="utf-8")
    assert [fault.field for fault in load_outlets(with_own([shipped], tmp_path))[1]] == ["name"]
