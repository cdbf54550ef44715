"""The entries of outlet files as the desk knows them."""

import os
from pathlib import Path

import pytest

from desk.outlet_entries import OutletEntries
from spiders.config.own_file import own_file
from tests.spiders.config.test_files import LEAST


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shipped = tmp_path / "shipped.yaml"
    shipped.write_text(LEAST.format(name="kz_one") + LEAST.format(name="kz_two"), encoding="utf-8")
    monkeypatch.setenv("OUTLET_FILES", str(shipped))
    return tmp_path


def test_an_entry_of_the_desk_stands_in_for_the_one_of_the_same_name(files: Path) -> None:
    entries = OutletEntries()
    assert entries.read(files).by_name.keys() == {"kz_one", "kz_two"}
    own_file(files).write_text(LEAST.format(name="kz_one").replace("Образец", "Своё") + LEAST.format(name="kz_new"), encoding="utf-8")
    read = entries.read(files)
    assert read.by_name.keys() == {"kz_one", "kz_two", "kz_new"}
    assert read.by_name["kz_one"].title.model_dump()["ru"] == "Своё"
    assert read.shipped["kz_one"].title.model_dump()["ru"] == "Образец"
    assert read.of_desk == {"kz_one", "kz_new"}
    assert read.faults == ()


def test_files_are_read_again_only_when_they_were_changed(files: Path) -> None:
    entries = OutletEntries()
    first = entries.read(files)
    assert entries.read(files) is first
    file = files / "shipped.yaml"
    file.write_text(LEAST.format(name="kz_other"), encoding="utf-8")
    os.utime(file, (1, 1))
    assert entries.read(files).by_name.keys() == {"kz_other"}


def test_a_fault_in_the_file_of_the_desk_is_told_and_leaves_the_entry_that_comes_with_qorgan(files: Path) -> None:
    own_file(files).write_text(LEAST.format(name="kz_one").replace("country: KZ", "country: QQ"), encoding="utf-8")
    read = OutletEntries().read(files)
    assert read.by_name["kz_one"].country == "KZ"
    assert [fault.field for fault in read.faults] == ["country"]
